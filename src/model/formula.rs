//! Protection against formulas in spreadsheets: an apostrophe in front (OWASP, CSV injection).
//! Used for everything written to and read from tables.

use std::borrow::Cow;

/// Whether a spreadsheet might evaluate a text. Leading blanks are ignored, as spreadsheets do,
/// and full-width signs of East Asia count like the ASCII ones.
pub fn is_formula(text: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{feff}' | '\u{200b}');
    text.trim_start_matches(blank)
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\u{2212}'])
}

/// Whether a text may have been guarded: a formula, or an already guarded text.
fn is_guardable(text: &str) -> bool {
    is_formula(text) || text.strip_prefix('\'').is_some_and(is_guardable)
}

/// The text with a guard if it needs one; [`unguarded`] restores the original.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_guardable(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text without its guard, and whether it had one: then it is plain text.
pub fn unguarded(text: &str) -> (&str, bool) {
    match text.strip_prefix('\'') {
        Some(rest) if is_guardable(rest) => (rest, true),
        _ => (text, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded_and_comes_back() {
        for evil in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+33612345678",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{a0}\u{feff}=1",
            "＝1",
            "－2",
            "'=1",
            "''=1",
        ] {
            let kept = guarded(evil);
            assert_eq!(kept, format!("'{evil}"));
            assert!(!is_formula(&kept));
            assert_eq!(unguarded(&kept), (evil, true));
        }
        for plain in ["", "Ana", "'t Hooft", "'s-Gravenhage", "1+1", "a=b", "'"] {
            assert_eq!(guarded(plain), plain);
            assert_eq!(unguarded(plain), (plain, false));
        }
    }
}
