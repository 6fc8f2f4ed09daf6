//! The operations on events.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::{
    Event, EventBody, EventCopy, EventDetails, EventsApi, NewEvent, ORDERS, Participant,
    PlannedEvent,
};
use crate::App;
use crate::actions::events::{self, Filter};
use crate::actions::{retention, search};
use crate::http::Caller;
use crate::http::api::lists::{ListQuery, Listed};
use crate::http::api::{Tag, files};
use crate::http::body::Body;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{ALL_READ, LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::api_token::TokenScope::{AnswersRead, EventsRead, EventsWrite, PeopleRead};
use crate::model::{EventId, EventStatus, List, SearchKind, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listEvents")
        .list(LIST.by(&["status", "start", "end", "createdAt"]).with_deleted().search())
        .scopes(&[EventsRead]),
    op("createEvent").paid().scopes(&[EventsWrite]),
    op("listDeletedEvents").list(LIST).scopes(&[EventsRead]),
    op("getEvent").scopes(&[EventsRead]),
    op("updateEvent").scopes(&[EventsWrite]),
    op("deleteEvent").scopes(&[EventsWrite]),
    op("restoreEvent").scopes(&[EventsWrite]),
    op("eraseEvent"),
    op("listParticipants").scopes(&[PeopleRead, EventsRead, AnswersRead]),
    op("duplicateEvent").paid().scopes(&[EventsWrite]),
    op("getEventDetails").scopes(ALL_READ),
];

#[OpenApi(tag = "Tag::Events")]
impl EventsApi {
    /// List events
    ///
    /// Returns the events that need attention first: by status PENDING, CREATE, COMPLETED, CLOSED,
    /// then by end. Archived events are left out unless `archived` is true. For OWNER, SUPER_USER
    /// and USER; a PHOTOGRAPHER sees the events they are the partner of.
    #[oai(path = "/event", method = "get", operation_id = "listEvents")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        list: ListQuery,
        /// Return only events with this status.
        status: Query<Option<EventStatus>>,
        /// Return only events of this partner.
        #[oai(name = "partnerId")]
        partner_id: Query<Option<i64>>,
        /// Return only events that end after this instant.
        from: Query<Option<Instant>>,
        /// Return only events that start at or before this instant.
        until: Query<Option<Instant>>,
        /// If true, return only archived events; otherwise only the others.
        archived: Query<Option<bool>>,
    ) -> Result<Json<Listed<Event>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_with_deleted(&ORDERS, false, member.page_size(List::Events))?;
        let filter = Filter {
            status: status.0,
            partner: partner_id.0.map(UserId),
            from: from.0.map(|at| at.0),
            until: until.0.map(|at| at.0),
            archived: Some(archived.0.unwrap_or(false)),
        };
        let found = list.search();
        let found =
            search::among(&app, scope, SearchKind::Event, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = events::list(&app, scope, query, filter).await?;
        Ok(Json(Listed::of(page, Event::from)))
    }

    /// Plan an event
    ///
    /// Creates the event and asks everybody for their consent, in one transaction: each employee,
    /// or each guardian of a minor, is mailed a link. It is valid for as long as the instance is
    /// configured to, at least until the day after the event. An employee named several times, by
    /// id or by groups, is asked once. Add more employees later with `POST /answer`. For OWNER,
    /// SUPER_USER and USER.
    ///
    /// An employee who is under 18 on the day of the event is asked through their guardians.
    /// Without one, the call is 422 `guardian_required` on their place in `employeeIds`, or in
    /// their group: `groupIds.0.employees.17`, where 17 is the id of the employee.
    #[oai(path = "/event", method = "post", operation_id = "createEvent")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewEvent>,
    ) -> Result<Created<PlannedEvent>, Problem> {
        let scope = member.scope()?;
        let once = member.once("createEvent", key, &body)?;
        let (input, invited) = body.0.into_parts()?;
        let planned = events::create(&app, scope, member.0.user, input, invited, once).await?;
        Ok(Created(planned.into()))
    }

    /// List deleted events
    ///
    /// Returns the deleted events, the latest deleted first. They can be restored until they are
    /// purged. For OWNER, SUPER_USER and USER.
    #[oai(path = "/event/deleted", method = "get", operation_id = "listDeletedEvents")]
    async fn list_deleted(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
    ) -> Result<Json<Listed<Event>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, member.page_size(List::Events))?;
        let page = events::list_deleted(&app, scope, query).await?;
        Ok(Json(Listed::of(page, Event::from)))
    }

    /// Get an event
    ///
    /// Returns the event with its status. For OWNER, SUPER_USER and USER; a PHOTOGRAPHER can read
    /// the events they are the partner of.
    #[oai(path = "/event/:id", method = "get", operation_id = "getEvent")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.scope()?;
        Ok(Json(events::find(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Replace the details of an event
    ///
    /// Fields that are left out are emptied. The status follows from the new dates, and unused
    /// links stay valid at least until the day after the new end. Signers who have seen the
    /// document but not decided are shown the new one; signed documents do not change. An employee
    /// who is of age on the new day and was not before, or the other way round, is asked anew,
    /// through those who sign for them then. For OWNER, SUPER_USER and USER.
    ///
    /// 422 `makes_minors` on `start` if on the new day a minor would have no guardian, or would
    /// have signed alone.
    #[oai(path = "/event/:id", method = "put", operation_id = "updateEvent")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the event.
        id: Path<i64>,
        body: Body<EventBody>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.scope()?;
        Ok(Json(events::update(&app, scope, EventId(id.0), body.0.into(), None).await?.into()))
    }

    /// Delete an event
    ///
    /// Its status becomes CLOSED. Until it is restored, nobody can answer: the links of unanswered
    /// requests say that the request was withdrawn. Answers that were given stay, with their
    /// evidence, and can still be withdrawn. For OWNER and SUPER_USER.
    #[oai(path = "/event/:id", method = "delete", operation_id = "deleteEvent")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        events::delete(&app, member.scope()?, EventId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted event
    ///
    /// The status follows from its answers and dates, and its links work again. For OWNER and
    /// SUPER_USER.
    ///
    /// 409 `not_deleted` if it is not deleted, `guardian_required` if a participant needs a
    /// guardian by now and has none.
    #[oai(path = "/event/:id/restore", method = "post", operation_id = "restoreEvent")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.scope()?;
        Ok(Json(events::restore(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Erase an event for good
    ///
    /// Erases the event, deleted or not, with the requests that nobody has answered. This cannot be
    /// undone. For OWNER.
    ///
    /// 409 `evidence_kept` while it has answers whose evidence must be kept: delete the event
    /// instead, and it is erased when the last of them may be.
    #[oai(path = "/event/:id/forever", method = "delete", operation_id = "eraseEvent")]
    async fn erase(
        &self,
        app: Data<&App>,
        member: Allowed<right::Erase>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        retention::erase_event(&app, scope, member.0.user, EventId(id.0)).await?;
        Ok(Done)
    }

    /// List the participants of an event
    ///
    /// Returns the employees who were asked, by name, each with the state of their consent.
    /// E-mails, telephone numbers and ages are not included. For OWNER, SUPER_USER and USER; a
    /// PHOTOGRAPHER sees those of the events they are the partner of.
    #[oai(path = "/event/:id/participants", method = "get", operation_id = "listParticipants")]
    async fn participants(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Vec<Participant>>, Problem> {
        let scope = member.scope()?;
        let found = events::participants(&app, scope, EventId(id.0)).await?;
        Ok(Json(found.into_iter().map(Into::into).collect()))
    }

    /// Duplicate an event
    ///
    /// Plans a new event on another day, with the same description and, as requested, the same
    /// place, partner and employees. The employees are written to at once. Employees who have been
    /// deleted since, and a partner who has left the company, are left out. If one employee cannot
    /// be asked on that day (a minor without a guardian), the whole call is refused. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/event/:id/duplicate", method = "post", operation_id = "duplicateEvent")]
    async fn duplicate(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        caller: Caller,
        /// The id of the event to copy.
        id: Path<i64>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<EventCopy>,
    ) -> Result<Created<PlannedEvent>, Problem> {
        let scope = member.scope()?;
        let once = member.once("duplicateEvent", key, &body)?;
        // The digest of the body does not cover the path: the key must belong to one event.
        let once = once.map(|once| once.about(id.0));
        let (id, by) = (EventId(id.0), member.0.user);
        let copy = body.0.into();
        let locale = caller.locale();
        Ok(Created(events::duplicate(&app, scope, by, id, copy, locale, once).await?.into()))
    }

    /// Get an event with everything that belongs to it
    ///
    /// Returns the event, its partner, its employees, their answers and its first 100 files. For
    /// OWNER, SUPER_USER and USER.
    #[oai(path = "/event/:id/details", method = "get", operation_id = "getEventDetails")]
    async fn details(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<EventDetails>, Problem> {
        let scope = member.scope()?;
        let details = events::details(&app, scope, EventId(id.0)).await?;
        let (files, file_count) = files::first(&app, scope, EventId(id.0)).await?;
        Ok(Json(EventDetails { files, file_count, ..EventDetails::of(&app, details) }))
    }
}
