//! Values that the samples of mails share.

use jiff::tz::TimeZone;

pub(super) use jiff::civil::date;

use super::{Brand, Child, Rendered};
use crate::model::{Locale, Timestamp};
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
    Brand { name: "Atelier Lumière".into(), colour: Colour::parse("#b4451f") }
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
