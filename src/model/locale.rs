//! The languages of the user interface and mails.

use serde::{Deserialize, Serialize};

/// A language of pages, mails, documents and messages.
///
/// - `fr`: French.
/// - `en`: English.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, poem_openapi::Enum,
)]
#[serde(rename_all = "lowercase")]
#[oai(rename_all = "lowercase")]
pub enum Locale {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Locale {
    pub const ALL: [Locale; 2] = [Locale::Fr, Locale::En];

    /// The BCP 47 tag, as in `<html lang>`: `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Fr => "fr",
            Locale::En => "en",
        }
    }

    /// The name of the language, in itself.
    pub fn name(self) -> &'static str {
        match self {
            Locale::Fr => "Français",
            Locale::En => "English",
        }
    }

    /// Parses a tag such as `fr`, `fr-CA` or `en_GB`; None for other languages.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Locale::ALL.into_iter().find(|locale| locale.tag() == language)
    }

    /// The preferred language of an `Accept-Language` header (RFC 9110 section 12.5.4), if it
    /// names one of ours.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for item in header.split(',').take(20) {
            let (tag, weight) = item.split_once(';').unwrap_or((item, ""));
            let quality = match weight.split_once('=') {
                Some((name, q)) if name.trim().eq_ignore_ascii_case("q") => {
                    q.trim().parse().unwrap_or(0.0)
                }
                _ => 1.0,
            };
            if let Some(locale) = Self::from_tag(tag)
                && quality > best.map_or(0.0, |(quality, _)| quality)
            {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_s_first_choice_wins() {
        assert_eq!(Locale::accepted("de, en;q=0.5, fr-CA;q=0.9"), Some(Locale::Fr));
        assert_eq!(Locale::accepted("en-GB,en;q=0.9"), Some(Locale::En));
        assert_eq!(Locale::accepted("fr;Q=0.1, en"), Some(Locale::En));
        assert_eq!(Locale::accepted("de"), None);
        assert_eq!(Locale::accepted("fr;q=0"), None);
    }
}
