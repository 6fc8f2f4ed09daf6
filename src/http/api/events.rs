//! Shoots.

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::answers::Answer;
use super::employees::Employee;
use super::lists::{Listed, Wanted};
use super::shapes::Address;
use crate::App;
use crate::actions::events::{self, Filter, Order};
use crate::actions::search;
use crate::http::body::Body;
use crate::http::guard::Member;
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::event::{Invited, PlanInput};
use crate::model::{
    self, AnswerState, EmployeeId, EventId, EventStatus, GroupId, List, Right, SearchKind, Use,
    UserId,
};

const ORDERS: [(&str, Order); 4] = [
    ("status", Order::Status),
    ("start", Order::Start),
    ("end", Order::End),
    ("createdAt", Order::CreatedAt),
];

pub struct EventsApi;

#[OpenApi(tag = "Tag::Events")]
impl EventsApi {
    /// List shoots
    ///
    /// What needs attention first: PENDING, CREATE, COMPLETED, CLOSED, then by their
    /// end. Shoots of years past that have been archived are left out. A
    /// photographer sees the shoots they are the partner of.
    #[oai(path = "/event", method = "get", operation_id = "listEvents")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// From 1.
        page: Query<Option<u32>>,
        /// Rows a page, 1 to 100; by default what the caller's settings say.
        limit: Query<Option<u32>>,
        /// `status`, `start`, `end` or `createdAt`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Deleted shoots too.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Only what a search for these words finds, as `GET /search` does it: at most the
        /// 1,000 likest, and what is misspelt only if nothing fits as it is written.
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
        /// Any text of one's own, 1 to 255 characters: the same request with the same
        /// key, within a day, gets the same reply and makes nothing more.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Body<NewEvent>,
    ) -> Result<Created<PlannedEvent>, Problem> {
        let scope = member.may(Right::Plan)?;
        let once = member.once("createEvent", key, &body)?;
        let (input, invited) = body.0.into_parts();
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
        /// From 1.
        page: Query<Option<u32>>,
        /// Rows a page, 1 to 100; by default what the caller's settings say.
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
        /// The shoot.
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
        /// The shoot.
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
        /// The shoot.
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
        /// The shoot.
        id: Path<i64>,
    ) -> Result<Json<Event>, Problem> {
        let scope = member.may(Right::Curate)?;
        Ok(Json(events::restore(&app, scope, EventId(id.0)).await?.into()))
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
        /// The shoot.
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
        caller: crate::http::Caller,
        /// The shoot to copy.
        id: Path<i64>,
        /// Any text of one's own, 1 to 255 characters: the same request with the same
        /// key, within a day, gets the same reply and makes nothing more.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
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
    /// Its photographer, its people and their answers, as of one instant.
    #[oai(path = "/event/:id/details", method = "get", operation_id = "getEventDetails")]
    async fn details(
        &self,
        app: Data<&App>,
        member: Member,
        /// The shoot.
        id: Path<i64>,
    ) -> Result<Json<EventDetails>, Problem> {
        let scope = member.may(Right::Read)?;
        Ok(Json(events::details(&app, scope, EventId(id.0)).await?.into()))
    }
}

/// A shoot and who is to be asked.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewEvent {
    /// At most 200 characters.
    name: String,
    /// From the year 2000 to ten years ahead.
    start: Instant,
    /// Not before the start, and within a year of it.
    end: Instant,
    /// Several lines, at most 5,000 characters.
    description: Option<String>,
    address: Option<Address>,
    /// The photographer: a user of the company.
    partner_id: Option<i64>,
    /// At most 1,000.
    employee_ids: Vec<i64>,
    /// Groups all of whose people are asked, at most 100; 1,000 people in all.
    group_ids: Option<Vec<i64>>,
}

impl NewEvent {
    fn into_parts(self) -> (PlanInput, Invited) {
        let people = self.employee_ids.into_iter().map(EmployeeId).collect();
        let groups = self.group_ids.into_iter().flatten().map(GroupId).collect();
        let input = PlanInput {
            name: self.name,
            description: self.description,
            start: self.start.0,
            end: self.end.0,
            address: self.address.map(Into::into).unwrap_or_default(),
            partner: self.partner_id.map(UserId),
        };
        (input, Invited { people, groups })
    }
}

fn instant(text: &str) -> Instant {
    Instant(model::Timestamp::parse_rfc3339(text).unwrap_or_default())
}

fn place() -> Address {
    Address::of(model::Address {
        line: Some("12 rue des Lilas".into()),
        postal_code: Some("75011".into()),
        city: Some("Paris".into()),
        country: Some("France".into()),
        ..Default::default()
    })
    .unwrap_or_default()
}

impl poem_openapi::types::Example for NewEvent {
    fn example() -> Self {
        Self {
            name: "Portraits d’équipe".into(),
            start: instant("2026-05-23T07:30:00Z"),
            end: instant("2026-05-23T16:00:00Z"),
            description: Some("Au studio, puis dans le jardin.".into()),
            address: Some(place()),
            partner_id: None,
            employee_ids: vec![1, 2],
            group_ids: Some(vec![1]),
        }
    }
}

/// When a shoot is to be had again, and what of it is kept.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventCopy {
    /// From the year 2000 to ten years ahead.
    start: Instant,
    /// By default it ends at the same time of day, so many days later, as the original.
    end: Option<Instant>,
    /// At most 200 characters; by default that of the original, marked as a copy.
    name: Option<String>,
    /// At the same place: true by default.
    keep_address: Option<bool>,
    /// With the same photographer: true by default.
    keep_partner: Option<bool>,
    /// Asking the same people, who are written to at once: false by default.
    keep_people: Option<bool>,
}

impl From<EventCopy> for events::Copy {
    fn from(body: EventCopy) -> Self {
        Self {
            start: body.start.0,
            end: body.end.map(|end| end.0),
            name: body.name,
            keep_address: body.keep_address.unwrap_or(true),
            keep_partner: body.keep_partner.unwrap_or(true),
            keep_people: body.keep_people.unwrap_or(false),
        }
    }
}

impl poem_openapi::types::Example for EventCopy {
    fn example() -> Self {
        Self {
            start: instant("2026-06-20T07:30:00Z"),
            end: None,
            name: Some("Portraits d’équipe, juin".into()),
            keep_address: Some(true),
            keep_partner: Some(true),
            keep_people: Some(false),
        }
    }
}

/// What is set of a shoot.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventBody {
    /// At most 200 characters.
    name: String,
    /// From the year 2000 to ten years ahead.
    start: Instant,
    /// Not before the start, and within a year of it.
    end: Instant,
    /// Several lines, at most 5,000 characters.
    description: Option<String>,
    address: Option<Address>,
    /// The photographer: a user of the company.
    partner_id: Option<i64>,
}

impl From<EventBody> for PlanInput {
    fn from(body: EventBody) -> Self {
        Self {
            name: body.name,
            description: body.description,
            start: body.start.0,
            end: body.end.0,
            address: body.address.map(Into::into).unwrap_or_default(),
            partner: body.partner_id.map(UserId),
        }
    }
}

impl poem_openapi::types::Example for EventBody {
    fn example() -> Self {
        Self {
            name: "Portraits d’équipe".into(),
            start: instant("2026-05-24T07:30:00Z"),
            end: instant("2026-05-24T16:00:00Z"),
            description: None,
            address: Some(place()),
            partner_id: None,
        }
    }
}

/// A shoot.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Event {
    pub id: i64,
    pub company_id: i64,
    pub name: String,
    pub description: Option<String>,
    pub start: Instant,
    pub end: Instant,
    /// CREATE before the start, PENDING until the end, then CLOSED; COMPLETED once
    /// everybody who was asked has answered.
    pub status: EventStatus,
    /// How many have answered.
    pub signature_count: i64,
    /// How many were asked.
    pub total_signature_needed: i64,
    pub address: Option<Address>,
    /// The photographer.
    pub partner_id: Option<i64>,
    /// Who planned it.
    pub created_by: Option<i64>,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// Out of the lists since, for it is long over.
    pub archived_at: Option<Instant>,
    pub deleted_at: Option<Instant>,
}

impl From<model::Event> for Event {
    fn from(event: model::Event) -> Self {
        Self {
            id: event.id.0,
            company_id: event.company.0,
            name: event.name,
            description: event.description,
            start: event.start.into(),
            end: event.end.into(),
            status: event.status,
            signature_count: event.progress.answered,
            total_signature_needed: event.progress.asked,
            address: Address::of(event.address),
            partner_id: event.partner.map(|id| id.0),
            created_by: event.created_by.map(|id| id.0),
            created_at: event.created_at.into(),
            updated_at: event.updated_at.into(),
            archived_at: event.archived_at.map(Into::into),
            deleted_at: event.deleted_at.map(Into::into),
        }
    }
}

/// A shoot that has just been planned, and the requests that went out for it.
#[derive(Object)]
struct PlannedEvent {
    event: Event,
    answers: Vec<Answer>,
}

impl From<events::Planned> for PlannedEvent {
    fn from(planned: events::Planned) -> Self {
        Self {
            event: planned.event.into(),
            answers: planned.answers.into_iter().map(Into::into).collect(),
        }
    }
}

/// A shoot with all that belongs to it.
#[derive(Object)]
struct EventDetails {
    event: Event,
    address: Option<Address>,
    partner: Option<Partner>,
    /// By name.
    employees: Vec<Employee>,
    /// In the order people were asked.
    answers: Vec<Answer>,
}

/// Somebody to be photographed, and where their consent stands.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Participant {
    employee_id: i64,
    first_name: String,
    last_name: String,
    state: AnswerState,
    /// Null until answered; then whether at least one use was accepted.
    has_signed: Option<bool>,
    /// What is allowed today: each use, true or false.
    uses: BTreeMap<String, bool>,
    /// The end of the licence.
    expires_at: Option<Instant>,
}

impl From<events::Participant> for Participant {
    fn from(from: events::Participant) -> Self {
        let answer = from.answer;
        let allowed = |one: Use| (one.name().to_owned(), answer.uses.contains(&one));
        Self {
            employee_id: from.employee.0,
            first_name: from.first_name,
            last_name: from.last_name,
            state: answer.state,
            has_signed: answer.has_signed(),
            uses: Use::ALL.into_iter().map(allowed).collect(),
            expires_at: answer.expires_at.map(Into::into),
        }
    }
}

/// The photographer of a shoot.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Partner {
    id: i64,
    first_name: String,
    last_name: String,
    email: String,
}

impl From<events::Details> for EventDetails {
    fn from(details: events::Details) -> Self {
        let partner = |member: model::Member| Partner {
            id: member.id.0,
            first_name: member.first_name,
            last_name: member.last_name,
            email: member.email,
        };
        Self {
            address: Address::of(details.event.address.clone()),
            event: details.event.into(),
            partner: details.partner.map(partner),
            employees: details.people.into_iter().map(Into::into).collect(),
            answers: details.answers.into_iter().map(Into::into).collect(),
        }
    }
}
