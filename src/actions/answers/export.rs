//! The answers of an event as a table: all data of each answer, or the participants with their
//! allowed uses.

use std::sync::Arc;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::keys::in_fours;
use crate::model::uses::UseLabels;
use crate::model::{Answer, AnswerId, Employee, EventId, Locale, Timestamp, Use};
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words::{Words, words};
use crate::store::{Scope, answers, employees, events, uses};

/// The number of answers per read, so that no read transaction stays open while a table is written.
const PAGE: u32 = 500;

/// The contents of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Every request, with its result.
    Answers,
    /// Each employee once, with the state of their answer and a column per use.
    Roster,
}

const WHO: [&str; 4] = ["sheet-last-name", "sheet-first-name", "sheet-email", "sheet-state"];
const WHEN: [&str; 9] = [
    "sheet-uses",
    "sheet-asked-at",
    "sheet-mailed-at",
    "sheet-reminded-at",
    "sheet-signed-at",
    "sheet-expires-at",
    "sheet-reason",
    "sheet-reference",
    "sheet-replaced-at",
];

/// Writes the answers of an event, ordered by the employees' names.
pub async fn export(
    app: &App,
    scope: Scope,
    event: EventId,
    table: Table,
    format: Format,
    locale: Locale,
) -> Result<Written> {
    let (found, labels) = app
        .db
        .read(scope, move |read| Ok((events::find(read, event)?, uses::labels(read, &[])?)))
        .await?;
    let found = found.ok_or(Error::NotFound("event"))?;
    let about = serde_json::json!({ "event": event });
    app.note(scope, AuditAction::ExportAnswers, about).await?;
    let words = words(locale);
    let columns: Arc<[Use]> = labels.ever_offered().into();
    let headers = headers(table, words, |one| labels.label(locale, one), &columns);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let mut writer = Writer::begin(format, locale, &app.config.data_dir, &headers)?;
    let zone = app.config.time_zone.clone();
    let mut after = None;
    loop {
        let from = after.clone();
        let (last, page, labels) = app
            .db
            .read(scope, move |read| {
                let from = from.as_ref().map(|(name, id): &(String, _)| (name.as_str(), *id));
                let standing = table == Table::Roster;
                let found = answers::page_of_event_after(read, event, standing, from, PAGE)?;
                let last = found.last().map(|(name, last)| (name.clone(), last.id));
                let mut page = Vec::with_capacity(found.len());
                for (_, answer) in found {
                    // Of an erased employee only the answer is left.
                    let person = employees::find_any(read, answer.employee)?;
                    page.push((person, answer));
                }
                let ids: Vec<AnswerId> = page.iter().map(|(_, answer)| answer.id).collect();
                let labels = uses::labels(read, &ids)?;
                Ok((last, page, labels))
            })
            .await?;
        if last.is_none() {
            break;
        }
        after = last;
        let (zone, columns) = (zone.clone(), columns.clone());
        writer = app
            .off_thread(move || {
                for (person, answer) in page {
                    let answers =
                        Answers { table, words, zone: &zone, uses: &columns, labels: &labels };
                    writer.line(&answers.cells(person, answer))?;
                }
                Ok::<_, Error>(writer)
            })
            .await??;
    }
    let file = app.off_thread(move || writer.finish()).await??;
    let what = match table {
        Table::Answers => words.say("sheet-file-answers"),
        Table::Roster => words.say("sheet-file-roster"),
    };
    let name = format!("{what}-{}.{}", crate::model::slug(&found.name), format.extension());
    Ok(Written { file, format, name })
}

fn headers(table: Table, words: Words, label: impl Fn(Use) -> String, uses: &[Use]) -> Vec<String> {
    let mut headers: Vec<String> = WHO.iter().map(|key| words.say(key).into_owned()).collect();
    match table {
        Table::Answers => headers.extend(WHEN.iter().map(|key| words.say(key).into_owned())),
        Table::Roster => {
            headers.extend(uses.iter().map(|one| label(*one)));
            headers.push(words.say("sheet-expires-at").into_owned());
        }
    }
    headers
}

/// How the lines of a table are written.
struct Answers<'a> {
    table: Table,
    words: Words,
    zone: &'a jiff::tz::TimeZone,
    /// The uses that have a column.
    uses: &'a [Use],
    labels: &'a UseLabels,
}

impl Answers<'_> {
    fn cells(&self, person: Option<Employee>, answer: Answer) -> Vec<Cell> {
        let Self { table, words, zone, uses, labels } = *self;
        let id = answer.id;
        let (last, first, email) = match person {
            Some(person) => (person.last_name, person.first_name, person.email),
            None => Default::default(),
        };
        let state = match answer.part() {
            Some((allowed, offered)) => {
                let counts = [("accepted", allowed.into()), ("offered", offered.into())];
                words.say_with("sheet-state-partly", counts)
            }
            None => {
                let reason = answer.hold_reason().filter(|_| answer.is_on_hold());
                let state = answer.state.name().to_lowercase();
                let state = reason.map_or(state.as_str(), |reason| reason.key());
                words.say(&format!("sheet-state-{state}"))
            }
        };
        // Without this, a replaced answer would look as if it were in force.
        let state = match answer.replaced {
            Some(_) => words.say_with("sheet-state-replaced", [("state", state.as_ref().into())]),
            None => state,
        };
        let day = |at: Timestamp| Cell::Day(at.day_in(zone));
        let day_if_any = |at: Option<Timestamp>| at.map_or(Cell::Empty, day);
        let mut cells: Vec<Cell> =
            vec![last.into(), first.into(), email.into(), state.as_ref().into()];
        match table {
            Table::Answers => {
                let uses =
                    answer.in_force().into_iter().map(|one| labels.label_of(id, words.locale, one));
                let uses: Vec<String> = uses.collect();
                cells.extend([
                    uses.join(", ").into(),
                    day(answer.created_at),
                    day_if_any(answer.mail_sent_at),
                    day_if_any(answer.reminded_at),
                    day_if_any(answer.signed_at),
                    day_if_any(answer.expires_at),
                    answer.reason.into(),
                    in_fours(&answer.reference).into(),
                    day_if_any(answer.replaced.map(|(_, at)| at)),
                ]);
            }
            Table::Roster => {
                let (answered, in_force) = (answer.has_signed().is_some(), answer.in_force());
                cells.extend(uses.iter().map(|one| match (answered, in_force.contains(one)) {
                    (false, _) => Cell::Empty,
                    (true, true) => words.say("sheet-yes").as_ref().into(),
                    (true, false) => words.say("sheet-no").as_ref().into(),
                }));
                cells.push(day_if_any(answer.expires_at));
            }
        }
        cells
    }
}
