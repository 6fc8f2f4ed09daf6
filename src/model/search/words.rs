//! Splits texts into words for comparison: without accents, case or punctuation, in any script.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut, to limit the cost of hostile input.
const LONGEST: usize = 60;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its position, in bytes.
    pub range: Range<usize>,
    /// The folded form. Never empty, without white space.
    pub folded: String,
}

/// The words of a text, in order, split at elisions and hyphens (`l’équipe`, `Jean-Marc`);
/// Chinese and Japanese, written without spaces, are split into characters.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = vec![];
    let mut start = None;
    for (at, c) in text.char_indices() {
        let goes_on = start.is_some() && is_combining_mark(c);
        if is_alone(c) {
            found.extend(word(text, start.take(), at));
            found.extend(word(text, Some(at), at + c.len_utf8()));
        } else if c.is_alphanumeric() || goes_on {
            start.get_or_insert(at);
        } else {
            found.extend(word(text, start.take(), at));
        }
    }
    found.extend(word(text, start, text.len()));
    found
}

/// `Jean-Marc` as `jeanmarc`, `O’Brien` as `obrien`: common alternative spellings.
pub fn compounds(text: &str) -> Vec<String> {
    let whole = text.split_whitespace().map(words).filter(|parts| parts.len() > 1);
    whole.map(|parts| parts.into_iter().map(|word| word.folded).collect()).collect()
}

fn word(text: &str, start: Option<usize>, end: usize) -> Option<Word> {
    let range = start?..end;
    let folded = fold(text.get(range.clone())?);
    (!folded.is_empty()).then_some(Word { range, folded })
}

/// Folds a text, character by character.
pub(super) fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !is_combining_mark(*c) && !c.is_whitespace());
    let mut folded = String::with_capacity(text.len());
    for c in plain {
        match c {
            // Letters without a decomposition: ø, ł, ß, æ.
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                folded.push_str(deunicode::deunicode_char(c).unwrap_or_default());
            }
            c => folded.push(c),
        }
    }
    folded.to_lowercase().chars().take(LONGEST).collect()
}

/// Han, Hiragana and Katakana: written without spaces.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_lose_accents_case_and_punctuation() {
        assert_eq!(
            folded("  L’Équipe du CŒUR, à Saint-Étienne !"),
            ["l", "equipe", "du", "coeur", "a", "saint", "etienne"]
        );
        assert_eq!(
            folded("Šárka Müller-Łęcka Straße Øre"),
            ["sarka", "muller", "lecka", "strasse", "ore"]
        );
        // Combining accents.
        assert_eq!(folded("Cle\u{301}mence"), ["clemence"]);
        assert_eq!(folded("山田 太郎"), ["山", "田", "太", "郎"]);
        assert_eq!(folded("Жанна"), ["жанна"]);
        assert_eq!(folded("marie.dupont@studio.fr"), ["marie", "dupont", "studio", "fr"]);
        assert!(folded(" … ’ -- \u{301}").is_empty());
    }

    #[test]
    fn compounds_are_found_written_together() {
        assert_eq!(compounds("Jean-Marc O’Brien Petit"), ["jeanmarc", "obrien"]);
    }

    #[test]
    fn nobody_makes_a_word_too_long() {
        assert_eq!(folded(&"é".repeat(500)), ["e".repeat(LONGEST)]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "à l’Été";
        let found = words(text);
        let slices: Vec<_> = found.iter().map(|word| &text[word.range.clone()]).collect();
        assert_eq!(slices, ["à", "l", "Été"]);
    }
}
