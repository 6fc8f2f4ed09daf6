//! The employees of the company as a table that the import can read.

use std::collections::BTreeSet;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::employee::FIELDS;
use crate::model::employee::fields::Kind;
use crate::model::{EmployeeId, Locale, Person};
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words::words;
use crate::store::{Scope, employees};

/// The number of employees per read, so that no read transaction stays open while a table is
/// written.
const PAGE: u32 = 500;

/// The headers before the declared fields, and after them.
const BEFORE: [&str; 3] = ["sheet-last-name", "sheet-first-name", "sheet-email"];
const AFTER: [&str; 7] = [
    "sheet-groups",
    "sheet-guardian1-last-name",
    "sheet-guardian1-first-name",
    "sheet-guardian1-email",
    "sheet-guardian2-last-name",
    "sheet-guardian2-first-name",
    "sheet-guardian2-email",
];

/// Writes all employees, or only these, by name.
pub async fn export(
    app: &App,
    scope: Scope,
    format: Format,
    locale: Locale,
    only: Option<BTreeSet<EmployeeId>>,
) -> Result<Written> {
    let people = only.as_ref().map(BTreeSet::len);
    let about = serde_json::json!({ "people": people });
    app.note(scope, AuditAction::ExportEmployees, about).await?;
    let words = words(locale);
    let fields = FIELDS.into_iter().filter_map(|field| field.export);
    let headers = BEFORE.into_iter().chain(fields).chain(AFTER);
    let headers: Vec<_> = headers.map(|key| words.say(key)).collect();
    let headers: Vec<&str> = headers.iter().map(AsRef::as_ref).collect();
    let mut writer = Writer::begin(format, locale, &app.config.data_dir, &headers)?;
    let mut after = None;
    loop {
        let (from, only) = (after.clone(), only.clone());
        let (last, page) = app
            .db
            .read(scope, move |read| {
                let from = from.as_ref().map(|(name, id): &(String, _)| (name.as_str(), *id));
                let found = employees::page_after(read, from, PAGE)?;
                let last = found.last().map(|(name, last)| (name.clone(), last.id));
                let found = found.into_iter().map(|(_, employee)| employee);
                let found =
                    found.filter(|one| only.as_ref().is_none_or(|ids| ids.contains(&one.id)));
                let found = found.collect();
                Ok((last, employees::all_whole(read, found)?))
            })
            .await?;
        if last.is_none() {
            break;
        }
        after = last;
        writer = app
            .off_thread(move || {
                page.into_iter().try_for_each(|person| writer.line(&cells(person)))?;
                Ok::<_, Error>(writer)
            })
            .await??;
    }
    let file = app.off_thread(move || writer.finish()).await??;
    let name = format!("{}.{}", words.say("sheet-file-employees"), format.extension());
    Ok(Written { file, format, name })
}

fn cells(Person { employee, guardians, groups, .. }: Person) -> Vec<Cell> {
    let groups: Vec<String> = groups.into_iter().map(|group| group.name).collect();
    let mut cells: Vec<Cell> =
        vec![employee.last_name.into(), employee.first_name.into(), employee.email.into()];
    for field in FIELDS.into_iter().filter(|field| field.export.is_some()) {
        cells.push(match &field.kind {
            Kind::Text(at, _) => (at.get)(&employee.fields).clone().into(),
            Kind::Day(at, _) => (at.get)(&employee.fields).map_or(Cell::Empty, Cell::Day),
            Kind::Language(at) => (at.get)(&employee.fields).tag().into(),
            Kind::Number(at) => (at.get)(&employee.fields).map(|number| number.to_string()).into(),
        });
    }
    cells.push(groups.join(", ").into());
    let whole = cells.len() + AFTER.len() - 1;
    for guardian in guardians {
        cells.extend([guardian.last_name, guardian.first_name, guardian.email].map(Cell::from));
    }
    cells.resize(whole, Cell::Empty);
    cells
}
