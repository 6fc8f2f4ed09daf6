//! The employees of the company as a table that the import can read.

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Employee, Locale, Person};
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words::words;
use crate::store::{Scope, employees};

/// The number of employees per read, so that no read transaction stays open while a table is
/// written.
const PAGE: u32 = 500;

const HEADERS: [&str; 20] = [
    "sheet-last-name",
    "sheet-first-name",
    "sheet-email",
    "sheet-phone",
    "sheet-birth-date",
    "sheet-locale",
    "sheet-line",
    "sheet-line2",
    "sheet-postal-code",
    "sheet-city",
    "sheet-subdivision",
    "sheet-subdivision2",
    "sheet-country",
    "sheet-groups",
    "sheet-guardian1-last-name",
    "sheet-guardian1-first-name",
    "sheet-guardian1-email",
    "sheet-guardian2-last-name",
    "sheet-guardian2-first-name",
    "sheet-guardian2-email",
];

/// Writes all employees, by name.
pub async fn export(app: &App, scope: Scope, format: Format, locale: Locale) -> Result<Written> {
    let words = words(locale);
    let headers = HEADERS.map(|key| words.say(key));
    let headers = headers.each_ref().map(AsRef::as_ref);
    let mut writer = Writer::begin(format, locale, &app.config.data_dir, &headers)?;
    let mut after = None;
    loop {
        let from = after.clone();
        let (last, page) = app
            .db
            .read(scope, move |read| {
                let from = from.as_ref().map(|(name, id): &(String, _)| (name.as_str(), *id));
                let found = employees::page_after(read, from, PAGE)?;
                let last = found.last().map(|(name, last)| (name.clone(), last.id));
                let found = found.into_iter().map(|(_, employee)| employee).collect();
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
    let Employee { address, .. } = employee;
    let mut cells: Vec<Cell> = vec![
        employee.last_name.into(),
        employee.first_name.into(),
        employee.email.into(),
        employee.phone.into(),
        employee.birth_date.map_or(Cell::Empty, Cell::Day),
        employee.locale.tag().into(),
        address.line.into(),
        address.line2.into(),
        address.postal_code.into(),
        address.city.into(),
        address.subdivision.into(),
        address.subdivision2.into(),
        address.country.into(),
        groups.join(", ").into(),
    ];
    for guardian in guardians {
        cells.extend([guardian.last_name, guardian.first_name, guardian.email].map(Cell::from));
    }
    cells.resize(HEADERS.len(), Cell::Empty);
    cells
}
