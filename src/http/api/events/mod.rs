//! Shoots: what goes in and what comes out; the operations stand beside.

mod operations;

pub use operations::OPERATIONS;

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Deserialize;

use crate::App;
use crate::actions::events::{self, Order};
use crate::error::Error;
use crate::http::api::answers::Answer;
use crate::http::api::employees::Employee;
use crate::http::api::files::File;
use crate::http::api::mails::NotArrived;
use crate::http::api::shapes::Address;
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::model::event::{Invited, PlanInput};
use crate::model::{self, AnswerState, EmailState, EmployeeId, EventStatus, GroupId, Use, UserId};

const ORDERS: [(&str, Order); 4] = [
    ("status", Order::Status),
    ("start", Order::Start),
    ("end", Order::End),
    ("createdAt", Order::CreatedAt),
];

pub struct EventsApi;

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
    /// At most 1,000; may be left out where `groupIds` is given.
    employee_ids: Option<Vec<i64>>,
    /// Groups all of whose people are asked, at most 100; 1,000 people in all.
    group_ids: Option<Vec<i64>>,
}

impl NewEvent {
    fn into_parts(self) -> Result<(PlanInput, Invited), Problem> {
        if self.employee_ids.is_none() && self.group_ids.is_none() {
            // Nobody is to be asked: that is said, not forgotten.
            return Err(Problem(Error::invalid("employeeIds", "required")));
        }
        let people = self.employee_ids.into_iter().flatten().map(EmployeeId).collect();
        let groups = self.group_ids.into_iter().flatten().map(GroupId).collect();
        let input = PlanInput {
            name: self.name,
            description: self.description,
            start: self.start.0,
            end: self.end.0,
            address: self.address.map(Into::into).unwrap_or_default(),
            partner: self.partner_id.map(UserId),
        };
        Ok((input, Invited { people, groups }))
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
            employee_ids: Some(vec![1, 2]),
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
#[oai(rename_all = "camelCase")]
struct EventDetails {
    event: Event,
    address: Option<Address>,
    partner: Option<Partner>,
    /// By name.
    employees: Vec<Employee>,
    /// In the order people were asked.
    answers: Vec<Answer>,
    /// The first hundred, in the order they were uploaded; `GET /file/event/{id}` has
    /// the others.
    files: Vec<File>,
    /// How many files there are.
    file_count: i64,
}

/// Somebody to be photographed, and where their consent stands.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Participant {
    employee_id: i64,
    /// Both names are empty once the person has been erased.
    first_name: String,
    last_name: String,
    state: AnswerState,
    /// Null until answered; then whether at least one use was accepted.
    has_signed: Option<bool>,
    /// What is allowed today: each use, true or false.
    uses: BTreeMap<String, bool>,
    /// The end of the licence.
    expires_at: Option<Instant>,
    /// Whether mails to whoever signs arrive.
    email_state: EmailState,
    /// Set while neither invitation nor reminder has reached whoever signs.
    not_arrived: Option<NotArrived>,
}

impl From<events::Participant> for Participant {
    fn from(from: events::Participant) -> Self {
        let answer = from.answer;
        let allowed = |one: Use| (one.name().to_owned(), answer.in_force().contains(&one));
        Self {
            employee_id: from.employee.0,
            first_name: from.first_name,
            last_name: from.last_name,
            state: answer.state,
            has_signed: answer.has_signed(),
            uses: Use::ALL.into_iter().map(allowed).collect(),
            expires_at: answer.expires_at.map(Into::into),
            email_state: from.email_state,
            not_arrived: from.not_arrived.map(Into::into),
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

impl EventDetails {
    fn of(app: &App, details: events::Details) -> Self {
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
            employees: details.people.into_iter().map(|one| Employee::of(app, one)).collect(),
            answers: details.answers.into_iter().map(Into::into).collect(),
            files: vec![],
            file_count: 0,
        }
    }
}
