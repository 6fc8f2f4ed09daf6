//! Converts search text to a tantivy query. Company and access filters are part of the query, so
//! nothing else is ever matched. The score is fixed per kind of match, without corpus statistics:
//! other rows do not change it.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::fields::Fields;
use super::stems::Stems;
use crate::model::search::{Part, SearchReach, SearchText, Wanted, typos};

/// Scores by kind of match: exact, stem, prefix, typo; a match in the name above one elsewhere.
const EXACT_NAME: f32 = 12.0;
const EXACT: f32 = 10.0;
const STEM: f32 = 8.0;
const BEGINS_NAME: f32 = 7.0;
const BEGINS: f32 = 6.0;
const TYPO_NAME: f32 = 4.0;
const TYPO: f32 = 3.0;
const TYPO_BEGINS: f32 = 2.0;
const TYPOS: f32 = 1.0;

/// From this many letters on, a prefix may contain typos.
const BEGINNING: usize = 5;

pub(super) fn question(
    fields: &Fields,
    stems: &Stems,
    wanted: &Wanted,
    with_typos: bool,
) -> Box<dyn Query> {
    let ask = Ask { fields, stems, wanted, with_typos };
    let SearchText { parts, number } = &wanted.text;
    if parts.is_empty() {
        return Box::new(EmptyQuery);
    }
    let all: Vec<_> = parts.iter().map(|part| (Occur::Must, ask.part(part))).collect();
    let mut text: Box<dyn Query> = Box::new(BooleanQuery::new(all));
    if let Some(number) = number.as_ref().filter(|_| ask.sees_contacts()) {
        let number = ask.begins(fields.contact, number, BEGINS);
        text = Box::new(DisjunctionMaxQuery::new(vec![text, number]));
    }
    let mut clauses = vec![(Occur::Must, text), (Occur::Must, ask.company())];
    clauses.extend(ask.reach().map(|reach| (Occur::Must, reach)));
    if !wanted.with_deleted {
        clauses.push((Occur::Must, filter(Term::from_field_u64(fields.live, 1))));
    }
    Box::new(BooleanQuery::new(clauses))
}

struct Ask<'a> {
    fields: &'a Fields,
    stems: &'a Stems,
    wanted: &'a Wanted,
    with_typos: bool,
}

impl Ask<'_> {
    fn company(&self) -> Box<dyn Query> {
        filter(Term::from_field_i64(self.fields.company, self.wanted.company.0))
    }

    fn reach(&self) -> Option<Box<dyn Query>> {
        match &self.wanted.reach {
            SearchReach::Company => None,
            SearchReach::PartnerOf(user) => {
                Some(filter(Term::from_field_i64(self.fields.partner, user.0)))
            }
            SearchReach::Own(email) => {
                Some(filter(Term::from_field_text(self.fields.owner, email)))
            }
        }
    }

    /// Only staff search contact fields. They hold the addresses of other people, even in a row
    /// that is the searcher's own (a child's other guardian), and searchable text can be read
    /// letter by letter from whether and how well a query matches.
    fn sees_contacts(&self) -> bool {
        match self.wanted.reach {
            SearchReach::Company => true,
            SearchReach::PartnerOf(_) | SearchReach::Own(_) => false,
        }
    }

    fn part(&self, part: &Part) -> Box<dyn Query> {
        match part {
            Part::Phrase(words) => self.phrase(words),
            Part::Word { folded, typed, is_last } => self.word(folded, typed, *is_last),
        }
    }

    fn phrase(&self, words: &[String]) -> Box<dyn Query> {
        let of = |field: Field, score: f32| -> Box<dyn Query> {
            let mut terms: Vec<Term> = words.iter().map(|word| self.term(field, word)).collect();
            let query: Box<dyn Query> = match terms.len() {
                1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
                _ => Box::new(PhraseQuery::new(terms)),
            };
            scored(query, score)
        };
        let mut ways = vec![of(self.fields.name, EXACT_NAME), of(self.fields.all, EXACT)];
        if self.sees_contacts() {
            ways.push(of(self.fields.contact, EXACT));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    fn word(&self, folded: &str, typed: &str, is_last: bool) -> Box<dyn Query> {
        let Fields { name, all, contact, stems, .. } = *self.fields;
        let mut places = vec![(all, EXACT, BEGINS)];
        if self.sees_contacts() {
            places.push((contact, EXACT, BEGINS));
        }
        let mut ways =
            vec![self.is(name, folded, EXACT_NAME), self.begins(name, folded, BEGINS_NAME)];
        for (field, exact, begins) in &places {
            ways.push(self.is(*field, folded, *exact));
            ways.push(self.begins(*field, folded, *begins));
        }
        for stem in self.stems.of_word(typed) {
            ways.push(self.is(stems, &stem, STEM));
        }
        if self.sees_contacts() && folded.len() >= 4 && folded.bytes().all(|b| b.is_ascii_digit()) {
            // `06 12…` also matches +33 6 12…, beside other words.
            if let Some(rest) = folded.strip_prefix('0') {
                ways.push(self.begins(contact, rest, BEGINS));
            }
        }
        let most = if self.with_typos { typos(folded) } else { 0 };
        if most >= 1 {
            ways.push(self.near(name, folded, 1, false, TYPO_NAME));
            for (field, ..) in &places {
                ways.push(self.near(*field, folded, 1, false, TYPO));
                if is_last && folded.chars().count() >= BEGINNING {
                    ways.push(self.near(*field, folded, 1, true, TYPO_BEGINS));
                }
                if most >= 2 {
                    ways.push(self.near(*field, folded, 2, false, TYPOS));
                }
            }
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    fn is(&self, field: Field, word: &str, score: f32) -> Box<dyn Query> {
        let query = TermQuery::new(self.term(field, word), IndexRecordOption::Basic);
        scored(Box::new(query), score)
    }

    fn begins(&self, field: Field, word: &str, score: f32) -> Box<dyn Query> {
        if let Some(starts) = self.fields.starts(field, word) {
            return self.is(starts, word, score);
        }
        self.near(field, word, 0, true, score)
    }

    /// Matches with up to `wrong` typos; a transposition counts as one.
    fn near(
        &self,
        field: Field,
        word: &str,
        wrong: u8,
        begins: bool,
        score: f32,
    ) -> Box<dyn Query> {
        let term = self.term(field, word);
        let query = match begins {
            true => FuzzyTermQuery::new_prefix(term, wrong, true),
            false => FuzzyTermQuery::new(term, wrong, true),
        };
        scored(Box::new(query), score)
    }

    fn term(&self, field: Field, word: &str) -> Term {
        Fields::word(field, self.wanted.company, word)
    }
}

fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// A required clause that does not score.
fn filter(term: Term) -> Box<dyn Query> {
    scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0)
}
