//! Full-text search over everything that the caller may see.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Tag;
use super::lists::ListQuery;
use crate::App;
use crate::actions::search::{self, Match, SearchRow, Titled};
use crate::http::guard::Allowed;
use crate::http::operation::{ALL_READ, LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::http::right;
use crate::model::search::Piece;
use crate::model::{AnswerState, SearchKind};

pub const OPERATIONS: &[Operation] = &[op("search").list(LIST.fixed_size()).scopes(ALL_READ)];

pub struct SearchApi;

#[OpenApi(tag = "Tag::Search")]
impl SearchApi {
    /// Search employees, groups, events, answers and files
    ///
    /// Returns the best matches first. All words must occur, in any order. Case and accents are
    /// ignored (`muller` finds Müller), the beginning of a word is enough (`mül`), and misspellings
    /// are tolerated: one letter in words of four letters or more, two in words of eight or more
    /// (`Müler`). Words of events and groups also match in their other forms, in French and English
    /// (`portraits` finds portrait). Words in quotes must stand together (`"Jean Marc"`). Exact
    /// words rank before other forms, those before beginnings of words, and misspellings last.
    ///
    /// OWNER, SUPER_USER and USER also find employees by parts of their e-mail (`dupont@studio`) or
    /// telephone number (`06 12 34`), by their town and by their guardians, and answers by their
    /// reference. Files are found by their name, their description, and the name of the event or
    /// employee they belong to, not by the people on them.
    ///
    /// Results are limited to what the caller may see. A PHOTOGRAPHER finds their events, the
    /// employees asked there, their answers and the photographs. An EMPLOYEE finds themselves,
    /// those they are a guardian of, the answers they sign, and the files that they are on or that
    /// are kept about them. Both find nothing by address, telephone number, guardian or reference,
    /// and see none of these.
    ///
    /// A change is found within a second. 422 only if `q` is longer than 200 characters; a text
    /// without letters or digits finds nothing.
    #[oai(path = "/search", method = "get", operation_id = "search")]
    async fn search(
        &self,
        app: Data<&App>,
        member: Allowed<right::Belong>,
        /// The words to look for; at most 200 characters.
        q: Query<Option<String>>,
        /// Return only results of this type. `totals` still counts the others.
        #[oai(name = "type")]
        kind: Query<Option<Kind>>,
        list: ListQuery,
    ) -> Result<Json<SearchResults>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, None)?;
        let text = q.0.unwrap_or_default();
        let kind = kind.0.map(SearchKind::from);
        let found = search::find(&app, scope, &text, kind, query).await?;
        Ok(Json(found.into()))
    }
}

/// The type of a search result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "SCREAMING_SNAKE_CASE", rename = "SearchType")]
enum Kind {
    /// An employee.
    Employee,
    /// A group of employees.
    Group,
    /// An event.
    Event,
    /// An answer.
    Answer,
    /// A file.
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

/// One page of search results.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SearchResults {
    /// The results, best matches first. A page may be shorter than `limit` if something was deleted
    /// a moment ago.
    data: Vec<SearchResult>,
    /// The number of this page, from 1.
    current_page: u32,
    /// The number of results per page.
    limit: u32,
    /// The number of pages.
    total_pages: i64,
    /// The number of results of the requested type, or of all types.
    total: i64,
    /// The number of results of each type, whatever type was requested.
    totals: SearchTotals,
    /// False while the search index is being rebuilt: results may be missing.
    complete: bool,
}

/// The number of results of each type.
#[derive(Object, Default)]
struct SearchTotals {
    /// The number of employees.
    employees: u64,
    /// The number of groups.
    groups: u64,
    /// The number of events.
    events: u64,
    /// The number of answers.
    answers: u64,
    /// The number of files.
    files: u64,
}

/// A search result, with its current data.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SearchResult {
    /// The type of the result.
    #[oai(rename = "type")]
    kind: Kind,
    /// The id, as in `/employee/{id}`, `/group/{id}`, `/event/{id}`, `/answer/{id}` and
    /// `/file/{id}`.
    id: i64,
    /// The name of the employee, group, event or file; for an answer, the name of its employee.
    name: String,
    /// What distinguishes it from others of the same name: the e-mail of an employee (for OWNER,
    /// SUPER_USER and USER), the description of a group, the place of an event, the event of an
    /// answer, the event or employee of a file. Null if there is nothing.
    detail: Option<String>,
    /// The id of the employee, for an answer or a file of an employee; else null.
    employee_id: Option<i64>,
    /// The id of the event, for an answer or a file of an event; else null.
    event_id: Option<i64>,
    /// The state of an answer; else null.
    state: Option<AnswerState>,
    /// The start of an event; else null.
    start: Option<Instant>,
    /// The end of an event; else null.
    end: Option<Instant>,
    /// The fields that contain the words. Empty if the match is in something that is not shown,
    /// such as the name of a guardian.
    highlights: Vec<Highlight>,
    /// How well it matches. Comparable within one search only.
    score: f32,
}

/// A field that matches, in pieces. Joined, they are the text, or an excerpt of at most about 160
/// characters of a long text, with `…` where it was cut. This is plain text: escape it before you
/// insert it into HTML.
#[derive(Object)]
struct Highlight {
    /// The field: `name`, `email`, `phone`, `city`, `description`, `place`, `event`, `employee` or
    /// `reference`.
    field: String,
    /// The pieces of the text, in order.
    parts: Vec<HighlightPart>,
}

/// A piece of a text.
#[derive(Object)]
struct HighlightPart {
    /// The text of the piece.
    text: String,
    /// Whether this piece matches the search.
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
            SearchRow::Employee { name, email, .. } => Self { name, detail: some(email), ..result },
            SearchRow::Group { name, description, .. } => {
                Self { kind: Kind::Group, name, detail: description, ..result }
            }
            SearchRow::Event { name, place, start, end, .. } => Self {
                kind: Kind::Event,
                name,
                detail: some(place),
                start: Some(start.into()),
                end: Some(end.into()),
                ..result
            },
            SearchRow::Answer { employee, name, event, event_name, state, .. } => Self {
                kind: Kind::Answer,
                name,
                detail: some(event_name),
                employee_id: Some(employee.0),
                event_id: Some(event.0),
                state: Some(state),
                ..result
            },
            SearchRow::File(Titled { name, event, employee, owner_name, .. }) => Self {
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
