//! Values that the samples of mails share.

use jiff::tz::TimeZone;

pub(super) use jiff::civil::date;

use super::{Brand, Child, Rendered};
use crate::model::{Contact, Locale, Timestamp};
use crate::render::Colour;

/// A mail with sample values, and the name of its snapshot. Those to a guardian about a child begin
/// with `guardian_`.
pub(super) type Sample = (&'static str, Rendered);

pub(super) fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap()
}

pub(super) fn at(rfc3339: &str) -> Timestamp {
    Timestamp::parse_rfc3339(rfc3339).unwrap()
}

pub(super) fn studio() -> Brand {
    let contact = Contact {
        name: Some("Jeanne Morel".into()),
        email: Some("studio@lumiere.example".into()),
        phone: Some("+33472000000".into()),
    };
    Brand { name: "Atelier Lumière".into(), colour: Colour::parse("#b4451f"), contact }
}

pub(super) fn child() -> Child {
    Child { first_name: "Anna".into(), name: "Anna Petit".into() }
}

pub(super) fn uses(locale: Locale) -> Vec<String> {
    let uses = match locale {
        Locale::Fr => ["En interne", "Site internet", "Réseaux sociaux"],
        Locale::En => ["Internally", "Website", "Social networks"],
    };
    uses.map(Into::into).into()
}
