//! Parses the text of a search box. Every text is valid: unrecognised syntax is searched
//! literally.

use super::words::words;
use crate::model::search::Word;

/// Further words are ignored.
const PARTS_MOST: usize = 12;
/// Articles and the like: searched only if there is nothing else.
const SMALL: &[&str] = &[
    "a", "and", "at", "au", "aux", "d", "de", "des", "du", "en", "et", "for", "in", "l", "la",
    "le", "les", "of", "on", "the", "to", "un", "une",
];

/// A parsed search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchText {
    /// All of them must match.
    pub parts: Vec<Part>,
    /// A phone number or a part of one, if the whole text may be that: digits without the prefix
    /// (`+`, `00`, `0`).
    pub number: Option<String>,
}

/// A required part of a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Word {
        folded: String,
        /// As typed, in lower case: stemming depends on accents.
        typed: String,
        /// It may be incomplete.
        is_last: bool,
    },
    /// These words in sequence: typed in quotes.
    Phrase(Vec<String>),
}

impl SearchText {
    pub const LONGEST: usize = 200;

    /// Parses the text; refuses only one that is too long.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.chars().count() > Self::LONGEST {
            return Err("too_long");
        }
        let mut parts = vec![];
        let pieces: Vec<&str> = text.split(['"', '«', '»', '“', '”']).collect();
        let last = pieces.len() - 1;
        for (at, piece) in pieces.iter().enumerate() {
            // Pieces between paired quotes are phrases; after an unpaired quote, the phrase is
            // still being typed.
            if at % 2 == 1 && at != last {
                let phrase: Vec<_> = words(piece).into_iter().map(|word| word.folded).collect();
                if !phrase.is_empty() {
                    parts.push(Part::Phrase(phrase));
                }
                continue;
            }
            let found = words(piece);
            let count = found.len();
            for (nth, Word { range, folded }) in found.into_iter().enumerate() {
                // A trailing space means that the word is complete.
                let is_last = at == last && nth + 1 == count && range.end == piece.len();
                let typed = piece[range].to_lowercase();
                parts.push(Part::Word { folded, typed, is_last });
            }
        }
        if parts.iter().any(|part| !part.is_small()) {
            parts.retain(|part| !part.is_small());
        }
        parts.truncate(PARTS_MOST);
        Ok(Self { parts, number: number(text) })
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl Part {
    fn is_small(&self) -> bool {
        // The last word may be a prefix: `le` of `Lefebvre`.
        matches!(self, Part::Word { folded, is_last: false, .. } if SMALL.contains(&folded.as_str()))
    }
}

/// The number of typos allowed in a word: none in short ones and in numbers.
pub fn typos(folded: &str) -> u8 {
    let length = folded.chars().count();
    match length {
        _ if folded.chars().any(|c| c.is_ascii_digit()) => 0,
        4..=7 => 1,
        8..=30 => 2,
        _ => 0,
    }
}

fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let is_number = text.chars().all(|c| c.is_ascii_digit() || " .-+()/\u{a0}".contains(c));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rest = match () {
        () if text.starts_with('+') => digits.as_str(),
        () if digits.starts_with("00") => &digits[2..],
        () => digits.strip_prefix('0').unwrap_or(&digits),
    };
    (is_number && (4..=15).contains(&rest.len())).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let parsed = SearchText::parse(text).unwrap();
        let show = |part: &Part| match part {
            Part::Word { folded, is_last: true, .. } => format!("{folded}*"),
            Part::Word { folded, .. } => folded.clone(),
            Part::Phrase(words) => format!("\"{}\"", words.join(" ")),
        };
        parsed.parts.iter().map(show).collect()
    }

    #[test]
    fn the_last_word_may_be_growing_until_a_space_says_otherwise() {
        assert_eq!(shown("Dupont MAR"), ["dupont", "mar*"]);
        assert_eq!(shown("Dupont "), ["dupont"]);
    }

    #[test]
    fn articles_count_only_alone() {
        assert_eq!(shown("mariage de la plage"), ["mariage", "plage*"]);
        assert_eq!(shown("de la "), ["de", "la"]);
        assert_eq!(shown("dupont le"), ["dupont", "le*"]);
    }

    #[test]
    fn quotes_hold_words_together_once_they_are_closed() {
        assert_eq!(shown("\"Jean Marc\" dup"), ["\"jean marc\"", "dup*"]);
        assert_eq!(shown("«\u{a0}Jean Marc\u{a0}»"), ["\"jean marc\""]);
        assert_eq!(shown("\"Jean Mar"), ["jean", "mar*"]);
        assert!(shown("\"\" \"…\"").is_empty());
    }

    #[test]
    fn numbers_are_recognised_however_they_are_written() {
        let number = |text: &str| SearchText::parse(text).unwrap().number;
        assert_eq!(number("06 12 34 56").as_deref(), Some("6123456"));
        assert_eq!(number("+33 6.12").as_deref(), Some("33612"));
        assert_eq!(number("0033612").as_deref(), Some("33612"));
        assert_eq!(number("5678").as_deref(), Some("5678"));
        assert_eq!(number("061"), None);
        assert_eq!(number("gala 2026"), None);
    }

    #[test]
    fn whatever_is_typed_is_taken() {
        for odd in ["", "\"", "\"\"\"", "AND", "a OR", "(", "*", "+-&&||!{}[]^~?:\\", "\0", "🙃"]
        {
            SearchText::parse(odd).unwrap();
        }
        assert!(SearchText::parse("…!?—").unwrap().is_empty());
        assert!(SearchText::parse(&"é".repeat(200)).is_ok());
        assert_eq!(SearchText::parse(&"é".repeat(201)), Err("too_long"));
        assert_eq!(SearchText::parse(&"ab ".repeat(66)).unwrap().parts.len(), PARTS_MOST);
    }
}
