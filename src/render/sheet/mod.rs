//! Tables: read from the files that spreadsheets save, written as CSV or as a workbook.
//! Independent of the meaning of columns.

mod delimited;
mod encoding;
mod kind;
mod workbook;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use write::{Cell, Format, Writer, Written, separator};

use crate::model::legacy_text::TextEncoding;

/// The limits beyond which a file is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Non-empty lines.
    pub lines: usize,
    pub columns: usize,
    /// Characters per cell.
    pub cell: usize,
    /// The unpacked bytes of a workbook, and the bytes of text in a table.
    pub unpacked: u64,
}

/// A non-empty line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line number as in a spreadsheet, from 1.
    pub number: u32,
    pub cells: Vec<String>,
}

/// A parsed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub lines: Vec<Line>,
    /// The encoding of its text, and whether it is certain; None for a workbook.
    pub encoding: Option<(TextEncoding, bool)>,
    /// Whether the workbook's dates count from 1904, as on old Macs.
    pub is_1904: bool,
}

/// Reads a file as a table, without empty lines. `score` rates how much a line resembles headers:
/// it selects the separator, and the sheet of a workbook. `Err` is an error code.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    score: &dyn Fn(&[String]) -> usize,
) -> Result<Vec<Line>, &'static str> {
    read_as(bytes, limits, score, None).map(|table| table.lines)
}

/// The same in a chosen encoding, which workbooks ignore.
pub fn read_as(
    bytes: &[u8],
    limits: &Limits,
    score: &dyn Fn(&[String]) -> usize,
    encoding: Option<TextEncoding>,
) -> Result<Table, &'static str> {
    match kind::of(bytes) {
        kind::Kind::Text => {
            let read = encoding::decode(bytes, encoding)?;
            let lines = delimited::read(&read.text, limits, score)?;
            Ok(Table { lines, encoding: Some((read.encoding, read.is_sure)), is_1904: false })
        }
        // A hostile workbook can make the library panic: this only fails that file.
        kind::Kind::Workbook => {
            let (lines, is_1904) =
                catch_unwind(AssertUnwindSafe(|| workbook::read(bytes, limits, score)))
                    .unwrap_or(Err("broken_workbook"))?;
            Ok(Table { lines, encoding: None, is_1904 })
        }
        kind::Kind::Locked => Err("locked_workbook"),
        kind::Kind::OldWorkbook => Err("old_workbook"),
        kind::Kind::Empty => Err("empty_file"),
        kind::Kind::Other => Err("not_a_table"),
    }
}

/// Whether a line is empty.
fn is_blank(cells: &[String]) -> bool {
    cells
        .iter()
        .all(|cell| cell.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')))
}

/// The highest score among the first lines.
fn best(lines: &[Line], score: &dyn Fn(&[String]) -> usize) -> usize {
    lines.iter().take(SAMPLE).map(|line| score(&line.cells)).max().unwrap_or(0)
}

/// The number of lines searched for headers.
const SAMPLE: usize = 40;

#[cfg(test)]
mod tests;
