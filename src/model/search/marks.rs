//! Highlights matches in the current text of a result.

use std::ops::Range;

use super::text::{Part, SearchText, typos};
use super::words::{Word, fold, words};

/// A part of a text, and whether it is a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// The text in pieces; None if it contains no match. `stems` gives the stems of a word in prose;
/// for other texts it gives none.
pub fn marks(
    text: &str,
    wanted: &SearchText,
    stems: &dyn Fn(&str) -> Vec<String>,
) -> Option<Vec<Piece>> {
    let hits = hits(text, wanted, stems);
    (!hits.is_empty()).then(|| pieces(text, 0..text.len(), &hits))
}

/// Like [`marks`], for a long text only the context of the first match: about `most` characters.
pub fn excerpt(
    text: &str,
    wanted: &SearchText,
    stems: &dyn Fn(&str) -> Vec<String>,
    most: usize,
) -> Option<Vec<Piece>> {
    let hits = hits(text, wanted, stems);
    let first = hits.first()?;
    let before = text[..first.start].char_indices().rev().take(most / 3).last();
    let mut start = before.map_or(first.start, |(at, _)| at);
    let mut end = text[start..].char_indices().nth(most).map_or(text.len(), |(at, _)| start + at);
    end = end.max(first.end);
    // Not in the middle of a word, if one ends nearby.
    if start > 0 {
        let space = text[start..first.start].find(char::is_whitespace);
        start += space.map_or(0, |at| at + 1);
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    if end < text.len() {
        let space = text[first.end..end].rfind(char::is_whitespace);
        end = space.map_or(end, |at| first.end + at);
    }
    let mut pieces = pieces(text, start..end, &hits);
    let dots = || Piece { text: "…".to_owned(), hit: false };
    if start > 0 {
        pieces.insert(0, dots());
    }
    if end < text.len() {
        pieces.push(dots());
    }
    Some(pieces)
}

fn hits(text: &str, wanted: &SearchText, stems: &dyn Fn(&str) -> Vec<String>) -> Vec<Range<usize>> {
    let found = words(text);
    let mut hits: Vec<Range<usize>> = vec![];
    for part in &wanted.parts {
        match part {
            Part::Phrase(phrase) => {
                for run in found.windows(phrase.len()) {
                    if run.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted) {
                        hits.extend(run.iter().map(|word| word.range.clone()));
                    }
                }
            }
            Part::Word { folded, typed, .. } => {
                let forms = stems(typed);
                let of = |word: &Word| {
                    like(text, word, folded).or_else(|| {
                        let other = stems(&text[word.range.clone()].to_lowercase());
                        other.iter().any(|form| forms.contains(form)).then(|| word.range.clone())
                    })
                };
                hits.extend(found.iter().filter_map(of));
            }
        }
    }
    if let Some(number) = &wanted.number {
        hits.extend(found.iter().filter_map(|word| {
            // Digits are one byte each, folded or not.
            let at = word.folded.find(number.as_str())?;
            let start = word.range.start + at;
            (word.folded.len() == word.range.len()).then_some(start..start + number.len())
        }));
    }
    hits.sort_unstable_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut apart: Vec<Range<usize>> = vec![];
    for hit in hits {
        match apart.last_mut() {
            Some(last) if hit.start < last.end => last.end = last.end.max(hit.end),
            _ => apart.push(hit),
        }
    }
    apart
}

/// The match of `wanted` in the word: a prefix, or the whole word if misspelt.
fn like(text: &str, word: &Word, wanted: &str) -> Option<Range<usize>> {
    if word.folded.starts_with(wanted) {
        return Some(word.range.start..end_of(text, word, wanted.len()));
    }
    let most = usize::from(typos(wanted));
    if most == 0 {
        return None;
    }
    let beginning: String = word.folded.chars().take(wanted.chars().count()).collect();
    let near = strsim::osa_distance(&word.folded, wanted) <= most
        || (wanted.chars().count() >= 5 && strsim::osa_distance(&beginning, wanted) <= 1);
    near.then(|| word.range.clone())
}

/// The end, in bytes, of the first `length` folded bytes of a word.
fn end_of(text: &str, word: &Word, length: usize) -> usize {
    let slice = &text[word.range.clone()];
    let mut done = 0;
    for (at, c) in slice.char_indices() {
        if done >= length && !fold(c.encode_utf8(&mut [0; 4])).is_empty() {
            return word.range.start + at;
        }
        done += fold(c.encode_utf8(&mut [0; 4])).len();
    }
    word.range.end
}

fn pieces(text: &str, range: Range<usize>, hits: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = vec![];
    let mut at = range.start;
    let mut push = |from: usize, to: usize, hit: bool| {
        if from < to {
            pieces.push(Piece { text: text[from..to].to_owned(), hit });
        }
    };
    for hit in hits {
        let (start, end) = (hit.start.max(at), hit.end.min(range.end));
        if start >= end {
            continue;
        }
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, range.end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, typed: &str) -> Option<String> {
        let wanted = SearchText::parse(typed).unwrap();
        let stems = |word: &str| vec![word.trim_end_matches('s').to_owned()];
        Some(shown(marks(text, &wanted, &stems)?))
    }

    fn shown(pieces: Vec<Piece>) -> String {
        let show = |piece: Piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text };
        pieces.into_iter().map(show).collect()
    }

    #[test]
    fn what_was_typed_is_marked_as_it_is_written() {
        assert_eq!(marked("Élodie Müller-Łęcka", "mul").as_deref(), Some("Élodie [Mül]ler-Łęcka"));
        assert_eq!(marked("Élodie Müller", "Müler").as_deref(), Some("Élodie [Müller]"));
        assert_eq!(marked("Cle\u{301}mence", "cle").as_deref(), Some("[Cle\u{301}]mence"));
        assert_eq!(
            marked("Les portraits d’équipe", "équipes").as_deref(),
            Some("Les portraits d’[équipe]")
        );
        assert_eq!(
            marked("Jean Marc et Marc", "\"jean marc\"").as_deref(),
            Some("[Jean] [Marc] et Marc")
        );
        assert_eq!(marked("+33612345678", "06 12 34").as_deref(), Some("+33[61234]5678"));
        assert_eq!(marked("straße", "strass").as_deref(), Some("[straß]e"));
        assert_eq!(marked("Gala", "zzzz"), None);
    }

    #[test]
    fn of_a_long_text_what_stands_around_the_first_hit_is_shown() {
        let long = format!("{} été au jardin {}", "mot ".repeat(100), "après ".repeat(100));
        let wanted = SearchText::parse("jardin").unwrap();
        let cut = shown(excerpt(&long, &wanted, &|_| vec![], 60).unwrap());
        assert!(cut.starts_with("…mot ") && cut.ends_with("après…"), "{cut}");
        assert!(cut.contains("été au [jardin] après") && cut.chars().count() < 70, "{cut}");
        let short = shown(excerpt("au jardin", &wanted, &|_| vec![], 60).unwrap());
        assert_eq!(short, "au [jardin]");
    }

    #[test]
    fn any_text_can_be_marked_and_comes_back_whole() {
        let texts =
            ["", "é", "山田太郎", "a\u{301}\u{301}b ½ ﷺ ﬁn 🙃 İstanbul", "ß".repeat(70).leak()];
        for text in texts {
            for typed in ["a", "ss", "1", "fin", "i", "山", "\"fin\"", "ist", "ssssssss", "1234"] {
                let wanted = SearchText::parse(typed).unwrap();
                if let Some(pieces) = marks(text, &wanted, &|word| vec![word.to_owned()]) {
                    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
                    assert_eq!(whole, text);
                }
            }
        }
    }
}
