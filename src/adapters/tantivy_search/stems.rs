//! Stems of words in French and English, both for every text, as its language is not known.

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};

use crate::model::fold;
use crate::model::search::words;

#[derive(Clone)]
pub(super) struct Stems {
    analyzers: [TextAnalyzer; 2],
}

impl Stems {
    pub fn new() -> Self {
        let of = |language| {
            TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(language)).build()
        };
        Self { analyzers: [of(Language::French), of(Language::English)] }
    }

    /// The stems of a word: as written and without accents, which are often omitted. Short words
    /// have none.
    pub fn of_word(&self, word: &str) -> Vec<String> {
        let plain = fold(word);
        if plain.chars().count() < 3 || plain.contains(' ') {
            return vec![];
        }
        let mut stems = vec![];
        for mut analyzer in self.analyzers.clone() {
            for form in [word, plain.as_str()] {
                let mut tokens = analyzer.token_stream(form);
                while tokens.advance() {
                    stems.push(fold(&tokens.token().text));
                }
            }
        }
        stems.retain(|stem| stem.chars().count() >= 2 && !stem.contains(' '));
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// The stems of all words of a text, separated by spaces.
    pub fn of_text(&self, text: &str) -> String {
        let mut all = String::new();
        for word in words(text) {
            for stem in self.of_word(&text[word.range].to_lowercase()) {
                all.push_str(&stem);
                all.push(' ');
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet_in_both_languages_with_and_without_accents() {
        let meet = |one: &str, other: &str| {
            let stems = Stems::new();
            let (one, other) = (stems.of_word(one), stems.of_word(other));
            one.iter().any(|stem| other.contains(stem))
        };
        for (one, other) in [
            ("portraits", "portrait"),
            ("équipes", "équipe"),
            ("equipes", "équipe"),
            ("mariées", "mariée"),
            ("photographies", "photographie"),
            ("weddings", "wedding"),
            ("shooting", "shoot"),
            ("parties", "party"),
            ("régionales", "régional"),
        ] {
            assert!(meet(one, other), "{one} {other}");
        }
        assert!(!meet("mariage", "mairie"));
    }
}
