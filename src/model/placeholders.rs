//! What stands in braces in a release text and is filled for each signer. A line with one that has
//! nothing to say is left out, so that no sentence has a gap.

use super::company::Missing;
use super::uses::Use;

/// The placeholders allowed in a text as `{…}`; besides them `{use-CODE}`, the label of a use.
pub const PLACEHOLDERS: [&str; 29] = [
    "company",
    "person",
    "signer",
    "event",
    "place",
    "dates",
    "duration",
    "studio",
    "legal-form",
    "representative",
    "address",
    "siren",
    "siret",
    "vat-number",
    "contact",
    "contact-name",
    "contact-email",
    "contact-phone",
    "privacy-contact",
    "photographer",
    "client",
    "self",
    "guardian",
    "child",
    "withdraw-page",
    "withdrawal-days",
    "reference",
    "proof-duration",
    "refusal-duration",
];

/// Before the code of a use.
const USE: &str = "use-";

fn is_known(name: &str) -> bool {
    PLACEHOLDERS.contains(&name) || used(name).is_some()
}

/// The use whose label a placeholder is.
pub fn used(name: &str) -> Option<Use> {
    Use::from_name(name.strip_prefix(USE)?)
}

/// The settings of the studio without which a placeholder says nothing, or less than it should.
pub fn settings_of(name: &str) -> &'static [Missing] {
    use Missing::*;
    match name {
        "studio" => &[LegalForm, Siret, Address, Representative],
        "legal-form" => &[LegalForm],
        "representative" => &[Representative],
        "address" => &[Address],
        "siren" | "siret" => &[Siret],
        "vat-number" => &[VatNumber],
        "contact" => &[ContactName, ContactEmail],
        "contact-name" => &[ContactName],
        "contact-email" | "privacy-contact" => &[ContactEmail],
        "contact-phone" => &[ContactPhone],
        _ => &[],
    }
}

/// The placeholders in a text.
pub fn found(body: &str) -> Result<Vec<&str>, &'static str> {
    let mut found = vec![];
    let mut rest = body;
    while let Some(start) = rest.find(['{', '}']) {
        let tail = &rest[start..];
        let name = tail
            .strip_prefix('{')
            .and_then(|tail| tail.split_once('}'))
            .map(|(name, _)| name)
            .ok_or("placeholder_open")?;
        if !is_known(name) {
            return Err("placeholder_unknown");
        }
        found.push(name);
        rest = &tail[name.len() + 2..];
    }
    Ok(found)
}

/// What stands in braces in a text that is being written and is no placeholder, each once.
pub fn unknown(body: &str) -> Vec<String> {
    let mut unknown: Vec<String> = vec![];
    for name in named(body) {
        let is_short = name.chars().count() <= 40 && !name.contains('\n');
        if is_short && !is_known(name) && !unknown.iter().any(|one| one == name) {
            unknown.push(name.to_owned());
        }
    }
    unknown
}

/// What stands in braces, in a text that may be incomplete.
fn named(body: &str) -> impl Iterator<Item = &str> {
    body.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// The settings that a text needs, each once, with the first placeholder that needs it.
pub fn needed(body: &str) -> Vec<(Missing, String)> {
    let mut needed: Vec<(Missing, String)> = vec![];
    for name in named(body) {
        for one in settings_of(name) {
            if !needed.iter().any(|(known, _)| known == one) {
                needed.push((*one, name.to_owned()));
            }
        }
    }
    needed
}

/// Replaces the placeholders of a checked text in one pass: `{event}` within a name is not replaced.
/// A line with a placeholder that has no value is left out; then also a heading with nothing below it,
/// and what is left of blank lines.
pub fn fill(body: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let lines: Vec<Option<String>> = body.split('\n').map(|line| fill_line(line, &value)).collect();
    if lines.iter().all(Option::is_some) {
        return lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    }
    let kept: Vec<String> = lines.into_iter().flatten().collect();
    let mut paragraphs: Vec<String> = vec![];
    for paragraph in kept.split(|line| line.trim().is_empty()).filter(|some| !some.is_empty()) {
        let text = paragraph.join("\n");
        // A heading without a section: another one follows, or nothing.
        if is_heading(&text) && paragraphs.last().is_some_and(|last| is_heading(last)) {
            paragraphs.pop();
        }
        paragraphs.push(text);
    }
    if paragraphs.last().is_some_and(|last| is_heading(last)) {
        paragraphs.pop();
    }
    paragraphs.join("\n\n")
}

fn is_heading(paragraph: &str) -> bool {
    !paragraph.contains('\n') && paragraph.trim_start().starts_with("# ")
}

fn fill_line(line: &str, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::with_capacity(line.len() * 2);
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                filled.push_str(&value(name)?);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_placeholder_is_found_while_one_writes() {
        let body = "{company} {nope} {use-web} {use-Web} {person {nope} {Person} {";
        assert_eq!(unknown(body), ["nope", "use-Web", "Person"]);
        assert_eq!(found("{use-yearbook} {nope}"), Err("placeholder_unknown"));
    }

    #[test]
    fn a_value_is_not_read_as_a_placeholder() {
        let value =
            |name: &str| Some(if name == "person" { "{event}".into() } else { "x".to_owned() });
        assert_eq!(fill("{person} at {event}", value), "{event} at x");
    }

    #[test]
    fn a_line_without_its_value_is_left_out_with_an_empty_section() {
        let value = |name: &str| (name != "client").then(|| name.to_uppercase());
        let text = "# Who\n\n{company} asks.\nFor {client}.\n\n# Client\n\n- {client}\n\n# End\n\n{person}";
        assert_eq!(fill(text, value), "# Who\n\nCOMPANY asks.\n\n# End\n\nPERSON");
        assert_eq!(fill("a\n\n\nb {person}", value), "a\n\n\nb PERSON", "nothing else changes");
        assert_eq!(fill("{company}\n\n# Last\n\n{client}", value), "COMPANY");
    }

    #[test]
    fn settings_are_named_once() {
        let needed = needed("{studio} {siren} {contact}");
        let names: Vec<&str> = needed.iter().map(|(one, _)| one.field()).collect();
        assert_eq!(
            names,
            ["legalForm", "siret", "address", "representative", "contactName", "contactEmail"]
        );
    }
}
