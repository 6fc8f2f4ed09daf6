//! Finding anything by what one remembers of it.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Tag;
use super::lists::Wanted;
use crate::App;
use crate::actions::search::{self, Match, Row, Titled};
use crate::http::guard::Member;
use crate::http::operation::{ALL_READ, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::model::search::Piece;
use crate::model::{AnswerState, Right, SearchKind};

pub const OPERATIONS: &[Operation] = &[op("search").scopes(ALL_READ)];

pub struct SearchApi;

#[OpenApi(tag = "Tag::Search")]
impl SearchApi {
    /// Search
    ///
    /// Over people, groups, shoots, requests and files, the likest first. All words
    /// must be there, in any order; accents and case do not matter (`muller` finds
    /// Müller), the beginning of a word is enough (`mül`), one letter may be wrong in
    /// words from four letters on and two from eight (`Müler`), words of shoots and
    /// groups are found in their other forms (`portraits` finds portrait, in French
    /// and English), `"Jean Marc"` in quotes stands together. Staff also find people by
    /// parts of their e-mail (`dupont@studio`), of their telephone number (`06 12 34`),
    /// by their town or by their guardians, and requests by their reference. Files are found by their name, their description and the
    /// name of the shoot or person they belong to, not by who is on them. Exact words come before other forms, those before
    /// beginnings, and misspellings last.
    ///
    /// One sees what one's role reaches: a photographer their shoots, the people asked
    /// there, their requests and the photographs; an EMPLOYEE themselves, those they are
    /// a guardian of, the requests they sign, and of the files those they are on or that
    /// are kept about themselves. Neither finds by an address, a number, a guardian or a
    /// reference, and none is shown to them. What has just been saved is found
    /// within a second. Nothing is ever refused because of what `q` holds, unless it is
    /// longer than 200 characters; where there are no letters or digits nothing is found.
    #[oai(path = "/search", method = "get", operation_id = "search")]
    async fn search(
        &self,
        app: Data<&App>,
        member: Member,
        /// What one remembers; at most 200 characters.
        q: Query<Option<String>>,
        /// Only things of this kind; `totals` still counts the others.
        #[oai(name = "type")]
        kind: Query<Option<Kind>>,
        /// The page to return, from 1. Defaults to 1. Only the first 1,000 results can be reached.
        page: Query<Option<u32>>,
        /// Results per page, 1 to 100. Defaults to 20.
        limit: Query<Option<u32>>,
    ) -> Result<Json<SearchResults>, Problem> {
        let scope = member.may(Right::Belong)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let query = wanted.checked(&[("likeness", ())], true, None)?;
        let text = q.0.unwrap_or_default();
        let kind = kind.0.map(SearchKind::from);
        let found = search::find(&app, scope, &text, kind, query).await?;
        Ok(Json(found.into()))
    }
}

/// What can be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "SCREAMING_SNAKE_CASE", rename = "SearchType")]
enum Kind {
    Employee,
    Group,
    Event,
    Answer,
    File,
}

impl From<Kind> for SearchKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Employee => SearchKind::Employee,
            Kind::Group => SearchKind::Group,
            Kind::Event => SearchKind::Event,
            Kind::Answer => SearchKind::Answer,
            Kind::File => SearchKind::File,
        }
    }
}

/// One page of what was found.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SearchResults {
    /// The likest first. A page may be shorter than `limit` if something was deleted
    /// a moment ago.
    data: Vec<SearchResult>,
    /// From 1.
    current_page: u32,
    /// Results a page.
    limit: u32,
    total_pages: i64,
    /// Of the type asked for, or of all.
    total: i64,
    /// Of each type, whichever was asked for.
    totals: SearchTotals,
    /// False while the index is being made anew: there may be more than this.
    complete: bool,
}

/// How many of each type there are.
#[derive(Object, Default)]
struct SearchTotals {
    employees: u64,
    groups: u64,
    events: u64,
    answers: u64,
    files: u64,
}

/// Something found, as it is now.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SearchResult {
    #[oai(rename = "type")]
    kind: Kind,
    /// As in `/employee/{id}`, `/group/{id}`, `/event/{id}`, `/answer/{id}`, `/file/{id}`.
    id: i64,
    /// Of the person, the group, the shoot or the file; of a request, its person's.
    name: String,
    /// What tells it from others of the same name: a person's e-mail (for staff), a shoot's place,
    /// the shoot of a request, the shoot or person a file belongs to.
    detail: Option<String>,
    /// Of a request, or of a file kept about a person.
    employee_id: Option<i64>,
    /// Of a request, or of a file of a shoot.
    event_id: Option<i64>,
    /// Of a request: where it stands.
    state: Option<AnswerState>,
    /// Of a shoot.
    start: Option<Instant>,
    /// Of a shoot.
    end: Option<Instant>,
    /// The fields in which what was looked for stands. Empty if it was found by what
    /// is not shown, such as a guardian's name.
    highlights: Vec<Highlight>,
    /// The likeness: comparable within one search only.
    score: f32,
}

/// A field in pieces: put together they are the text, or an excerpt of at most
/// about 160 characters of a long one, with `…` where it was cut. Plain text, to be
/// escaped like any other.
#[derive(Object)]
struct Highlight {
    /// `name`, `email`, `phone`, `city`, `description`, `place`, `event`, `employee` or
    /// `reference`.
    field: String,
    parts: Vec<HighlightPart>,
}

/// A piece of a text.
#[derive(Object)]
struct HighlightPart {
    text: String,
    /// Whether it is what was looked for.
    #[oai(rename = "match")]
    hit: bool,
}

impl From<search::Results> for SearchResults {
    fn from(found: search::Results) -> Self {
        let count = |kind| found.totals.iter().find(|(one, _)| *one == kind).map_or(0, |one| one.1);
        let totals = SearchTotals {
            employees: count(SearchKind::Employee),
            groups: count(SearchKind::Group),
            events: count(SearchKind::Event),
            answers: count(SearchKind::Answer),
            files: count(SearchKind::File),
        };
        Self {
            current_page: found.page.page,
            limit: found.page.limit,
            total_pages: found.page.total_pages(),
            total: found.page.total,
            totals,
            complete: found.complete,
            data: found.page.data.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Match> for SearchResult {
    fn from(found: Match) -> Self {
        let part = |piece: Piece| HighlightPart { text: piece.text, hit: piece.hit };
        let highlights = found.marks.into_iter().map(|(field, pieces)| Highlight {
            field: field.to_owned(),
            parts: pieces.into_iter().map(part).collect(),
        });
        let result = Self {
            kind: Kind::Employee,
            id: found.hit.row,
            name: String::new(),
            detail: None,
            employee_id: None,
            event_id: None,
            state: None,
            start: None,
            end: None,
            highlights: highlights.collect(),
            score: found.hit.score,
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        match found.row {
            Row::Employee { name, email, .. } => Self { name, detail: some(email), ..result },
            Row::Group { name, description, .. } => {
                Self { kind: Kind::Group, name, detail: description, ..result }
            }
            Row::Event { name, place, start, end, .. } => Self {
                kind: Kind::Event,
                name,
                detail: some(place),
                start: Some(start.into()),
                end: Some(end.into()),
                ..result
            },
            Row::Answer { employee, name, event, event_name, state, .. } => Self {
                kind: Kind::Answer,
                name,
                detail: some(event_name),
                employee_id: Some(employee.0),
                event_id: Some(event.0),
                state: Some(state),
                ..result
            },
            Row::File(Titled { name, event, employee, owner_name, .. }) => Self {
                kind: Kind::File,
                name,
                detail: owner_name,
                employee_id: employee.map(|id| id.0),
                event_id: event.map(|id| id.0),
                ..result
            },
        }
    }
}
