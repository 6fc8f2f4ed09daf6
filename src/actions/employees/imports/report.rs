//! The report as a table: the file as it was sent, with the outcome of each line. A user may
//! correct the refused lines in it and import it.

use std::collections::HashMap;

use super::open::{Opened, again, open};
use crate::App;
use crate::error::{Error, Result};
use crate::model::import::ReportLine;
use crate::model::{ImportId, Locale, Outcome, formula};
use crate::render::sheet::{Cell, Format, Line, Writer, Written};
use crate::render::words::{Words, words};
use crate::store::{Scope, imports};

/// Lines read at a time.
const PAGE: u32 = 1_000;

/// The columns that a report adds to those of the file.
const ADDED: [&str; 3] = ["sheet-row", "sheet-outcome", "sheet-problem"];

/// Writes the report of an import, or of its lines with one outcome.
pub async fn report(
    app: &App,
    scope: Scope,
    id: ImportId,
    outcome: Option<Outcome>,
    format: Format,
    locale: Locale,
) -> Result<Written> {
    let (import, bytes) = app
        .db
        .read(scope, move |read| {
            let import = imports::find(read, id)?.ok_or(Error::NotFound("import"))?;
            Ok((import, imports::file(read, id)?))
        })
        .await?;
    // The file and its report are stored for a limited time.
    let bytes = bytes.ok_or(Error::Gone("report_forgotten"))?;
    let (config, folder) = (app.config.clone(), app.config.data_dir.clone());
    let ask = again(&import, &app.config.time_zone);
    let mut table = app
        .off_thread(move || -> Result<Table> {
            let opened = open(&config, &bytes, &ask)?;
            Table::begin(opened, format, locale, &folder)
        })
        .await??;
    let mut after = 0;
    loop {
        let page = app
            .db
            .read(scope, move |read| imports::lines_after(read, id, outcome, after, PAGE))
            .await?;
        let Some(last) = page.last() else { break };
        after = last.line;
        table = app
            .off_thread(move || {
                page.iter().try_for_each(|line| table.line(line))?;
                Ok::<_, Error>(table)
            })
            .await??;
    }
    let file = app.off_thread(move || table.writer.finish()).await??;
    let words = words(locale);
    let name = format!("{}-{}.{}", words.say("sheet-file-report"), id.0, format.extension());
    Ok(Written { file, format, name })
}

struct Table {
    writer: Writer,
    words: Words,
    /// The indices of the file's columns that are written.
    kept: Vec<usize>,
    /// The header of each field.
    headers: HashMap<String, String>,
    lines: HashMap<u32, Line>,
}

impl Table {
    fn begin(
        opened: Opened,
        format: Format,
        locale: Locale,
        folder: &std::path::Path,
    ) -> Result<Self> {
        let words = words(locale);
        // Columns that an earlier report added are left out.
        let earlier: Vec<String> = Locale::ALL
            .into_iter()
            .flat_map(|locale| ADDED.map(|key| crate::render::words(locale).say(key).into_owned()))
            .collect();
        let width = opened.lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let width = width.max(opened.headers.len());
        let header = |at: usize| opened.headers.get(at).map_or("", |header| header.trim());
        let kept: Vec<usize> =
            (0..width).filter(|at| !earlier.iter().any(|one| one == header(*at))).collect();
        let known = opened.reading.columns.known();
        // From the right, so that the first of two columns with the same field is used.
        let known: Vec<_> = known.collect();
        let headers = known.iter().rev();
        let headers = headers.map(|(at, field)| (field.name(), header(*at).to_owned())).collect();
        let added = ADDED.map(|key| words.say(key));
        let mut line: Vec<&str> = kept.iter().map(|at| header(*at)).collect();
        line.extend(added.iter().map(AsRef::as_ref));
        let writer = Writer::begin(format, locale, folder, &line)?;
        let lines = opened.lines.into_iter().map(|line| (line.number, line)).collect();
        Ok(Self { writer, words, kept, headers, lines })
    }

    fn line(&mut self, report: &ReportLine) -> Result<()> {
        let own = self.lines.get(&report.line).map_or(&[][..], |line| &line.cells);
        let mut cells: Vec<Cell> = self
            .kept
            .iter()
            .map(|at| own.get(*at).map_or(Cell::Empty, |text| formula::unguarded(text).0.into()))
            .collect();
        let outcome = report.outcome.name().to_lowercase();
        cells.push(Cell::Number(i64::from(report.line)));
        cells.push(self.words.say(&format!("sheet-outcome-{outcome}")).as_ref().into());
        let mut said: Vec<String> = vec![];
        for trouble in &report.problems {
            let problem = self.words.say(&format!("invalid-{}", trouble.code.replace('_', "-")));
            let sentence = match self.headers.get(&trouble.field) {
                Some(column) if !column.is_empty() => {
                    let values =
                        [("column", column.as_str().into()), ("problem", problem.as_ref().into())];
                    self.words.say_with("sheet-said", values).into_owned()
                }
                _ => problem.into_owned(),
            };
            said.push(sentence);
        }
        let notes = report.notes.iter();
        said.extend(notes.map(|one| {
            self.words.say(&format!("note-{}", one.code.replace('_', "-"))).into_owned()
        }));
        cells.push(said.join(" ").into());
        self.writer.line(&cells)
    }
}
