//! Converts search text to a tantivy query. Company and access filters are part of the query, so
//! nothing else is ever matched. The score is fixed per kind of match, without corpus statistics:
//! other rows do not change it.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::fields::Fields;
use super::stems::Stems;
use super::word::{Scores, WordQuery};
use crate::model::search::{Part, SearchReach, SearchText, Wanted, typos};

/// Scores by kind of match: exact, stem, prefix, typo; a match in the name above one elsewhere.
const EXACT_NAME: u8 = 12;
const EXACT: u8 = 10;
const STEM: u8 = 8;
const BEGINS_NAME: u8 = 7;
const BEGINS: u8 = 6;
const TYPO_NAME: u8 = 4;
const TYPO: u8 = 3;
const TYPO_BEGINS: u8 = 2;
const TYPOS: u8 = 1;

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
        let number = ask.begins(number);
        text = Box::new(DisjunctionMaxQuery::new(vec![text, Box::new(number)]));
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
        let of = |field: Field, score: u8| -> Box<dyn Query> {
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
        let most = if self.with_typos { typos(folded) } else { 0 };
        let is_open = is_last && folded.chars().count() >= BEGINNING;
        let mut query = WordQuery::new(&self.term(all, ""), folded, most, is_open);
        let scores = |exact, begins, typo| Scores { exact, begins, typo, ..Scores::default() };
        let elsewhere =
            Scores { typo_begins: TYPO_BEGINS, typos: TYPOS, ..scores(EXACT, BEGINS, TYPO) };
        self.spelled(&mut query, name, folded, scores(EXACT_NAME, BEGINS_NAME, TYPO_NAME));
        self.spelled(&mut query, all, folded, elsewhere);
        if self.sees_contacts() {
            self.spelled(&mut query, contact, folded, elsewhere);
        }
        for stem in self.stems.of_word(typed) {
            query.term(self.term(stems, &stem), STEM);
        }
        if self.sees_contacts() && folded.len() >= 4 && folded.bytes().all(|b| b.is_ascii_digit()) {
            // `06 12…` also matches +33 6 12…, beside other words.
            if let Some(rest) = folded.strip_prefix('0') {
                let ways: Vec<Box<dyn Query>> = vec![Box::new(query), Box::new(self.begins(rest))];
                return Box::new(DisjunctionMaxQuery::new(ways));
            }
        }
        Box::new(query)
    }

    /// Looks for a word in a field; for a short one, which has no typos, in the field of beginnings.
    fn spelled(&self, query: &mut WordQuery, field: Field, word: &str, scores: Scores) {
        match self.fields.starts(field, word) {
            Some(starts) => {
                query.term(self.term(field, word), scores.exact);
                query.term(self.term(starts, word), scores.begins);
            }
            None => query.in_field(field, scores),
        }
    }

    /// What begins with a number, among the contacts.
    fn begins(&self, number: &str) -> WordQuery {
        let contact = self.fields.contact;
        let mut query = WordQuery::new(&self.term(contact, ""), number, 0, false);
        let scores = Scores { exact: BEGINS, begins: BEGINS, ..Scores::default() };
        self.spelled(&mut query, contact, number, scores);
        query
    }

    fn term(&self, field: Field, word: &str) -> Term {
        Fields::word(field, self.wanted.company, word)
    }
}

fn scored(query: Box<dyn Query>, score: u8) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score.into()))
}

/// A required clause that does not score.
fn filter(term: Term) -> Box<dyn Query> {
    scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0)
}
