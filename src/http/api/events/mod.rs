//! Bodies and replies of the operations on events; the operations are in `operations`.

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
use crate::model::HoldReason;
use crate::model::event::{Invited, PlanInput};
use crate::model::uses::each_use;
use crate::model::{self, AnswerState, EmailState, EmployeeId, EventStatus, GroupId, Use, UserId};

const ORDERS: [(&str, Order); 4] = [
    ("status", Order::Status),
    ("start", Order::Start),
    ("end", Order::End),
    ("createdAt", Order::CreatedAt),
];

pub struct EventsApi;

/// An event to plan, and whom to ask.
#[derive(Object, Deserialize)]
#[oai(rename = "EventInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::http::api) struct NewEvent {
    /// The name, at most 200 characters.
    name: String,
    /// When it begins: from the year 2000 to ten years ahead.
    start: Instant,
    /// When it ends: not before the start, and at most a year after it.
    end: Instant,
    /// The description: several lines, at most 5,000 characters.
    description: Option<String>,
    /// For whom it is made, if not for the company itself, such as a school: at most 200 characters.
    client: Option<String>,
    /// The place.
    address: Option<Address>,
    /// The id of the partner, the photographer of the event: a user of the company.
    partner_id: Option<i64>,
    /// The ids of the employees to ask, at most 1,000. May be left out if `groupIds` is given.
    employee_ids: Option<Vec<i64>>,
    /// The ids of groups whose employees are all asked, at most 100; at most 1,000 employees in
    /// all.
    group_ids: Option<Vec<i64>>,
}

impl NewEvent {
    pub fn into_parts(self) -> Result<(PlanInput, Invited), Problem> {
        if self.employee_ids.is_none() && self.group_ids.is_none() {
            // Asking nobody requires an explicit empty list.
            return Err(Problem(Error::invalid("employeeIds", "required")));
        }
        let people = self.employee_ids.into_iter().flatten().map(EmployeeId).collect();
        let groups = self.group_ids.into_iter().flatten().map(GroupId).collect();
        let input = PlanInput {
            name: self.name,
            description: self.description,
            client: self.client,
            start: self.start.0,
            end: self.end.0,
            address: self.address.map(Into::into).unwrap_or_default(),
            partner: self.partner_id.map(UserId),
        };
        Ok((input, Invited { people, groups, leaves_out: false }))
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
            client: Some("Lycée Ampère".into()),
            address: Some(place()),
            partner_id: None,
            employee_ids: Some(vec![1, 2]),
            group_ids: Some(vec![1]),
        }
    }
}

/// The date of the copy of an event, and what is copied.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventCopy {
    /// When it begins: from the year 2000 to ten years ahead.
    start: Instant,
    /// When it ends. By default at the same time of day as the original, and as many days after the
    /// start.
    end: Option<Instant>,
    /// The name, at most 200 characters. By default that of the original, marked as a copy.
    name: Option<String>,
    /// Whether to copy the place. Defaults to true.
    keep_address: Option<bool>,
    /// Whether to copy the partner. Defaults to true.
    keep_partner: Option<bool>,
    /// Whether to ask the same employees, who are written to at once. Defaults to false.
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
            leaves_out: false,
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

/// The details of an event. Fields that are left out are emptied.
#[derive(Object, Deserialize)]
#[oai(rename = "EventUpdate", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventBody {
    /// The name, at most 200 characters.
    name: String,
    /// When it begins: from the year 2000 to ten years ahead.
    start: Instant,
    /// When it ends: not before the start, and at most a year after it.
    end: Instant,
    /// The description: several lines, at most 5,000 characters.
    description: Option<String>,
    /// For whom it is made, if not for the company itself, such as a school: at most 200 characters.
    client: Option<String>,
    /// The place.
    address: Option<Address>,
    /// The id of the partner, the photographer of the event: a user of the company.
    partner_id: Option<i64>,
}

impl From<EventBody> for PlanInput {
    fn from(body: EventBody) -> Self {
        Self {
            name: body.name,
            description: body.description,
            client: body.client,
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
            client: None,
            address: Some(place()),
            partner_id: None,
        }
    }
}

/// An event: a photo shoot of one or several days.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Event {
    /// The id of the event.
    pub id: i64,
    /// The id of the company.
    pub company_id: i64,
    /// The name.
    pub name: String,
    /// The description. Null if there is none.
    pub description: Option<String>,
    /// For whom it is made. Null: for the company itself.
    pub client: Option<String>,
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// CREATE before the start, PENDING until the end, then CLOSED; COMPLETED once everybody who
    /// was asked has answered.
    pub status: EventStatus,
    /// The number of employees who have answered.
    pub signature_count: i64,
    /// The number of employees who were asked.
    pub total_signature_needed: i64,
    /// The place. Null if there is none.
    pub address: Option<Address>,
    /// The id of the partner, the photographer of the event. Null if there is none.
    pub partner_id: Option<i64>,
    /// The id of the user who planned it. Null if not known.
    pub created_by: Option<i64>,
    /// When it was planned.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was archived: a long time after its end it is left out of the lists. Null if it is
    /// not.
    pub archived_at: Option<Instant>,
    /// When it was deleted. Null if it is not.
    pub deleted_at: Option<Instant>,
}

impl From<model::Event> for Event {
    fn from(event: model::Event) -> Self {
        Self {
            id: event.id.0,
            company_id: event.company.0,
            name: event.name,
            description: event.description,
            client: event.client,
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

/// A new event and the requests that were made for it.
#[derive(Object)]
struct PlannedEvent {
    /// The event.
    event: Event,
    /// The answers, one for each employee who is asked.
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

/// An event with everything that belongs to it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct EventDetails {
    /// The event.
    event: Event,
    /// The place. Null if there is none.
    address: Option<Address>,
    /// The photographer. Null if there is none.
    partner: Option<Partner>,
    /// The employees who were asked, by name.
    employees: Vec<Employee>,
    /// The answers, in the order in which the employees were asked.
    answers: Vec<Answer>,
    /// The first 100 files, in the order of upload; `GET /file/event/{id}` returns the others.
    files: Vec<File>,
    /// The number of files.
    file_count: i64,
}

/// An employee who was asked for an event, and the state of their consent.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Participant {
    /// The id of the employee.
    employee_id: i64,
    /// The first name. Empty once the employee has been erased.
    first_name: String,
    /// The last name. Empty once the employee has been erased.
    last_name: String,
    /// The state of the answer.
    state: AnswerState,
    /// Null until the decision; then true if at least one use was accepted, else false.
    has_signed: Option<bool>,
    /// Whether a use is allowed today: each one that was offered, and always `internal`, `web`,
    /// `social`, `press` and `print`. A use that is not named is not allowed.
    uses: BTreeMap<String, bool>,
    /// The uses that are suspended, and not allowed. They stay so until the employee answers again
    /// or, after a restore, an OWNER releases them. While a request is unanswered, `internal`, `web`,
    /// `social`, `press` and `print` together may stand for every use there is.
    on_hold: Vec<Use>,
    /// Why uses are suspended: `RESTORED`, since the employee had refused or withdrawn them after the
    /// backup that was restored; `EVIDENCE_CONTRADICTED`, since the evidence is not what was sealed.
    /// Null if none are.
    on_hold_because: Option<HoldReason>,
    /// The end of the licence. Null until the answer is given.
    expires_at: Option<Instant>,
    /// Whether mails to the signers arrive.
    email_state: EmailState,
    /// Set while neither the invitation nor a reminder has reached the signers; else null.
    not_arrived: Option<NotArrived>,
}

impl From<events::Participant> for Participant {
    fn from(from: events::Participant) -> Self {
        let answer = from.answer;
        Self {
            employee_id: from.employee.0,
            first_name: from.first_name,
            last_name: from.last_name,
            state: answer.state,
            has_signed: answer.has_signed(),
            uses: each_use(&answer.offered, &answer.in_force()),
            on_hold_because: answer.hold_reason(),
            on_hold: answer.held,
            expires_at: answer.expires_at.map(Into::into),
            email_state: from.email_state,
            not_arrived: from.not_arrived.map(Into::into),
        }
    }
}

/// The photographer of an event.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Partner {
    /// The id of the user.
    id: i64,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The e-mail.
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
