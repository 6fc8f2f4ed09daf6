//! Search documents, queries and results. Words are split and folded the same way for indexing,
//! searching and highlighting.

mod marks;
mod text;
mod words;

pub use marks::{Piece, excerpt, marks};
pub use text::{Part, SearchText, typos};
pub use words::{Word, compounds, words};

use sha2::{Digest, Sha256};

use super::{CompanyId, UserId};

/// The maximum number of results.
pub const FOUND_MOST: usize = 1_000;

/// The maximum number of matches passed to a list, which applies its own filters: more than a
/// company has rows, so that none is lost.
pub const AMONG_MOST: usize = 100_000;

crate::model::named! { "SCREAMING_SNAKE_CASE"
/// The kinds of searchable rows.
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
}

impl SearchKind {
    /// Its number in the index.
    pub fn number(self) -> u64 {
        self as u64
    }

    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Identifies a document of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchKey {
    pub company: CompanyId,
    pub kind: SearchKind,
    /// The row's id; a user has the same in every company.
    pub row: i64,
}

impl std::fmt::Display for SearchKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.kind.name(), self.company.0, self.row)
    }
}

/// The indexed content of a row, derived from that row only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDoc {
    pub key: SearchKey,
    /// False: deleted, found only if deleted rows are included.
    pub live: bool,
    /// The photographers with access to it.
    pub partners: Vec<UserId>,
    /// The folded e-mails of its owners: of an employee, theirs and their guardians'; of an
    /// answer, its signers'; of a file, those of the people it is about.
    pub owners: Vec<String>,
    /// Its name.
    pub name: String,
    /// Other searchable texts: a place, the event of an answer.
    pub also: Vec<String>,
    /// Addresses, guardians, the reference of an answer: searchable by staff only.
    pub contact: Vec<String>,
    /// Phone numbers in E.164: searchable by staff only.
    pub phones: Vec<String>,
    /// Prose, which is also searched by stem.
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

    /// A hash, stable across versions, by which the reconciliation compares documents.
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

/// A change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchChange {
    /// Insert or replace.
    Put(SearchDoc),
    /// Remove; not an error if absent.
    Remove(SearchKey),
}

/// The part of a company that a search may access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchReach {
    Company,
    /// Rows of the events this user is the partner of.
    PartnerOf(UserId),
    /// Rows about the owner of this folded e-mail, or signed by them.
    Own(String),
}

/// A search, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub company: CompanyId,
    pub reach: SearchReach,
    pub text: SearchText,
    /// The kinds returned; the others are only counted.
    pub kinds: Vec<SearchKind>,
    pub with_deleted: bool,
    /// Search with typos only if nothing matches exactly: for lists, which are not ordered by
    /// score.
    pub strict_first: bool,
    /// At most [`FOUND_MOST`], or for lists [`AMONG_MOST`].
    pub limit: usize,
}

/// The result of a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Best score first.
    pub hits: Vec<Hit>,
    /// The number of accessible matches of each kind, requested or not.
    pub totals: Vec<(SearchKind, u64)>,
    /// False while the index is being built: more may be found later.
    pub complete: bool,
}

/// One match: the row it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub kind: SearchKind,
    pub row: i64,
    /// The score; comparable within one search.
    pub score: f32,
}

crate::model::named! { "snake_case"
/// The state of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchState {
    /// Not opened yet.
    Starting,
    /// Being rebuilt from the rows.
    Rebuilding,
    Ready,
}
}

/// The position of a database's change sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchProgress {
    /// Identifies the database.
    pub lineage: String,
    /// Changes up to this one are no longer stored.
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
