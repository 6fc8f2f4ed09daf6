//! The document shown to a signer: a company's text with its placeholders filled, and the parties
//! and uses it names. Deterministic.

use jiff::tz::TimeZone;

use super::{dates, words};
use crate::model::record::GuardianRule;
use crate::model::release::{Document, OfferedUse, Party, ReleaseEvent, fill};
use crate::model::uses::UseText;
use crate::model::{Locale, Template, Timestamp};

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
}

/// Fills the placeholders.
pub fn compose(from: Composition) -> Document {
    let locale = from.template.locale;
    let words = words(locale);
    let place = from.place.clone();
    let text = fill(&from.template.body, |name| match name {
        "company" => from.studio.name.clone(),
        "person" => from.person.name.clone(),
        "signer" => from.signer.name.clone(),
        "event" => from.event.to_owned(),
        "place" => place.clone().unwrap_or_else(|| words.say("release-place-unknown").into_owned()),
        "dates" => dates::range(locale, from.start, from.end, from.zone),
        "duration" => duration(locale, from.licence_months),
        other => format!("{{{other}}}"),
    });
    let offered = |one: &UseText| OfferedUse {
        name: one.code,
        label: one.label.clone(),
        sentence: Some(one.sentence.clone()).filter(|text| !text.is_empty()),
    };
    Document {
        format: Document::FORMAT.to_owned(),
        reference: from.reference.to_owned(),
        locale,
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
