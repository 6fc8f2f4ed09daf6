//! Normalisation of text: for comparison, display and URLs.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key by which names and e-mails are compared: no accents, no case, single spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two names are the same, whatever the order of their parts, capitals, accents and hyphens.
pub fn same_name(one: &str, other: &str) -> bool {
    let parts = |name: &str| {
        let folded = fold(name);
        let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        parts.sort();
        parts
    };
    parts(one) == parts(other)
}

/// The allowed layout of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One line, such as a name.
    Line,
    /// Several lines, with tabs.
    Lines,
}

/// The text without invisible characters that were not meant: zero-width spaces, soft hyphens,
/// direction marks, tags, and joiners where nothing is joined. None if it contains deceptive
/// characters: control characters, and direction overrides, which reverse the display of a word.
///
/// Joiners are valid in Persian and Indic words and in composed emoji (Unicode, 23.2), tags in
/// flags of regions (UTS 51), selectors after their character.
pub fn shown(text: &str, how: Layout) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut in_flag = false;
    while let Some(c) = rest.next() {
        let before = out.chars().next_back();
        match c {
            '\n' | '\t' if how == Layout::Lines => out.push(c),
            '\u{2028}' | '\u{2029}' if how == Layout::Lines => out.push('\n'),
            c if deceives(c) => return None,
            '\u{200c}' | '\u{200d}' => {
                let selects = |c: char| matches!(c, '\u{fe00}'..='\u{fe0f}');
                let joins =
                    |c: char| c >= '\u{590}' && !c.is_whitespace() && (!is_unseen(c) || selects(c));
                if before.is_some_and(joins) && rest.peek().copied().is_some_and(joins) {
                    out.push(c);
                }
            }
            '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
                if before.is_some_and(|before| !before.is_whitespace() && !is_unseen(before)) {
                    out.push(c);
                }
            }
            '\u{e0020}'..='\u{e007f}' if in_flag || before == Some('\u{1f3f4}') => {
                in_flag = c != '\u{e007f}';
                out.push(c);
                continue;
            }
            c if is_unseen(c) => {}
            c => out.push(c),
        }
        in_flag = false;
    }
    Some(out)
}

/// Whether a character makes a text look like another one: line breaks and direction overrides.
pub fn deceives(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}')
}

/// Whether nothing is visible: spaces, letters without a glyph, accents without a letter.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        let has_no_form = matches!(
            c,
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' | '\u{1d159}'
        );
        c.is_whitespace() || is_unseen(c) || is_combining_mark(c) || has_no_form
    })
}

/// Characters without a glyph (Unicode, `Default_Ignorable_Code_Point`, except letters), and
/// noncharacters.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{fdd0}'..='\u{fdef}'
    ) || (c as u32) & 0xfffe == 0xfffe
}

/// A name for URLs: `Šárka Müller-Łęcka` → `sarka-muller-lecka`. Never empty: a text that cannot
/// be transliterated becomes its code points, `…` → `u2026`.
pub fn slug(text: &str) -> String {
    let ascii = deunicode::deunicode(text).to_lowercase();
    let words: Vec<_> =
        ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut slug: String = words.join("-").chars().take(80).collect();
    if slug.is_empty() {
        let numbers = text.chars().filter(|c| !c.is_whitespace());
        slug = numbers.take(10).map(|c| format!("u{:x}", c as u32)).collect::<Vec<_>>().join("-");
    }
    match slug.trim_end_matches('-') {
        "" => "unnamed".to_owned(),
        slug => slug.to_owned(),
    }
}

/// The maximum length of a text in [`printable`], in characters.
const PRINTABLE: usize = 1_000;

/// An untrusted text for a terminal or a log: control characters, line ends, and invisible
/// characters that reorder or hide text (bidi controls, U+202E and the like, tags) are replaced
/// by U+FFFD; overlong text is cut.
pub fn printable(text: &str) -> String {
    // Joiners and selectors are valid in names and emoji.
    let belongs = |c: char| matches!(c, '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    let is_safe = |c: char| !deceives(c) && (!is_unseen(c) || belongs(c));
    let mut shown: String =
        text.chars().take(PRINTABLE).map(|c| if is_safe(c) { c } else { '\u{fffd}' }).collect();
    if text.chars().nth(PRINTABLE).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_spaces_are_ignored_in_comparisons() {
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
        assert_eq!(slug("…"), "u2026");
        assert_eq!(slug(" "), "unnamed");
    }

    #[test]
    fn what_nobody_sees_is_taken_out_and_what_deceives_is_refused() {
        let line = |text: &str| shown(text, Layout::Line);
        for (typed, kept) in [
            ("A\u{200b}na", "Ana"),
            ("\u{feff}Ana\u{2060}", "Ana"),
            ("Jean\u{ad}Paul", "JeanPaul"),
            ("\u{202a}Ana\u{202c}", "Ana"),
            ("\u{2068}Ana\u{2069}", "Ana"),
            ("Ana\u{200d}", "Ana"),
            ("A\u{200d}na", "Ana"),
            ("A\u{e0041}\u{e007f}na", "Ana"),
            ("\u{fe0f}Ana", "Ana"),
            // A Persian and a Sinhala word, a family, a heart, a flag, a Japanese name.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("ශ්\u{200d}රී", "ශ්\u{200d}රී"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{fe0f}\u{200d}🔥"),
            ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
            ("José\u{a0}Ángel", "José\u{a0}Ángel"),
        ] {
            assert_eq!(line(typed).as_deref(), Some(kept), "{typed:?}");
        }
        for deceives in ["a\u{202e}b", "a\u{202d}b", "a\nb", "a\u{2028}b", "a\u{0}b", "a\u{85}b"] {
            assert_eq!(line(deceives), None, "{deceives:?}");
        }
        let lines = |text: &str| shown(text, Layout::Lines);
        assert_eq!(lines("a\n\tb\u{2029}c").as_deref(), Some("a\n\tb\nc"));
        assert_eq!(lines("a\rb"), None);
    }
}
