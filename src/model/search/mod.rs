//! What can be found, how it is asked for, and what comes back. The words of a
//! text are the same here for what is indexed, what is typed and what is marked.

mod marks;
mod text;
mod words;

pub use marks::{Piece, excerpt, marks};
pub use text::{Part, SearchText, typos};
pub use words::{Word, compounds, words};

use sha2::{Digest, Sha256};

use super::{CompanyId, UserId};

/// Further than that no list of results goes.
pub const FOUND_MOST: usize = 1_000;

/// So many of what fits are handed to a list, which narrows them down by filters of its
/// own: more than a company has, so that nothing that fits both is lost.
pub const AMONG_MOST: usize = 100_000;

/// The kinds of things that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchKind {
    Employee,
    Group,
    Event,
    Answer,
    File,
    /// A user as a member of one company.
    User,
}

impl SearchKind {
    pub const ALL: [SearchKind; 6] = [
        SearchKind::Employee,
        SearchKind::Group,
        SearchKind::Event,
        SearchKind::Answer,
        SearchKind::File,
        SearchKind::User,
    ];

    /// The stable name, as in the change sequence.
    pub fn name(self) -> &'static str {
        match self {
            SearchKind::Employee => "EMPLOYEE",
            SearchKind::Group => "GROUP",
            SearchKind::Event => "EVENT",
            SearchKind::Answer => "ANSWER",
            SearchKind::File => "FILE",
            SearchKind::User => "USER",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its number in the index.
    pub fn number(self) -> u64 {
        self as u64
    }

    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Names one document of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchKey {
    pub company: CompanyId,
    pub kind: SearchKind,
    /// The row's id; a user's is the same in every company.
    pub row: i64,
}

impl std::fmt::Display for SearchKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.kind.name(), self.company.0, self.row)
    }
}

/// What the index holds of a row, taken from the row and from nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDoc {
    pub key: SearchKey,
    /// False: deleted, found only where deleted rows are asked for.
    pub live: bool,
    /// The photographers within whose reach it is.
    pub partners: Vec<UserId>,
    /// The folded e-mails of those whose own it is: of a person, theirs and their
    /// guardians'; of an answer, its signers'; of a file, of those it is about.
    pub owners: Vec<String>,
    /// What it is called.
    pub name: String,
    /// What else it is found by: a place, the shoot of an answer.
    pub also: Vec<String>,
    /// Addresses, guardians, the reference of an answer: only staff find by them.
    pub contact: Vec<String>,
    /// Numbers, as E.164: only staff find by them.
    pub phones: Vec<String>,
    /// Prose, whose words are found in their other forms too.
    pub prose: Vec<String>,
}

impl SearchDoc {
    /// A live document with a name and nothing else.
    pub fn named(company: CompanyId, kind: SearchKind, row: i64, name: String) -> Self {
        Self {
            key: SearchKey { company, kind, row },
            live: true,
            partners: vec![],
            owners: vec![],
            name,
            also: vec![],
            contact: vec![],
            phones: vec![],
            prose: vec![],
        }
    }

    /// Equal for equal documents, whatever the version that takes it: what the
    /// reconciliation compares.
    pub fn print(&self) -> u64 {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part(if self.live { "live" } else { "deleted" });
        part(&self.key.to_string());
        part(&self.name);
        for list in [&self.owners, &self.also, &self.contact, &self.phones, &self.prose] {
            part(&list.len().to_string());
            list.iter().for_each(|text| part(text));
        }
        for partner in &self.partners {
            part(&partner.0.to_string());
        }
        let digest = hash.finalize();
        digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

/// What becomes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchChange {
    /// Put it in, in place of what was there.
    Put(SearchDoc),
    /// Take it out; fine if it is not there.
    Remove(SearchKey),
}

/// How far into a company a search goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchReach {
    Company,
    /// What belongs to the shoots this user is the partner of.
    PartnerOf(UserId),
    /// What is about the holder of this folded e-mail, or signed for by them.
    Own(String),
}

/// A search, ready to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub company: CompanyId,
    pub reach: SearchReach,
    pub text: SearchText,
    /// What is given; the other kinds are only counted.
    pub kinds: Vec<SearchKind>,
    pub with_deleted: bool,
    /// Look for misspellings only if nothing is found as it is written: for lists,
    /// which are not in the order of likeness.
    pub strict_first: bool,
    /// At most [`FOUND_MOST`], or for lists [`AMONG_MOST`].
    pub limit: usize,
}

/// What a search came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The likest first.
    pub hits: Vec<Hit>,
    /// How many there are of each kind within reach, asked for or not.
    pub totals: Vec<(SearchKind, u64)>,
    /// False while the index is being made: more may be found later.
    pub complete: bool,
}

/// One thing found: where its row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub kind: SearchKind,
    pub row: i64,
    /// The likeness; comparable within one search.
    pub score: f32,
}

/// How the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchState {
    /// Not looked at yet.
    Starting,
    /// Being made anew from the rows.
    Rebuilding,
    Ready,
}

impl SearchState {
    /// As operators see it.
    pub fn name(self) -> &'static str {
        match self {
            SearchState::Starting => "starting",
            SearchState::Rebuilding => "rebuilding",
            SearchState::Ready => "ready",
        }
    }
}

/// Where the change sequence of a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchProgress {
    /// Of this database and no other.
    pub lineage: String,
    /// Changes up to this one are not kept any more.
    pub trimmed_to: i64,
    /// The latest change.
    pub last: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_differ_have_different_prints() {
        let doc = SearchDoc::named(CompanyId(1), SearchKind::Event, 7, "Gala".into());
        assert_eq!(doc.print(), doc.clone().print());
        let others = [
            SearchDoc { live: false, ..doc.clone() },
            SearchDoc { name: "Gal".into(), also: vec!["a".into()], ..doc.clone() },
            SearchDoc { also: vec!["a".into()], ..doc.clone() },
            SearchDoc { prose: vec!["a".into()], ..doc.clone() },
            SearchDoc { owners: vec!["a".into()], ..doc.clone() },
            SearchDoc { partners: vec![UserId(1)], ..doc.clone() },
        ];
        let mut prints: Vec<_> = others.iter().map(SearchDoc::print).collect();
        prints.push(doc.print());
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), others.len() + 1);
    }

    #[test]
    fn kinds_are_known_by_name_and_number() {
        for kind in SearchKind::ALL {
            assert_eq!(SearchKind::from_name(kind.name()), Some(kind));
            assert_eq!(SearchKind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(SearchKind::from_number(99), None);
    }
}
