//! The import job: one slice of the file per job, so that mails do not wait for a whole file, and
//! one chunk of the slice per transaction, so that other writes do not wait long. Each chunk stores
//! the progress, so the job can be stopped anywhere.

use std::time::Instant;

use jiff::tz::TimeZone;

use super::open::{Opened, again, open};
use super::write::{DryRun, write_line};
use crate::App;
use crate::error::{Error, Invalid, Result};
use crate::model::import::{ImportState, ImportedEmployee, Reading, ReportLine, Tally, Trouble};
use crate::model::person::is_minor;
use crate::model::{EmployeeId, Fact, Import, ImportId, Job, Outcome, Timestamp};
use crate::store::{Scope, Tx, companies, employees, facts, guardians, imports, jobs};

/// Lines per transaction.
const CHUNK: usize = 200;
/// Lines per job; it queues another for the rest.
const SLICE: usize = 5_000;

/// A line that was read: its values, or what is wrong with it.
struct ReadLine {
    line: u32,
    cells: Vec<String>,
    imported: std::result::Result<ImportedEmployee, Vec<Invalid>>,
}

/// When an import of a suspended company looks again whether it may go on.
const SUSPENDED: i64 = 15 * Timestamp::MINUTE;

/// Until when an import waits because its company is suspended; None if it is not. What a suspended
/// company had sent before is not carried out meanwhile, but for the slice that is being written.
pub async fn waits(app: &App, scope: Scope) -> Result<Option<Timestamp>> {
    let is_suspended = app.db.read(scope, companies::is_suspended).await?;
    Ok(is_suspended.then(|| app.now().plus(SUSPENDED)))
}

/// Imports the next slice of a file. May run twice, and after a crash.
pub async fn run(app: &App, scope: Scope, id: ImportId) -> Result<()> {
    let begun = app
        .db
        .write(scope, move |tx| {
            imports::start(tx, id)?;
            let import = imports::find(tx, id)?.filter(|import| !import.state.is_over());
            if let Some(import) = &import
                && import.dry_run
            {
                // A dry run keeps its state in memory, so it starts from the beginning.
                imports::start_over(tx, id)?;
            }
            Ok(match import {
                Some(import) => imports::file(tx, id)?.map(|bytes| (import, bytes)),
                None => None,
            })
        })
        .await?;
    let Some((import, bytes)) = begun else { return Ok(()) };
    let (config, ask) = (app.config.clone(), again(&import, &app.config.time_zone));
    // Not on the background pool: a large workbook takes seconds, and the search index would wait.
    let opened = app.off_thread(move || open(&config, &bytes, &ask)).await?;
    let Opened { reading, lines, .. } = match opened {
        Ok(opened) => opened,
        // It could be opened when it was accepted: a limit was lowered since.
        Err(Error::Invalid(_)) => return fail(app, scope, id).await,
        Err(error) => return Err(error),
    };
    let mut at = if import.dry_run { 0 } else { usize::try_from(import.done).unwrap_or(0) };
    let until = if import.dry_run { lines.len() } else { lines.len().min(at + SLICE) };
    let mut rest: Vec<_> = lines;
    let mut dry_run = import.dry_run.then(DryRun::default);
    let total = rest.len();
    rest.drain(..at.min(total));
    rest.truncate(until.saturating_sub(at));
    let mut rest = rest.into_iter();
    loop {
        let chunk: Vec<_> = rest.by_ref().take(CHUNK).collect();
        let to = at + chunk.len();
        let own = reading.clone();
        let asked = app.background.run(move || read(&own, chunk)).await?;
        let own = reading.clone();
        let then = if to >= total {
            Then::End
        } else if to >= until {
            Then::Later
        } else {
            Then::On
        };
        let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
        let (of, book) = (import.clone(), dry_run.take());
        let rules = app.config.plan_rules();
        let turn = app.background.slot().await?;
        let began = Instant::now();
        let written = app
            .db
            .write(scope, move |tx| {
                let mut book = book;
                let mut tally = Tally::default();
                if !imports::advance(tx, id, at as i64, to as i64, tally)? {
                    return Ok(None);
                }
                let mut joined = super::write::Groups::of(&of, rules);
                for ReadLine { line, cells, imported } in asked {
                    // Lets another thread use this core between two lines.
                    std::thread::yield_now();
                    let (report, warned, notes) = match imported {
                        Ok(imported) => {
                            let written = write_line(
                                tx,
                                &keys,
                                &zone,
                                &imported,
                                &mut joined,
                                book.as_mut(),
                            )?;
                            let known = written.as_ref().ok().and_then(|(_, person)| *person);
                            let warned = warnings(tx, &zone, &imported, known)?;
                            (written, warned, imported.notes)
                        }
                        Err(wrong) => (Err(wrong), vec![], vec![]),
                    };
                    let line = match report {
                        Ok((outcome, employee)) => {
                            let report = ReportLine::of(line, outcome, employee);
                            ReportLine { problems: warned, notes, ..report }
                        }
                        Err(wrong) => {
                            let shown = own.shown(&cells, &wrong);
                            ReportLine { cells: Some(shown), ..refused_line(line, wrong) }
                        }
                    };
                    tally.add(line.outcome);
                    imports::add_line(tx, id, &line)?;
                }
                imports::advance(tx, id, to as i64, to as i64, tally)?;
                then.write(tx, &of)?;
                Ok(Some(book))
            })
            .await?;
        drop(turn);
        // A pause, in which requests have the cores to themselves.
        tokio::time::sleep(began.elapsed() / 4).await;
        // Cancelled, or another job has imported the chunk.
        let Some(book) = written else { return Ok(()) };
        dry_run = book;
        at = to;
        if at >= until {
            return Ok(());
        }
    }
}

/// What follows a chunk.
#[derive(Clone, Copy)]
enum Then {
    On,
    Later,
    End,
}

impl Then {
    fn write(self, tx: &Tx, import: &Import) -> Result<()> {
        match self {
            Then::On => Ok(()),
            Then::Later => jobs::enqueue(tx, &Job::Import { import: import.id }),
            Then::End => {
                imports::end(tx, import.id, ImportState::Done)?;
                if import.dry_run {
                    return Ok(());
                }
                facts::record(tx, Fact::ImportDone { import: import.id })
            }
        }
    }
}

fn read(reading: &Reading, lines: Vec<crate::render::sheet::Line>) -> Vec<ReadLine> {
    let asked = lines.into_iter().map(|line| ReadLine {
        imported: reading.employee(&line.cells),
        line: line.number,
        cells: line.cells,
    });
    asked.collect()
}

/// Warnings about an accepted line: a minor without guardians, or with one where two are needed.
fn warnings(
    tx: &Tx,
    zone: &TimeZone,
    imported: &ImportedEmployee,
    known: Option<EmployeeId>,
) -> Result<Vec<Trouble>> {
    let person = match known {
        Some(id) => employees::find(tx, id)?,
        None => None,
    };
    let (born, named) = match person {
        Some(person) => {
            let named = guardians::of_employee(tx, person.id)?.len();
            (person.fields.birth_date, named)
        }
        // In a dry run there is no employee yet; only the values of the line are known.
        None => (imported.details.fields.birth_date, imported.details.guardians.len()),
    };
    if !born.is_some_and(|born| is_minor(born, tx.now(), zone)) {
        return Ok(vec![]);
    }
    let needed = usize::from(companies::guardians_needed(tx)?);
    let trouble = |code: &str| Trouble { field: "guardians".to_owned(), code: code.to_owned() };
    Ok(all_guardians(named, needed).err().map(trouble).into_iter().collect())
}

/// Whether enough guardians are known.
fn all_guardians(named: usize, needed: usize) -> std::result::Result<(), &'static str> {
    match named {
        0 => Err("minor_without_guardian"),
        named if named < needed => Err("minor_with_one_guardian"),
        _ => Ok(()),
    }
}

/// The report of a refused line.
fn refused_line(line: u32, wrong: Vec<Invalid>) -> ReportLine {
    let trouble = |one: Invalid| Trouble::new(one.field, one.code);
    let problems = wrong.into_iter().map(trouble).collect();
    ReportLine { problems, ..ReportLine::of(line, Outcome::Refused, None) }
}

async fn fail(app: &App, scope: Scope, id: ImportId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if imports::end(tx, id, ImportState::Failed)? {
                facts::record(tx, Fact::ImportDone { import: id })?;
            }
            Ok(())
        })
        .await
}
