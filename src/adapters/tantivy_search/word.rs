//! One word of a search, in all the ways in which it may be spelled: as it is, as the beginning of
//! a longer word, with typos. The terms of a field are looked through once for all these ways, and
//! each document gets the best score of its terms.

use std::sync::{Arc, OnceLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::postings::TermInfo;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError, Term,
};
use tantivy_fst::Automaton;

/// The scores of a word by how it is spelled; 0 if such a spelling does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Scores {
    pub exact: u8,
    /// The word begins with what was typed.
    pub begins: u8,
    /// The word has one typo.
    pub typo: u8,
    /// The word begins with what was typed, with one typo.
    pub typo_begins: u8,
    /// The word has two typos.
    pub typos: u8,
}

/// The query of a word.
#[derive(Clone)]
pub(super) struct WordQuery {
    spelling: Arc<Spelling>,
    /// The fields whose terms are looked through.
    fields: Vec<(Field, Scores)>,
    /// Single terms, with their scores.
    terms: Vec<(Term, u8)>,
}

impl WordQuery {
    /// `path`: what the company's terms begin with. `typos`: the most in the word; `open`: whether
    /// it may be the beginning of a longer word, with a typo.
    pub fn new(path: &Term, word: &str, typos: u8, open: bool) -> Self {
        let spelling = Spelling {
            path: path.serialized_value_bytes().to_vec(),
            word: word.to_owned(),
            whole: (typos > 0).then(|| builder(typos).build_dfa(word)),
            beginning: (typos > 0 && open).then(|| builder(1).build_prefix_dfa(word)),
        };
        Self { spelling: Arc::new(spelling), fields: vec![], terms: vec![] }
    }

    /// Looks for the word in a field.
    pub fn in_field(&mut self, field: Field, scores: Scores) {
        self.fields.push((field, scores));
    }

    /// Looks for a term.
    pub fn term(&mut self, term: Term, score: u8) {
        self.terms.push((term, score));
    }
}

impl std::fmt::Debug for WordQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WordQuery({:?}, {:?}, {:?})", self.spelling.word, self.fields, self.terms)
    }
}

impl Query for WordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for WordQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = Scored::new(segment.max_doc(), boost);
        for (term, score) in &self.terms {
            let index = segment.inverted_index(term.field())?;
            if let Some(info) = index.get_term_info(term)? {
                found.add(&index, &info, *score)?;
            }
        }
        for (field, scores) in &self.fields {
            let index = segment.inverted_index(*field)?;
            let mut terms = index.terms().search(self.spelling.as_ref()).into_stream()?;
            while terms.advance() {
                let score = self.spelling.score(terms.key(), scores);
                if score > 0 {
                    found.add(&index, terms.value(), score)?;
                }
            }
        }
        found.advance_from(0);
        Ok(Box::new(found))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(segment, 1.0)?;
        if scorer.seek(doc) == doc {
            return Ok(Explanation::new("WordQuery", scorer.score()));
        }
        Err(TantivyError::InvalidArgument("the document does not match".into()))
    }
}

/// The spellings of a word, as an automaton that matches the company's terms.
struct Spelling {
    path: Vec<u8>,
    word: String,
    /// The word with typos.
    whole: Option<DFA>,
    /// What begins with the word, with a typo.
    beginning: Option<DFA>,
}

/// What has been read of a term.
#[derive(Clone, Copy)]
enum TermState {
    /// So many bytes of the path.
    Path(usize),
    Word {
        /// So many bytes of the word; None: it begins differently.
        same: Option<usize>,
        whole: u32,
        beginning: u32,
    },
    /// It is another company's.
    Other,
}

impl Spelling {
    /// The score of a term.
    fn score(&self, term: &[u8], scores: &Scores) -> u8 {
        let text = term.get(self.path.len()..).unwrap_or_default();
        if let Some(rest) = text.strip_prefix(self.word.as_bytes()) {
            return if rest.is_empty() { scores.exact } else { scores.begins };
        }
        let typos = |dfa: &Option<DFA>| match dfa.as_ref().map(|dfa| dfa.eval(text)) {
            Some(Distance::Exact(typos)) => Some(typos),
            _ => None,
        };
        match typos(&self.whole) {
            Some(0 | 1) => return scores.typo,
            Some(_) if scores.typo_begins == 0 => return scores.typos,
            _ => {}
        }
        match typos(&self.beginning) {
            Some(_) => scores.typo_begins,
            None if typos(&self.whole).is_some() => scores.typos,
            None => 0,
        }
    }
}

impl Automaton for Spelling {
    type State = TermState;

    fn start(&self) -> TermState {
        TermState::Path(0)
    }

    fn is_match(&self, read: &TermState) -> bool {
        let TermState::Word { same, whole, beginning } = *read else { return false };
        same == Some(self.word.len())
            || is_match(&self.whole, whole)
            || is_match(&self.beginning, beginning)
    }

    fn can_match(&self, read: &TermState) -> bool {
        match *read {
            TermState::Path(_) => true,
            TermState::Word { same, whole, beginning } => {
                same.is_some() || whole != SINK_STATE || beginning != SINK_STATE
            }
            TermState::Other => false,
        }
    }

    fn accept(&self, read: &TermState, byte: u8) -> TermState {
        let start = |dfa: &Option<DFA>| dfa.as_ref().map_or(SINK_STATE, DFA::initial_state);
        let next = |dfa: &Option<DFA>, state: u32| match dfa {
            Some(dfa) if state != SINK_STATE => dfa.transition(state, byte),
            _ => SINK_STATE,
        };
        match *read {
            TermState::Path(at) if self.path.get(at) == Some(&byte) => match at + 1 {
                at if at < self.path.len() => TermState::Path(at),
                _ => TermState::Word {
                    same: Some(0),
                    whole: start(&self.whole),
                    beginning: start(&self.beginning),
                },
            },
            TermState::Path(_) | TermState::Other => TermState::Other,
            TermState::Word { same, whole, beginning } => TermState::Word {
                same: same.and_then(|at| match self.word.as_bytes().get(at) {
                    Some(same) => (*same == byte).then_some(at + 1),
                    // The whole word was read: all that follows it matches.
                    None => Some(at),
                }),
                whole: next(&self.whole, whole),
                beginning: next(&self.beginning, beginning),
            },
        }
    }
}

fn is_match(dfa: &Option<DFA>, state: u32) -> bool {
    dfa.as_ref().is_some_and(|dfa| matches!(dfa.distance(state), Distance::Exact(_)))
}

/// What builds the automata of at most this many typos, of which a transposition is one. Slow to
/// make, and the same for all words.
fn builder(typos: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    let kept = if typos > 1 { &TWO } else { &ONE };
    kept.get_or_init(|| LevenshteinAutomatonBuilder::new(typos.min(2), true))
}

/// The documents of a segment with their best scores, 0 for those that do not match; and the
/// current one.
struct Scored {
    scores: Vec<u8>,
    doc: DocId,
    boost: Score,
    /// How many match, at most.
    count: u32,
}

impl Scored {
    fn new(documents: u32, boost: Score) -> Self {
        Self { scores: vec![0; documents as usize], doc: 0, boost, count: 0 }
    }

    /// Adds the documents of a term.
    fn add(
        &mut self,
        index: &InvertedIndexReader,
        of: &TermInfo,
        score: u8,
    ) -> tantivy::Result<()> {
        self.count = self.count.saturating_add(of.doc_freq);
        let mut blocks = index.read_block_postings_from_terminfo(of, IndexRecordOption::Basic)?;
        loop {
            let docs = blocks.docs();
            if docs.is_empty() {
                return Ok(());
            }
            for doc in docs {
                if let Some(known) = self.scores.get_mut(*doc as usize) {
                    *known = score.max(*known);
                }
            }
            blocks.advance();
        }
    }

    /// Goes to the first document that matches from this one on.
    fn advance_from(&mut self, doc: DocId) -> DocId {
        let mut rest = self.scores.get(doc as usize..).unwrap_or_default();
        let all = self.scores.len();
        // Most do not match: eight at a time.
        while let Some((eight, after)) = rest.split_first_chunk::<8>() {
            if u64::from_ne_bytes(*eight) != 0 {
                break;
            }
            rest = after;
        }
        let next = rest.iter().position(|score| *score > 0);
        self.doc = next.map_or(TERMINATED, |next| (all - rest.len() + next) as DocId);
        self.doc
    }
}

impl DocSet for Scored {
    fn advance(&mut self) -> DocId {
        match self.doc {
            TERMINATED => TERMINATED,
            doc => self.advance_from(doc + 1),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match target > self.doc {
            true => self.advance_from(target),
            false => self.doc,
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.count.min(self.scores.len() as u32)
    }
}

impl Scorer for Scored {
    fn score(&mut self) -> Score {
        let score = self.scores.get(self.doc as usize).copied().unwrap_or_default();
        f32::from(score) * self.boost
    }
}
