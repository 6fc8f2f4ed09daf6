//! Comparing what people typed, and making it fit for an address bar.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key by which names and e-mails are compared: no accents, no case, single spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name in an address: `Šárka Müller-Łęcka` → `sarka-muller-lecka`. Never empty.
pub fn slug(text: &str) -> String {
    let ascii = deunicode::deunicode(text).to_lowercase();
    let words: Vec<_> =
        ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(80).collect();
    if slug.is_empty() { "x".to_owned() } else { slug.trim_end_matches('-').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_spaces_do_not_tell_people_apart() {
        assert_eq!(fold("  Müller   ÉLODIE "), fold("muller elodie"));
        assert_eq!(fold("ﬁne"), "fine");
        assert_ne!(fold("山田"), fold("山口"));
    }

    #[test]
    fn a_slug_is_ascii_whatever_the_script() {
        assert_eq!(slug("Šárka Müller-Łęcka"), "sarka-muller-lecka");
        assert_eq!(slug("山田 太郎"), "shan-tian-tai-lang");
        assert_eq!(slug("🙃?"), "upside-down");
        assert_eq!(slug("…"), "x");
    }
}
