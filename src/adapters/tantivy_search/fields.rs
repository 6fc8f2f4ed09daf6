//! The schema of the index. The terms of each company have a prefix of their own, so that prefix
//! and fuzzy searches visit that company's terms only.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, JsonObjectOptions, OwnedValue, STRING, Schema,
    TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use super::stems::Stems;
use crate::model::search::{compounds, words};
use crate::model::{CompanyId, SearchDoc, SearchKey};

/// Separates two texts of one field, so that no phrase spans them.
const GAP: &str = "\u{b6}";
/// A tokenizer that keeps our own word boundaries.
const SPACES: &str = "whitespace";
/// Parts of phone numbers are indexed from this many digits on.
const NUMBER_LEAST: usize = 4;
/// Prefixes of up to this many letters are indexed separately.
const START_MOST: usize = 3;

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub key: Field,
    pub company: Field,
    pub kind: Field,
    pub row: Field,
    pub live: Field,
    pub partner: Field,
    pub owner: Field,
    /// The number of words in the name: of two equal scores the shorter name ranks first.
    pub length: Field,
    pub print: Field,
    pub name: Field,
    /// Name and all other texts searchable by everyone with access to the row.
    pub all: Field,
    /// Texts searchable by staff only.
    pub contact: Field,
    pub stems: Field,
    /// Short prefixes of the words of `name`, `all` and `contact`, in that order: thousands of
    /// words begin with a letter, and one posting list of them is fast.
    starts: [Field; 3],
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |record: IndexRecordOption| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(SPACES)
            .set_fieldnorms(false)
            .set_index_option(record);
        JsonObjectOptions::from(TextOptions::default().set_indexing_options(indexing))
    };
    let positions = || text(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        key: schema.add_text_field("key", STRING),
        company: schema.add_i64_field("company", INDEXED),
        kind: schema.add_u64_field("kind", INDEXED | FAST),
        row: schema.add_i64_field("row", FAST),
        live: schema.add_u64_field("live", INDEXED),
        partner: schema.add_i64_field("partner", INDEXED),
        owner: schema.add_text_field("owner", STRING),
        length: schema.add_u64_field("length", FAST),
        print: schema.add_u64_field("print", FAST),
        name: schema.add_json_field("name", positions()),
        all: schema.add_json_field("all", positions()),
        contact: schema.add_json_field("contact", positions()),
        stems: schema.add_json_field("stems", text(IndexRecordOption::Basic)),
        starts: ["name_starts", "all_starts", "contact_starts"]
            .map(|field| schema.add_json_field(field, text(IndexRecordOption::Basic))),
    };
    (schema.build(), fields)
}

impl Fields {
    /// The term of a company's word in one of the text fields.
    pub fn word(field: Field, company: CompanyId, word: &str) -> Term {
        let mut term = Term::from_field_json_path(field, &path(company), false);
        term.append_type_and_str(word);
        term
    }

    /// The field of short prefixes of `field`, if `word` is short enough to be indexed there.
    pub fn starts(&self, field: Field, word: &str) -> Option<Field> {
        let at = self.worded().iter().position(|one| *one == field)?;
        (word.chars().count() <= START_MOST).then(|| self.starts.get(at).copied()).flatten()
    }

    /// The text fields. At the same place in `starts` is the field of short prefixes of each.
    fn worded(&self) -> [Field; 3] {
        [self.name, self.all, self.contact]
    }

    pub fn key(&self, key: SearchKey) -> Term {
        Term::from_field_text(self.key, &key.to_string())
    }

    pub fn document(&self, doc: &SearchDoc, stems: &Stems) -> TantivyDocument {
        let mut made = TantivyDocument::default();
        let SearchKey { company, kind, row } = doc.key;
        made.add_text(self.key, doc.key.to_string());
        made.add_i64(self.company, company.0);
        made.add_u64(self.kind, kind.number());
        made.add_i64(self.row, row);
        made.add_u64(self.live, doc.live.into());
        for partner in &doc.partners {
            made.add_i64(self.partner, partner.0);
        }
        for owner in &doc.owners {
            made.add_text(self.owner, owner);
        }
        made.add_u64(self.length, words(&doc.name).len() as u64);
        made.add_u64(self.print, doc.print());
        let mut put = |field: Field, text: String| {
            if !text.is_empty() {
                let words = BTreeMap::from([(path(company), OwnedValue::Str(text))]);
                made.add_object(field, words);
            }
        };
        let name = spaced([&doc.name]);
        let all = spaced([&doc.name].into_iter().chain(&doc.also).chain(&doc.prose));
        let mut contact = spaced(&doc.contact);
        for end in doc.phones.iter().flat_map(|phone| ends(phone)) {
            contact.push_str(&format!(" {GAP} {end}"));
        }
        let texts = [name, all, contact];
        for (field, text) in self.starts.into_iter().zip(&texts) {
            put(field, starts_of(text));
        }
        for (field, text) in self.worded().into_iter().zip(texts) {
            put(field, text);
        }
        put(self.stems, doc.prose.iter().map(|text| stems.of_text(text)).collect());
        made
    }
}

fn path(company: CompanyId) -> String {
    company.0.to_string()
}

/// Joins the words of several texts, separated; hyphenated words also as one word.
fn spaced<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let mut all: Vec<String> = vec![];
    for text in texts {
        all.extend(words(text).into_iter().map(|word| word.folded));
        all.push(GAP.to_owned());
        for joined in compounds(text) {
            all.extend([joined, GAP.to_owned()]);
        }
    }
    all.join(" ")
}

/// The prefixes of up to [`START_MOST`] letters of all words, without duplicates.
fn starts_of(text: &str) -> String {
    let words = text.split(' ').filter(|word| *word != GAP);
    let starts: BTreeSet<&str> = words
        .flat_map(|word| {
            let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
            ends.take(START_MOST).filter_map(|end| word.get(..end))
        })
        .collect();
    starts.into_iter().collect::<Vec<_>>().join(" ")
}

/// `33612345678`, `3612345678`, … `5678`: every part of a number is a prefix of one of them.
fn ends(phone: &str) -> Vec<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let last = digits.len().saturating_sub(NUMBER_LEAST);
    (0..=last).map(|at| digits[at..].to_owned()).filter(|end| !end.is_empty()).collect()
}
