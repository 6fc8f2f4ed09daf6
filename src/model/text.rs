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

/// The longest text that [`printable`] lets through, in characters.
const PRINTABLE: usize = 1_000;

/// A text of strangers, fit for a terminal or a log: without control characters, line
/// ends, and the invisible characters that turn or hide what stands beside them (bidi
/// controls, U+202E and the like, tags), each replaced by U+FFFD; cut if it is endless.
pub fn printable(text: &str) -> String {
    let mut shown: String =
        text.chars().take(PRINTABLE).map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(PRINTABLE).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a character is not seen but does something: Unicode's categories Cc, Zl, Zp
/// and Cf, without the joiners (U+200C, U+200D) that names and emoji are written with.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x180e | 0x200b
                | 0x200e..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
                | 0xfff9..=0xfffb | 0x110bd | 0x110cd | 0x13430..=0x1343f | 0x1bca0..=0x1bca3
                | 0x1d173..=0x1d17a | 0xe0000..=0xe007f
        )
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
    fn what_is_printed_cannot_steer_a_terminal_or_turn_a_line() {
        let shown = printable("a\u{1b}[2J\r\nb\u{9b}c\u{202e}d\u{2028}e\u{2066}f\u{200f}g");
        assert_eq!(shown, "a�[2J��b�c�d�e�f�g");
        for name in ["Šárka Müller-Łęcka", "山田 太郎", "عمر", "می\u{200c}خواهم", "👩\u{200d}🚀"]
        {
            assert_eq!(printable(name), name);
        }
        assert_eq!(printable(&"x".repeat(2_000)).chars().count(), 1_001);
    }

    #[test]
    fn a_slug_is_ascii_whatever_the_script() {
        assert_eq!(slug("Šárka Müller-Łęcka"), "sarka-muller-lecka");
        assert_eq!(slug("山田 太郎"), "shan-tian-tai-lang");
        assert_eq!(slug("🙃?"), "upside-down");
        assert_eq!(slug("…"), "x");
    }
}
