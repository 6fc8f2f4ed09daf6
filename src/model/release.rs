//! Releases: a company's text for consent, and the exact document shown to a signer.

use serde::{Deserialize, Serialize};

use super::check::{line, lines};
use super::record::GuardianRule;
use super::uses::{UseInput, UseText};
use super::{
    Check, Company, Contact, Digest, Locale, Signature, TemplateId, Timestamp, Use, phone,
    placeholders,
};

/// One version of a company's text in one language. Immutable: a change is a new version.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    pub id: TemplateId,
    pub locale: Locale,
    pub version: u32,
    pub title: String,
    pub body: String,
    /// The uses offered, in this order.
    pub uses: Vec<UseText>,
    pub created_at: Timestamp,
    /// Who has signed it for the company; None: nobody.
    pub confirmation: Option<Confirmation>,
}

/// The company's own signature under a version of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// The name of the user.
    pub by: String,
    pub at: Timestamp,
    pub signature: Signature,
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

    /// Whether it is word for word a text that was the default one, and is not any more.
    pub fn is_former_default(&self) -> bool {
        let (former, _) = SHIPPED.split_at(SHIPPED.len() - Locale::ALL.len());
        former.contains(&Digest::of(&self.body).hex().as_str())
    }
}

/// The SHA-256 of all default texts so far, the earliest first; the last ones are those of today. A
/// company that has an earlier one is told of the new one.
const SHIPPED: &[&str] = &[
    "514fa1d54673adce88b7d3d56a33fc9c2961af3061b8e9ddad18d3bf1384f902",
    "62c66fff31e404e7395aa62134039b4278b14efa2afe5bbbc00a3a3b1e5a21f7",
    "14624f3e2484d5b269dfb7e16eb1fb0e6a274e73d17b583c47ed016aa8d20169",
    "0a911df65c01c4140046811e38987c8de3b38e3b1a8fa647e17dfdd17b907b0b",
    "1a0a3d7fd6bf698f482a663c409eadadad11a56bd36c03e3f1af84af4a79a7e6",
    "22cdaf1feb96112ca053338856ad126df789493d4380784c0f911d65a68164e2",
    "9b1fbd66facde95b3e8faef9977bad2def8b705f8b82ad282077e87b9daa8d79",
    "de640ff597f7b16aa94831c40d8278cae9e02c47931189a545760443febdf381",
    "5acf3e664cdbfb2245183f85774eff18489ad94ca223a37cdd18c43a87c83cd6",
    "efd6e584ca41e0d73b89da17e7aaede7bd3337ab3db1040514d6c25f5fa79e41",
    "f0b4fe8a1ffdadc9ba681154f71e88e3168415fea77af512333eb1f74401abb0",
    "14d70222a3c33607236ae95386705de943ec64831f09a1152935316e35c144fe",
    "7ba870b74f04f6b53a58ef86b5753cc915c16d3cf7261c34b562025bbdbf6423",
    "680e4358767173f72598d8c844c1835e503128ecb120db0e62df29792bcf9fc6",
    "e12065b490df6eaeaf004e8b4a51cf984ade95cf6773c0893af00d3780d1368c",
    "038a642a76d3d487a346b3d37803ee9274dd0d52f87ef02b96db99ee7f585ad0",
    "aebfd8c8f4b3fa0a526c3c00640d53df24c7bc96c3fe86183b3663d01447f2ef",
];

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
            match placeholders::found(body) {
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
    /// None in documents from before releases said these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// What a release says besides the parties and the event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photographer: Option<String>,
    /// For whom the pictures are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Within how many days a withdrawal is carried out.
    pub withdrawal_days: u32,
    /// How long the proof is kept after the end.
    pub evidence_months: u32,
    /// Where one withdraws without the mailed link.
    pub withdraw_page: String,
    /// Whether the child is asked as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_child: bool,
    /// The company's signature under this version of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
}

/// That a user has signed the text for the company, as documents say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmed {
    /// The name of the user.
    pub by: String,
    /// RFC 3339.
    pub at: String,
    pub signature_sha256: Digest,
}

impl Confirmed {
    pub fn of(confirmation: &Confirmation) -> crate::Result<Self> {
        Ok(Self {
            by: confirmation.by.clone(),
            at: confirmation.at.rfc3339(),
            signature_sha256: confirmation.signature.digest()?,
        })
    }
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
    /// Of a company, as are those below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    /// Who acts for it, and as what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<PartyContact>,
    /// The e-mail for questions about personal data, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_contact: Option<String>,
}

/// Whom to ask at a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyContact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl PartyContact {
    /// In one line; None if it is empty.
    pub fn line(&self) -> Option<String> {
        self.contact().line()
    }

    /// One below the other; None if it is empty.
    pub fn lines(&self) -> Option<String> {
        let Contact { name, email, phone } = self.contact();
        let phone = phone.as_deref().map(phone::spaced);
        let lines = [name, email, phone].into_iter().flatten().collect::<Vec<_>>().join("\n");
        Some(lines).filter(|lines| !lines.is_empty())
    }

    fn contact(&self) -> Contact {
        let Self { name, email, phone } = self.clone();
        Contact { name, email, phone }
    }
}

impl Party {
    /// One of whom only the name is said.
    pub fn named(name: String) -> Self {
        Self {
            name,
            email: None,
            address: None,
            siret: None,
            birth_date: None,
            legal_form: None,
            vat_number: None,
            representative: None,
            contact: None,
            privacy_contact: None,
        }
    }

    /// A company, in full, for a reader of this language.
    pub fn of_company(company: &Company, locale: Locale) -> Self {
        let own = company.identity.clone();
        let acting = own.representative.map(|name| match own.capacity {
            Some(capacity) => format!("{name}, {capacity}"),
            None => name,
        });
        let Contact { name, email, phone } = company.contact();
        let contact = PartyContact { name, email, phone };
        Self {
            address: company.address.one_line(locale, company.address.country.as_deref()),
            siret: company.siret.clone(),
            legal_form: own.legal_form,
            vat_number: own.vat_number,
            representative: acting,
            contact: Some(contact).filter(|contact| contact.line().is_some()),
            privacy_contact: own.privacy_contact,
            ..Self::named(company.name.clone())
        }
    }

    /// The number of a French company: the first nine digits of that of its establishment.
    pub fn siren(&self) -> Option<&str> {
        self.siret.as_deref()?.get(..9)
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

    /// Whether the child is asked as well.
    pub fn asks_child(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.asks_child)
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
    fn the_texts_we_ship_are_recognised_when_there_are_newer_ones() {
        let today = Locale::ALL.map(|locale| Digest::of(Text::default_in(locale).body).hex());
        assert!(SHIPPED.ends_with(&today.each_ref().map(String::as_str)), "add {today:?}");
        assert!(Locale::ALL.iter().all(|one| !Text::default_in(*one).is_former_default()));
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
}
