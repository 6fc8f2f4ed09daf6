//! Where photographs were published, and what has to be taken down.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use serde::{Deserialize, Serialize};

use super::Tag;
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::takedowns::{self, Filter, NewPublications, Order};
use crate::http::body::Body;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::api_token::TokenScope::{FilesRead, FilesWrite, PeopleRead};
use crate::model::file::Obstacle;
use crate::model::takedown::{Medium, PlaceInput, PublicationState, TakedownOutcome};
use crate::model::{self, EmployeeId, EventId, FileId, List, PublicationId, Use};

pub const OPERATIONS: &[Operation] = &[
    op("listPublications").list(LIST.by(&["dueAt", "createdAt"])).scopes(&[FilesRead, PeopleRead]),
    op("notePublications").scopes(&[FilesWrite, PeopleRead]).no_conflict(),
    op("getPublication").scopes(&[FilesRead, PeopleRead]),
    op("endPublication").scopes(&[FilesWrite, PeopleRead]),
    op("deletePublication").scopes(&[FilesWrite]),
];

const ORDERS: [(&str, Order); 2] = [("dueAt", Order::DueAt), ("createdAt", Order::CreatedAt)];

pub struct PublicationsApi;

#[OpenApi(tag = "Tag::Files")]
impl PublicationsApi {
    /// List publications
    ///
    /// Returns where photographs of the company were published, first what has to be taken down and
    /// the nearest day, unless `orderBy` is given. What was noted by mistake is left out. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/publication", method = "get", operation_id = "listPublications")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
        /// Only photographs of this event.
        #[oai(name = "eventId")]
        event_id: Query<Option<i64>>,
        /// Only this photograph.
        #[oai(name = "fileId")]
        file_id: Query<Option<i64>>,
        /// Only photographs on which this employee is named.
        #[oai(name = "employeeId")]
        employee_id: Query<Option<i64>>,
        /// Only those in this state.
        state: Query<Option<PublicationState>>,
    ) -> Result<Json<Listed<Publication>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked(&ORDERS, false, member.page_size(List::Files))?;
        let filter = Filter {
            event: event_id.0.map(EventId),
            file: file_id.0.map(FileId),
            employee: employee_id.0.map(EmployeeId),
            state: state.0,
        };
        let found = takedowns::list(&app, scope, query, filter).await?;
        Ok(Json(Listed::of(found, Publication::from)))
    }

    /// Note publications
    ///
    /// Notes that photographs were published at a place. If somebody on one of them does not allow
    /// the use, or stops allowing it later, the publication becomes DUE: the photograph has to be
    /// taken down within the days that the company's settings promise (`withdrawalDays`). For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/publication", method = "post", operation_id = "notePublications")]
    async fn note(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<PublicationInput>,
    ) -> Result<Created<Vec<Publication>>, Problem> {
        let scope = member.scope()?;
        let once = member.once("notePublications", key, &body)?;
        let PublicationInput { file_ids, wanted, medium, place, published_on, note } = body.0;
        let new = NewPublications {
            files: file_ids.into_iter().map(FileId).collect(),
            wanted,
            medium,
            place: PlaceInput { place, published_on, note },
        };
        let made = takedowns::note(&app, scope, member.user(), new, once).await?;
        Ok(Created(made.into_iter().map(Into::into).collect()))
    }

    /// Get a publication
    ///
    /// Returns a place where a photograph was published, with every time that it had to be taken
    /// down. For OWNER, SUPER_USER and USER.
    #[oai(path = "/publication/:id", method = "get", operation_id = "getPublication")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the publication.
        id: Path<i64>,
    ) -> Result<Json<Publication>, Problem> {
        Ok(Json(takedowns::find(&app, member.scope()?, PublicationId(id.0)).await?.into()))
    }

    /// End a publication
    ///
    /// Says that a photograph was taken down, or cannot be, such as from what was printed. For OWNER,
    /// SUPER_USER and USER.
    ///
    /// 409 `publication_ended` if it has ended.
    #[oai(path = "/publication/:id/end", method = "post", operation_id = "endPublication")]
    async fn end(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the publication.
        id: Path<i64>,
        body: Body<PublicationEnd>,
    ) -> Result<Json<Publication>, Problem> {
        let PublicationEnd { outcome, note } = body.0;
        let removed = outcome == EndOutcome::Removed;
        let (scope, by, id) = (member.scope()?, member.user(), PublicationId(id.0));
        Ok(Json(takedowns::end(&app, scope, by, id, removed, note).await?.into()))
    }

    /// Delete a publication
    ///
    /// Takes back what was noted by mistake. For OWNER, SUPER_USER and USER.
    ///
    /// 409 `publication_ended` if it has ended.
    #[oai(path = "/publication/:id", method = "delete", operation_id = "deletePublication")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the publication.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let (scope, by) = (member.scope()?, member.user());
        takedowns::take_back(&app, scope, by, PublicationId(id.0)).await?;
        Ok(Done)
    }
}

/// Photographs that were published at one place.
#[derive(Debug, Object, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(rename_all = "camelCase", example)]
pub struct PublicationInput {
    /// The ids of the photographs: 1 to 500.
    pub file_ids: Vec<i64>,
    /// The use for which they were published.
    #[oai(rename = "use")]
    #[serde(rename = "use")]
    pub wanted: Use,
    /// Where they were published.
    pub medium: Medium,
    /// The address of the page, or words such as "Programme 2026, page 4". At most 2,000 characters.
    pub place: String,
    /// The day, `YYYY-MM-DD`, not in the future. Null: not known.
    pub published_on: Option<String>,
    /// At most 1,000 characters.
    pub note: Option<String>,
}

impl poem_openapi::types::Example for PublicationInput {
    fn example() -> Self {
        Self {
            file_ids: vec![31, 32],
            wanted: Use::WEB,
            medium: Medium::Website,
            place: "https://example.com/portes-ouvertes".into(),
            published_on: Some("2026-06-02".into()),
            note: None,
        }
    }
}

/// How a user ends a publication.
///
/// - `REMOVED`: the photograph is not there any more.
/// - `IMPOSSIBLE`: it cannot be taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize, Serialize)]
#[oai(rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndOutcome {
    /// The photograph is not there any more.
    Removed,
    /// It cannot be taken down.
    Impossible,
}

/// The end of a publication.
#[derive(Debug, Object, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[oai(rename_all = "camelCase", example)]
pub struct PublicationEnd {
    /// How it ended.
    pub outcome: EndOutcome,
    /// At most 1,000 characters.
    pub note: Option<String>,
}

impl poem_openapi::types::Example for PublicationEnd {
    fn example() -> Self {
        Self { outcome: EndOutcome::Removed, note: Some("Page deleted".into()) }
    }
}

/// A place where a photograph was published.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Publication {
    /// The id of the publication.
    pub id: i64,
    /// The id of the photograph; null once it is erased.
    pub file_id: Option<i64>,
    /// The id of the event of the photograph.
    pub event_id: i64,
    /// The use for which it was published.
    #[oai(rename = "use")]
    pub wanted: Use,
    /// Where it was published.
    pub medium: Medium,
    /// The address of the page, or words.
    pub place: String,
    /// The day, `YYYY-MM-DD`; null: not known.
    pub published_on: Option<String>,
    /// A note of whoever noted it, or null.
    pub note: Option<String>,
    /// Where it stands.
    pub state: PublicationState,
    /// The id of the user who noted it, or null.
    pub created_by: Option<i64>,
    /// When it was noted.
    pub created_at: Instant,
    /// When it ended, or null.
    pub ended_at: Option<Instant>,
    /// Each time that the photograph had to be taken down, the latest first. At most one is not ended.
    pub takedowns: Vec<Takedown>,
}

/// A time that a published photograph had to be taken down.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Takedown {
    /// The id of the takedown.
    pub id: i64,
    /// Why.
    pub cause: Obstacle,
    /// The id of the employee because of whom; of several, the first.
    pub employee_id: i64,
    /// When that was found.
    pub opened_at: Instant,
    /// Until when the photograph has to be taken down.
    pub due_at: Instant,
    /// When it ended, or null.
    pub ended_at: Option<Instant>,
    /// The id of the user who ended it; null also if everybody allows it again.
    pub ended_by: Option<i64>,
    /// How it ended, or null.
    pub outcome: Option<TakedownOutcome>,
    /// A note of whoever ended it, or null.
    pub note: Option<String>,
}

impl From<model::takedown::Publication> for Publication {
    fn from(one: model::takedown::Publication) -> Self {
        Self {
            id: one.id.0,
            file_id: one.file.map(|id| id.0),
            event_id: one.event.0,
            wanted: one.wanted,
            medium: one.medium,
            state: one.state(),
            place: one.place,
            published_on: one.published_on.map(|day| day.to_string()),
            note: one.note,
            created_by: one.created_by.map(|id| id.0),
            created_at: one.created_at.into(),
            ended_at: one.ended_at.map(Into::into),
            takedowns: one.takedowns.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<model::takedown::Takedown> for Takedown {
    fn from(one: model::takedown::Takedown) -> Self {
        Self {
            id: one.id.0,
            cause: one.cause,
            employee_id: one.employee.0,
            opened_at: one.opened_at.into(),
            due_at: one.due_at.into(),
            ended_at: one.ended_at.map(Into::into),
            ended_by: one.ended_by.map(|id| id.0),
            outcome: one.outcome,
            note: one.note,
        }
    }
}
