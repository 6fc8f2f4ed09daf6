//! The document shown to a signer: a company's text with its placeholders filled, and the parties
//! and uses it names. Deterministic.

use jiff::tz::TimeZone;

use super::{dates, words};
use crate::model::keys::in_fours;
use crate::model::placeholders::{self, fill};
use crate::model::record::GuardianRule;
use crate::model::release::{Document, OfferedUse, Party, PartyContact, ReleaseEvent, Terms};
use crate::model::uses::UseText;
use crate::model::{Company, Locale, Template, Timestamp, phone};

/// The data of a document.
pub struct Composition<'c> {
    pub template: &'c Template,
    pub zone: &'c TimeZone,
    pub reference: &'c str,
    pub studio: Party,
    pub person: Party,
    pub signer: Party,
    pub event: &'c str,
    pub start: Timestamp,
    pub end: Timestamp,
    pub place: Option<String>,
    pub licence_months: u32,
    pub guardians: Option<GuardianRule>,
    pub terms: Option<Terms>,
}

/// Fills the placeholders.
pub fn compose(from: Composition) -> Document {
    let text = fill(&from.template.body, |name| value(&from, name));
    let offered = |one: &UseText| OfferedUse {
        name: one.code,
        label: one.label.clone(),
        sentence: Some(one.sentence.clone()).filter(|text| !text.is_empty()),
    };
    Document {
        format: Document::FORMAT.to_owned(),
        reference: from.reference.to_owned(),
        locale: from.template.locale,
        template_version: from.template.version,
        title: from.template.title.clone(),
        text,
        uses: from.template.uses.iter().map(offered).collect(),
        studio: from.studio,
        person: from.person,
        signer: from.signer,
        event: ReleaseEvent {
            name: from.event.to_owned(),
            start: from.start.rfc3339(),
            end: from.end.rfc3339(),
            time_zone: from.zone.iana_name().unwrap_or("UTC").to_owned(),
            place: from.place,
        },
        licence_months: from.licence_months,
        guardians: from.guardians,
        terms: from.terms,
    }
}

/// What a placeholder says; None: nothing is known.
fn value(from: &Composition, name: &str) -> Option<String> {
    let (locale, studio) = (from.template.locale, &from.studio);
    let words = words(locale);
    let terms = from.terms.as_ref();
    let is_guardian = from.signer.name != from.person.name || from.guardians.is_some();
    let person = || from.person.name.clone();
    if let Some(used) = placeholders::used(name) {
        let offered = from.template.uses.iter().find(|one| one.code == used);
        return offered.map(|one| one.label.clone());
    }
    match name {
        "company" => Some(studio.name.clone()),
        "person" => Some(person()),
        "signer" => Some(from.signer.name.clone()),
        "event" => Some(from.event.to_owned()),
        "place" => from.place.clone().or_else(|| Some(words.say("release-place-unknown").into())),
        "dates" => Some(dates::range(locale, from.start, from.end, from.zone)),
        "duration" => Some(duration(locale, from.licence_months)),
        "studio" => Some(in_full(studio, locale)),
        "legal-form" => studio.legal_form.clone(),
        "representative" => studio.representative.clone(),
        "address" => studio.address.clone(),
        "siren" => studio.siren().map(grouped),
        "siret" => studio.siret.as_deref().map(grouped),
        "vat-number" => studio.vat_number.clone(),
        "contact" => studio.contact.as_ref().and_then(PartyContact::line),
        "contact-name" => studio.contact.as_ref()?.name.clone(),
        "contact-email" => studio.contact.as_ref()?.email.clone(),
        "contact-phone" => studio.contact.as_ref()?.phone.as_deref().map(phone::spaced),
        "privacy-contact" => match &studio.privacy_contact {
            Some(own) => Some(own.clone()),
            None => studio.contact.as_ref()?.email.clone(),
        },
        "photographer" => terms?.photographer.clone(),
        "client" => terms?.client.clone(),
        "self" => (!is_guardian).then(person),
        "guardian" => is_guardian.then(|| from.signer.name.clone()),
        "child" => terms?.asks_child.then(person),
        "withdraw-page" => Some(terms?.withdraw_page.clone()),
        "withdrawal-days" => {
            let count = [("count", terms?.withdrawal_days.into())];
            Some(words.say_with("release-days", count).into_owned())
        }
        "reference" => Some(in_fours(from.reference)).filter(|text| !text.is_empty()),
        "proof-duration" => Some(duration(locale, terms?.evidence_months)),
        "refusal-duration" => {
            Some(duration(locale, terms?.evidence_months.max(Company::REFUSAL_MONTHS)))
        }
        other => Some(format!("{{{other}}}")),
    }
}

/// A company with what is known of it: `Studio Lumière, SAS, SIREN 732 829 320, 18 rue …`.
pub fn in_full(party: &Party, locale: Locale) -> String {
    let words = words(locale);
    let say =
        |key: &str, value: String| words.say_with(key, [("value", value.into())]).into_owned();
    let parts = [
        Some(party.name.clone()),
        party.legal_form.clone(),
        party.siren().map(|siren| say("release-siren", grouped(siren))),
        party.vat_number.clone().map(|number| say("release-vat", number)),
        party.address.clone(),
        party.representative.clone().map(|name| say("release-represented", name)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Digits in threes, which stay on one line; those of an establishment after its company:
/// `732 829 320 00074`.
pub fn grouped(digits: &str) -> String {
    let is_plain = digits.bytes().all(|one| one.is_ascii_digit());
    match (is_plain, digits.len()) {
        (true, 9) => format!("{}\u{a0}{}\u{a0}{}", &digits[..3], &digits[3..6], &digits[6..]),
        (true, 14) => format!("{}\u{a0}{}", grouped(&digits[..9]), &digits[9..]),
        _ => digits.to_owned(),
    }
}

/// `8 ans`, `18 months`.
pub fn duration(locale: Locale, months: u32) -> String {
    let (key, count) = if months.is_multiple_of(12) {
        ("release-years", months / 12)
    } else {
        ("release-months", months)
    };
    words(locale).say_with(key, [("count", count.into())]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(duration(Locale::Fr, 96), "8 ans");
        assert_eq!(duration(Locale::En, 12), "1 year");
        assert_eq!(duration(Locale::En, 18), "18 months");
    }
}
