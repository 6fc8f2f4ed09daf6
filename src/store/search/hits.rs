//! Reads found rows again within the caller's scope: whatever the index says, deleted or
//! inaccessible rows are not shown.

use crate::error::Result;
use crate::model::HoldReason;
use crate::model::employee::{EmployeeField, FIELDS};
use crate::model::{
    AnswerId, AnswerState, EmployeeId, EventId, FileId, GroupId, SearchKind, Timestamp, UserId,
};
use crate::store::columns::text_or_empty;
use crate::store::files::Titled;
use crate::store::{Reach, Read, Row, Rows, answers, files, groups, params};

/// A row as a search result; contacts and references for staff only.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchRow {
    Employee {
        name: String,
        email: String,
        /// The highlighted fields that have a value: their names and texts.
        fields: Vec<(&'static str, String)>,
    },
    Group {
        name: String,
        description: Option<String>,
        members: i64,
    },
    Event {
        name: String,
        description: Option<String>,
        place: String,
        start: Timestamp,
        end: Timestamp,
    },
    Answer {
        employee: EmployeeId,
        name: String,
        email: String,
        event: EventId,
        event_name: String,
        reference: String,
        state: AnswerState,
        /// How many of the offered uses are granted, if only some are.
        part: Option<(usize, usize)>,
        /// Whether all granted uses are on hold since a restore.
        on_hold: Option<HoldReason>,
    },
    File(Titled),
}

/// The user's verified e-mail, folded; None if it is not verified.
pub fn owner(read: &Read, user: UserId) -> Result<Option<String>> {
    read.first(
        "SELECT u.email_key FROM users AS u
           JOIN memberships AS m ON m.user_id = u.id AND m.company_id = :company
          WHERE u.id = :user AND u.email_proved_at IS NOT NULL AND u.deleted_at IS NULL
            AND u.email_key IS NOT NULL",
        params! { ":user": user },
        |row| row.get("email_key"),
    )
}

/// A live row within scope. `owner`: the caller's own e-mail from [`owner`], if the scope is their
/// own rows.
pub fn row(
    read: &Read,
    kind: SearchKind,
    id: i64,
    owner: Option<&str>,
) -> Result<Option<SearchRow>> {
    let reach = read.scope().reach();
    let (own, whole) = (reach_own(reach), reach == Reach::Company);
    if own && owner.is_none() {
        return Ok(None);
    }
    match kind {
        SearchKind::Employee => employee(read, id, owner),
        SearchKind::Group if whole => group(read, GroupId(id)),
        SearchKind::Event if !own => event(read, EventId(id)),
        SearchKind::Answer => answer(read, AnswerId(id)),
        SearchKind::File => Ok(files::titled(read, FileId(id))?.map(SearchRow::File)),
        SearchKind::Group | SearchKind::Event | SearchKind::User => Ok(None),
    }
}

fn reach_own(reach: Reach) -> bool {
    matches!(reach, Reach::Own(_) | Reach::Signer(_))
}

fn employee(read: &Read, id: i64, owner: Option<&str>) -> Result<Option<SearchRow>> {
    let highlighted: Vec<&EmployeeField> =
        FIELDS.into_iter().filter(|field| field.search.is_highlighted()).collect();
    let columns: String = highlighted.iter().map(|field| format!(", p.{}", field.column)).collect();
    read.first(
        &format!(
            "SELECT p.first_name, p.last_name, p.email{columns} FROM live_employees AS p
              WHERE p.company_id = :company AND p.id = :id AND p.erased_at IS NULL
                AND (:partner IS NULL OR EXISTS
                     (SELECT 1 FROM live_answers AS a
                        JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
                       WHERE a.company_id = :company AND a.employee_id = p.id
                         AND e.partner_id = :partner))
                AND (:owner IS NULL OR p.email_key = :owner OR EXISTS
                     (SELECT 1 FROM guardians AS g
                       WHERE g.company_id = :company AND g.employee_id = p.id
                         AND g.email_key = :owner AND g.deleted_at IS NULL))"
        ),
        params! { ":id": id, ":partner": read.scope().partner(), ":owner": owner },
        |row| {
            if !sees_contacts(read) {
                return Ok(SearchRow::Employee {
                    name: name(row)?,
                    email: String::new(),
                    fields: vec![],
                });
            }
            let mut fields = vec![];
            for field in &highlighted {
                let text: Option<String> = row.get(field.column)?;
                fields.extend(text.map(|text| (field.short_name(), text)));
            }
            Ok(SearchRow::Employee {
                name: name(row)?,
                email: text_or_empty(row, "email")?,
                fields,
            })
        },
    )
}

fn group(read: &Read, id: GroupId) -> Result<Option<SearchRow>> {
    let found = groups::find(read, id)?;
    Ok(found.map(|group| SearchRow::Group {
        name: group.name,
        description: group.description,
        members: group.members,
    }))
}

fn event(read: &Read, id: EventId) -> Result<Option<SearchRow>> {
    let found = crate::store::events::find(read, id)?;
    Ok(found.map(|event| {
        let at = event.address;
        // A code is no word to read.
        let country = at.country.filter(|text| text.chars().count() > 2);
        let parts = [at.line, at.line2, at.postal_code, at.city, at.subdivision, country];
        SearchRow::Event {
            name: event.name,
            description: event.description,
            place: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
            start: event.start,
            end: event.end,
        }
    }))
}

/// Applies the same scope as the store's answers.
fn answer(read: &Read, id: AnswerId) -> Result<Option<SearchRow>> {
    let Some(answer) = answers::find(read, id)? else { return Ok(None) };
    let is_accepted = answer.state == AnswerState::Accepted;
    let granted = answer.uses.iter().filter(|one| !answer.held.contains(one)).count();
    let is_part = is_accepted && granted > 0 && granted < answer.offered.len();
    read.first(
        "SELECT a.reference, a.event_id, a.employee_id, e.name AS event_name,
                p.first_name, p.last_name, p.email
           FROM live_answers AS a
           JOIN events AS e ON e.company_id = a.company_id AND e.id = a.event_id
           JOIN employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
          WHERE a.company_id = :company AND a.id = :id
            AND (:partner IS NULL OR e.deleted_at IS NULL)",
        params! { ":id": id, ":partner": read.scope().partner() },
        |row| {
            let is_staff = sees_contacts(read);
            let private = |column| match is_staff {
                true => text_or_empty(row, column),
                false => Ok(String::new()),
            };
            Ok(SearchRow::Answer {
                part: is_part.then_some((granted, answer.offered.len())),
                on_hold: answer.hold_reason().filter(|_| is_accepted && granted == 0),
                employee: row.get("employee_id")?,
                name: name(row)?,
                email: private("email")?,
                event: row.get("event_id")?,
                event_name: row.get("event_name")?,
                reference: private("reference")?,
                state: answer.state,
            })
        },
    )
}

/// Whether contacts and references are shown: only fields that are shown may be searched.
fn sees_contacts(read: &Read) -> bool {
    read.scope().reach() == Reach::Company
}

fn name(row: &Row) -> Result<String> {
    let (first, last) = (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(format!("{first} {last}").trim().to_owned())
}
