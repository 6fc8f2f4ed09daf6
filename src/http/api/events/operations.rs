//! The operations on shoots.

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
use crate::http::api::lists::{Listed, Wanted};
use crate::http::api::{Tag, files};
use crate::http::body::Body;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{ALL_READ, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::api_token::TokenScope::{AnswersRead, PeopleRead, ShootsRead, ShootsWrite};
use crate::model::{EventId, EventStatus, List, Right, SearchKind, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listEvents").scopes(&[ShootsRead]),
    op("createEvent").scopes(&[ShootsWrite]),
    op("listDeletedEvents").scopes(&[ShootsRead]),
    op("getEvent").scopes(&[ShootsRead]),
    op("updateEvent").scopes(&[ShootsWrite]),
    op("deleteEvent").scopes(&[ShootsWrite]),
    op("restoreEvent").scopes(&[ShootsWrite]),
    op("eraseEvent"),
    op("listParticipants").scopes(&[PeopleRead, ShootsRead, AnswersRead]),
    op("duplicateEvent").scopes(&[ShootsWrite]),
    op("getEventDetails").scopes(ALL_READ),
];

#[OpenApi(tag = "Tag::Events")]
impl EventsApi {
    /// List shoots
    ///
    /// What needs attention first: PENDING, CREATE, COMPLETED, CLOSED, then by their
    /// end. Shoots of years past that have been archived are left out, unless
    /// `archived` asks for them. A
    /// photographer sees the shoots they are the partner of.
    #[oai(path = "/event", method = "get", operation_id = "listEvents")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// `status`, `start`, `end` or `createdAt`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Include deleted events. Defaults to false.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Return only rows that match these words, with the rules of `GET /search`. Misspelt words
        /// match only if nothing matches the words as written. If more than 100,000 rows match,
        /// only the 100,000 best matches are used.
        search: Query<Option<String>>,
        /// Only the shoots that stand there.
        status: Query<Option<EventStatus>>,
        /// Only the shoots of this photographer.
        #[oai(name = "partnerId")]
        partner_id: Query<Option<i64>>,
        /// Only the shoots that end after this instant.
        from: Query<Option<Instant>>,
        /// Only the shoots that start by this instant.
        until: Query<Option<Instant>>,
        /// Only the shoots that have been archived, instead of those that have not.
        archived: Query<Option<bool>>,
    ) -> Result<Json<Listed<Event>>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let query = wanted.checked(&ORDERS, false, member.page_size(List::Events))?;
        let filter = Filter {
            status: status.0,
            partner: partner_id.0.map(UserId),
            from: from.0.map(|at| at.0),
            until: until.0.map(|at| at.0),
            archived: Some(archived.0.unwrap_or(false)),
        };
        let found = search.0.as_deref();
        let found =
            search::among(&app, scope, SearchKind::Event, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = events::list(&app, scope, query, filter).await?;
        Ok(Json(Listed::of(page, Event::from)))
    }

    /// Plan a shoot
    ///
    /// And ask everybody who is to be there, all in one: each of them gets a link by
    /// e-mail, good for as long as the instance says and at least until the day after
    /// the shoot. Who is under 18 on its day is asked through their guardians; without
    /// one, the person's place in `employeeIds` is refused as `guardian_required`, or
    /// in their group: `groupIds.0.employees.17`, 17 being their id. Somebody named
    /// several times, by id or by groups, is asked once.
    /// More people can be added later with `POST /answer`.
    #[oai(path = "/event", method = "post", operation_id = "createEvent")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Member,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<NewEvent>,
    ) -> Result<Created<PlannedEvent>, Problem> {
        let scope = member.may(Right::Plan)?;
        let once = member.once("createEvent", key, &body)?;
        let (input, invited) = body.0.into_parts()?;
        let planned = events::create(&app, scope, member.0.user, input, invited, once).await?;
        Ok(Created(planned.into()))
    }

    /// List deleted shoots
    ///
    /// The latest deleted first. They can be restored until they are purged.
    #[oai(path = "/event/deleted", method = "get", operation_id = "listDeletedEvents")]
    async fn list_deleted(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Listed<Event>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let query = wanted.checked(&[("deletedAt", ())], true, member.page_size(List::Events))?;
        let page = events::list_deleted(&app, scope, query).await?;
        Ok(Json(Listed::of(page, Event::from)))
    }

    /// Get a shoot
    ///
    /// With where it stands. A photographer finds the shoots they are the partner of.
    #[oai(path = "/event/:id", method = "get", operation_id = "getEvent")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        Ok(Json(events::find(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Replace what is set of a shoot
    ///
    /// What is left out is emptied. Its status follows from the new dates, and links
    /// that are not used yet live at least until the day after the new end. Whoever
    /// has seen the document but not signed is shown it again; what is signed stays
    /// as it was. Whoever comes of age by the new day, or is not of age yet, is asked
    /// anew, through who signs for them then; a day on which a minor would have no
    /// guardian, or would have signed alone, is refused as `makes_minors`.
    #[oai(path = "/event/:id", method = "put", operation_id = "updateEvent")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
        body: Body<EventBody>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.may(Right::Plan)?;
        Ok(Json(events::update(&app, scope, EventId(id.0), body.0.into()).await?.into()))
    }

    /// Delete a shoot
    ///
    /// It is CLOSED, and whoever has not answered cannot do so any more: their links
    /// say that the request was taken back, until the shoot is restored. What was
    /// answered stays, with its proof, and can still be withdrawn.
    #[oai(path = "/event/:id", method = "delete", operation_id = "deleteEvent")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        events::delete(&app, member.may(Right::Curate)?, EventId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted shoot
    ///
    /// Its status follows from its answers and dates; the links that had been sent
    /// work again.
    #[oai(path = "/event/:id/restore", method = "post", operation_id = "restoreEvent")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.may(Right::Curate)?;
        Ok(Json(events::restore(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Erase a shoot for good
    ///
    /// Deleted or not, with the requests that nobody answered. While it has answers
    /// whose proof must be kept, 409 `evidence_kept`: delete it instead, and it is
    /// erased when the last of them may go. This cannot be taken back.
    #[oai(path = "/event/:id/forever", method = "delete", operation_id = "eraseEvent")]
    async fn erase(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Erase)?;
        retention::erase_shoot(&app, scope, member.0.user, EventId(id.0)).await?;
        Ok(Done)
    }

    /// List who is to be photographed
    ///
    /// By name, each with where their consent stands. A photographer finds those of the
    /// shoots they are the partner of; e-mails, numbers and ages are not told.
    #[oai(path = "/event/:id/participants", method = "get", operation_id = "listParticipants")]
    async fn participants(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Vec<Participant>>, Problem> {
        let scope = member.may(Right::SeeShoots)?;
        let found = events::participants(&app, scope, EventId(id.0)).await?;
        Ok(Json(found.into_iter().map(Into::into).collect()))
    }

    /// Plan the same shoot again
    ///
    /// Another day, with the same description and, as asked, at the same place, with
    /// the same photographer and the same people. Those are written to at once; who
    /// has been deleted since is left out, as is a photographer who has left. One
    /// person who may not be asked on that day (a minor without a guardian) refuses
    /// the whole.
    #[oai(path = "/event/:id/duplicate", method = "post", operation_id = "duplicateEvent")]
    async fn duplicate(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The shoot to copy.
        id: Path<i64>,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<EventCopy>,
    ) -> Result<Created<PlannedEvent>, Problem> {
        let scope = member.may(Right::Plan)?;
        let once = member.once("duplicateEvent", key, &body)?;
        // The path is no part of the body: a key belongs to one original.
        let once = once.map(|once| once.about(id.0));
        let (id, by) = (EventId(id.0), member.0.user);
        let copy = body.0.into();
        let locale = caller.locale();
        Ok(Created(events::duplicate(&app, scope, by, id, copy, locale, once).await?.into()))
    }

    /// Get a shoot with all that belongs to it
    ///
    /// Its photographer, its people, their answers and its files.
    #[oai(path = "/event/:id/details", method = "get", operation_id = "getEventDetails")]
    async fn details(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<EventDetails>, Problem> {
        let scope = member.may(Right::Read)?;
        let details = events::details(&app, scope, EventId(id.0)).await?;
        let (files, file_count) = files::first(&app, scope, EventId(id.0)).await?;
        Ok(Json(EventDetails { files, file_count, ..EventDetails::of(&app, details) }))
    }
}
