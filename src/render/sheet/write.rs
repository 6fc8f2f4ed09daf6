//! Writes a table line by line, so that it is never completely in memory.
//!
//! CSV is UTF-8 with a byte order mark, without which Excel assumes Windows-1252, and is
//! separated by `;` in French and `,` in English, as spreadsheets in those languages expect.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use anyhow::Context;
use rust_xlsxwriter::{Format as Style, Workbook};

use crate::error::Result;
use crate::model::billing::decimal;
use crate::model::{Locale, formula};

/// The format of a written table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The file extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }
}

/// A complete table, in an unnamed file that is deleted when closed.
#[derive(Debug)]
pub struct Written {
    /// Positioned at its beginning.
    pub file: File,
    pub format: Format,
    /// The file name for the download.
    pub name: String,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
    /// Hundredths, in the notation of the table's language.
    Hundredths(i64),
    /// A day, in the notation of the table's language.
    Day(jiff::civil::Date),
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Cell::Empty, Cell::from)
    }
}

/// A table being written to an unnamed file, which is deleted when closed.
pub struct Writer(Sink);

enum Sink {
    Csv(Box<csv::Writer<BufWriter<File>>>, Locale),
    Xlsx { book: Box<Workbook>, next: u32, file: File, day: Style },
}

/// What separates the columns of CSV where spreadsheets are in this language: where the decimal mark
/// is a comma, they expect a semicolon.
pub fn separator(locale: Locale) -> u8 {
    match locale {
        Locale::Fr => b';',
        Locale::En => b',',
    }
}

impl Writer {
    /// Begins a table with its header line. Temporary files are in `folder`.
    pub fn begin(format: Format, locale: Locale, folder: &Path, headers: &[&str]) -> Result<Self> {
        let file = tempfile::tempfile_in(folder)
            .with_context(|| format!("cannot make a file in {}", folder.display()))?;
        let mut writer = match format {
            Format::Csv => {
                let mut file = BufWriter::new(file);
                file.write_all("\u{feff}".as_bytes()).context("cannot write a table")?;
                let csv = csv::WriterBuilder::new()
                    .delimiter(separator(locale))
                    .terminator(csv::Terminator::CRLF)
                    .flexible(true)
                    .from_writer(file);
                Sink::Csv(Box::new(csv), locale)
            }
            Format::Xlsx => {
                let mut book = Box::new(Workbook::new());
                book.set_tempdir(folder).context("cannot write a workbook")?;
                let sheet =
                    book.add_worksheet_with_constant_memory().context("cannot write a workbook")?;
                sheet.set_freeze_panes(1, 0).context("cannot write a workbook")?;
                let bold = Style::new().set_bold();
                for (column, header) in (0_u16..).zip(headers) {
                    sheet
                        .set_column_width(column, 22)
                        .and_then(|sheet| sheet.write_with_format(0, column, *header, &bold))
                        .context("cannot write a workbook")?;
                }
                let day = Style::new().set_num_format(match locale {
                    Locale::Fr => "dd/mm/yyyy",
                    Locale::En => "yyyy-mm-dd",
                });
                Sink::Xlsx { book, next: 1, file, day }
            }
        };
        if let Sink::Csv(csv, _) = &mut writer {
            let headers = headers.iter().map(|header| formula::guarded(header).into_owned());
            csv.write_record(headers).context("cannot write a table")?;
        }
        Ok(Self(writer))
    }

    /// Writes one more line.
    pub fn line(&mut self, cells: &[Cell]) -> Result<()> {
        match &mut self.0 {
            Sink::Csv(csv, locale) => {
                let texts = cells.iter().map(|cell| match cell {
                    Cell::Text(text) => formula::guarded(text).into_owned(),
                    Cell::Number(number) => number.to_string(),
                    Cell::Hundredths(number) => match locale {
                        Locale::Fr => decimal(*number).replace('.', ","),
                        Locale::En => decimal(*number),
                    },
                    Cell::Day(day) => match locale {
                        Locale::Fr => day.strftime("%d/%m/%Y").to_string(),
                        Locale::En => day.to_string(),
                    },
                    Cell::Empty => String::new(),
                });
                Ok(csv.write_record(texts).context("cannot write a table")?)
            }
            Sink::Xlsx { book, next, day, .. } => {
                let row = *next;
                *next += 1;
                write_row(book, row, cells, day)
                    .context("cannot write a workbook")
                    .map_err(Into::into)
            }
        }
    }

    /// Returns the complete table, positioned at its beginning.
    pub fn finish(self) -> Result<File> {
        let mut file = match self.0 {
            Sink::Csv(csv, _) => {
                let file = csv.into_inner().map_err(|error| error.into_error());
                let file = file.context("cannot write a table")?;
                file.into_inner()
                    .map_err(|error| error.into_error())
                    .context("cannot write a table")?
            }
            Sink::Xlsx { mut book, mut file, .. } => {
                book.save_to_writer(&mut file).context("cannot write a workbook")?;
                file
            }
        };
        file.rewind().context("cannot read a table back")?;
        Ok(file)
    }
}

fn write_row(
    book: &mut Workbook,
    row: u32,
    cells: &[Cell],
    day: &Style,
) -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
    let sheet = book.worksheet_from_index(0)?;
    for (column, cell) in (0_u16..).zip(cells) {
        match cell {
            // A text cell of a workbook is never a formula.
            Cell::Text(text) => {
                let text: String = text.chars().take(crate::model::import::CELL_MOST).collect();
                sheet.write_string(row, column, text)?;
            }
            Cell::Number(number) => {
                sheet.write_number(row, column, *number as f64)?;
            }
            Cell::Hundredths(number) => {
                sheet.write_number(row, column, *number as f64 / 100.0)?;
            }
            Cell::Day(date) => {
                // Excel supports no day before 1900, and miscounts the first two months of it.
                if date.year() > 1900 {
                    let days = (*date - jiff::civil::date(1899, 12, 30)).get_days();
                    sheet.write_number_with_format(row, column, f64::from(days), day)?;
                } else {
                    sheet.write_string(row, column, date.to_string())?;
                }
            }
            Cell::Empty => {}
        }
    }
    Ok(())
}
