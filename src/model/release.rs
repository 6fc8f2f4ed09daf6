//! Releases: a company's text for consent, and the exact document shown to a signer.

use serde::{Deserialize, Serialize};

use super::check::{line, lines};
use super::record::GuardianRule;
use super::uses::{UseInput, UseText};
use super::{Check, Digest, Locale, TemplateId, Timestamp, Use};

/// The placeholders allowed in a text as `{…}`.
pub const PLACEHOLDERS: [&str; 7] =
    ["company", "person", "signer", "event", "place", "dates", "duration"];

/// One version of a company's text in one language. Immutable: a change is a new version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub id: TemplateId,
    pub locale: Locale,
    pub version: u32,
    pub title: String,
    pub body: String,
    /// The uses offered, in this order.
    pub uses: Vec<UseText>,
    pub created_at: Timestamp,
}

impl Template {
    /// The codes of the uses offered, in order.
    pub fn codes(&self) -> Vec<Use> {
        self.uses.iter().map(|one| one.code).collect()
    }

    /// Its content.
    pub fn text(&self) -> Text {
        Text { title: self.title.clone(), body: self.body.clone(), uses: self.uses.clone() }
    }

    /// Whether its content equals `text`.
    pub fn is(&self, text: &Text) -> bool {
        (&self.title, &self.body, &self.uses) == (&text.title, &text.body, &text.uses)
    }
}

/// A text as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextInput {
    pub title: String,
    pub body: String,
    /// The uses to offer, in this order.
    pub uses: Vec<UseInput>,
}

/// A text that is not yet stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub title: String,
    pub body: String,
    /// The uses offered, in this order.
    pub uses: Vec<UseText>,
}

impl Text {
    /// The default text of a new company.
    pub fn default_in(locale: Locale) -> Self {
        let (title, body) = match locale {
            Locale::Fr => (
                "Autorisation d’utilisation de l’image",
                include_str!("../../assets/release/fr.txt"),
            ),
            Locale::En => {
                ("Consent to the use of photographs", include_str!("../../assets/release/en.txt"))
            }
        };
        let uses = Use::DEFAULT.into_iter().filter_map(|one| one.shipped_words(locale));
        Self { title: title.into(), body: body.trim().into(), uses: uses.collect() }
    }
}

impl From<Text> for TextInput {
    fn from(text: Text) -> Self {
        let uses = text.uses.into_iter().map(Into::into).collect();
        Self { title: text.title, body: text.body, uses }
    }
}

impl TextInput {
    /// Checks the text, its placeholders and its uses. No placeholder may be unknown or unclosed;
    /// company, person and duration must be included (Cass. 1re civ., 11 Dec 2008: a licence must be
    /// clear on its limits). `current`: the uses of the text in force.
    pub fn checked(self, locale: Locale, current: &[UseText]) -> crate::Result<Text> {
        let mut check = Check::new();
        let title = check.field("title", line(&self.title, 200));
        let body = check.field("body", lines(&self.body, 20_000));
        if let Some(body) = &body {
            match placeholders(body) {
                _ if body.is_empty() => check.refuse("body", "required"),
                Err(code) => check.refuse("body", code),
                Ok(found) => {
                    let needed = ["company", "person", "duration"];
                    let all = needed.iter().all(|name| found.contains(name));
                    check.require(all, "body", "placeholder_missing");
                }
            }
        }
        let uses = UseText::checked(self.uses, locale, current, &mut check);
        let (title, body) = check.finish(title.zip(body))?;
        Ok(Text { title, body, uses })
    }
}

/// The placeholders in a text.
fn placeholders(body: &str) -> Result<Vec<&str>, &'static str> {
    let mut found = vec![];
    let mut rest = body;
    while let Some(start) = rest.find(['{', '}']) {
        let tail = &rest[start..];
        let name = tail
            .strip_prefix('{')
            .and_then(|tail| tail.split_once('}'))
            .map(|(name, _)| name)
            .ok_or("placeholder_open")?;
        if !PLACEHOLDERS.contains(&name) {
            return Err("placeholder_unknown");
        }
        found.push(name);
        rest = &tail[name.len() + 2..];
    }
    Ok(found)
}

/// What stands in braces in a text that is being written and is no placeholder, each once.
pub fn unknown_placeholders(body: &str) -> Vec<String> {
    let mut unknown: Vec<String> = vec![];
    for part in body.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        let is_short = name.chars().count() <= 40 && !name.contains('\n');
        if is_short && !PLACEHOLDERS.contains(&name) && !unknown.iter().any(|one| one == name) {
            unknown.push(name.to_owned());
        }
    }
    unknown
}

/// Replaces the placeholders of a checked text in one pass: `{event}` within a name is not
/// replaced.
pub fn fill(body: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(body.len() * 2);
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                filled.push_str(&value(name));
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// The complete document shown to one signer. Its bytes are its canonical JSON: fields in this
/// order, no spaces. They are stored, hashed, and never generated again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// `be-right/document/1`.
    pub format: String,
    pub reference: String,
    pub locale: Locale,
    pub template_version: u32,
    pub title: String,
    /// Paragraphs are separated by an empty line.
    pub text: String,
    pub uses: Vec<OfferedUse>,
    pub studio: Party,
    pub person: Party,
    pub signer: Party,
    pub event: ReleaseEvent,
    pub licence_months: u32,
    /// The guardian rule; None if the employee decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardians: Option<GuardianRule>,
}

/// A use as offered, with the words the signer read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedUse {
    pub name: Use,
    pub label: String,
    /// What the use means; None in documents from before uses had sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
}

/// A party named in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<jiff::civil::Date>,
}

impl Party {
    /// One of whom only the name is said.
    pub fn named(name: String) -> Self {
        Self { name, email: None, address: None, siret: None, birth_date: None }
    }
}

/// The event the document is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseEvent {
    pub name: String,
    /// RFC 3339.
    pub start: String,
    /// RFC 3339.
    pub end: String,
    /// The IANA time zone of its dates.
    pub time_zone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Document {
    pub const FORMAT: &str = "be-right/document/1";

    /// The uses offered, in order.
    pub fn offered(&self) -> Vec<Use> {
        self.uses.iter().map(|one| one.name).collect()
    }

    /// The label that the signer read of a use; its code if it was not offered.
    pub fn label(&self, name: &str) -> String {
        let offered = self.uses.iter().find(|one| one.name.name() == name);
        offered.map_or_else(|| name.to_owned(), |one| one.label.clone())
    }

    /// The bytes to store.
    pub fn bytes(&self) -> crate::Result<String> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::from)?)
    }

    /// Parses stored bytes.
    pub fn read(bytes: &str) -> crate::Result<Self> {
        Ok(serde_json::from_str(bytes).map_err(anyhow::Error::from)?)
    }

    /// The document's identifier: the SHA-256 of its bytes.
    pub fn digest(bytes: &str) -> Digest {
        Digest::of(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_we_ship_pass_our_own_check() {
        for locale in Locale::ALL {
            let text = Text::default_in(locale);
            assert_eq!(TextInput::from(text.clone()).checked(locale, &[]).unwrap(), text);
        }
    }

    #[test]
    fn a_text_with_a_wrong_placeholder_is_refused() {
        let code = |body: &str| {
            let text = Text { body: body.into(), ..Text::default_in(Locale::En) };
            match TextInput::from(text).checked(Locale::En, &[]) {
                Err(crate::Error::Invalid(fields)) => fields[0].code,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(code("{company} {person} {duration} {salary}"), "placeholder_unknown");
        assert_eq!(code("{company} {person} {duration"), "placeholder_open");
        assert_eq!(code("{company} {person} {duration} }"), "placeholder_open");
        assert_eq!(code("{company} {person}"), "placeholder_missing");
        assert_eq!(code(""), "required");
    }

    #[test]
    fn what_is_no_placeholder_is_found_while_one_writes() {
        let body = "{company} {nope} {person {nope} {Person} {";
        assert_eq!(unknown_placeholders(body), ["nope", "Person"]);
        assert!(unknown_placeholders(&Text::default_in(Locale::Fr).body).is_empty());
    }

    #[test]
    fn a_value_is_not_read_as_a_placeholder() {
        let value = |name: &str| if name == "person" { "{event}".into() } else { "x".to_owned() };
        assert_eq!(fill("{person} at {event}", value), "{event} at x");
    }
}
