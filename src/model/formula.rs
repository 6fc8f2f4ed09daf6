//! What spreadsheets would run as a formula, and how it is kept from it: by an apostrophe
//! in front (OWASP, CSV injection). The one rule for everything that is written as a table
//! and for everything that is read from one.

use std::borrow::Cow;

/// Whether a spreadsheet might run a text as a formula. Blanks before it are passed over,
/// as spreadsheets do, and the full-width signs of East Asia are taken for the others.
pub fn is_formula(text: &str) -> bool {
    let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{feff}' | '\u{200b}');
    text.trim_start_matches(blank)
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\u{2212}'])
}

/// Whether a guard could stand before a text: a formula, or one that is guarded already.
fn is_guardable(text: &str) -> bool {
    is_formula(text) || text.strip_prefix('\'').is_some_and(is_guardable)
}

/// A text that no spreadsheet runs; [`unguarded`] gives it back as it was.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_guardable(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A text without its guard, and whether it had one: then it is meant as a text.
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
