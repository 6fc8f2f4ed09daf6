//! Tables as people exchange them: read from whatever a spreadsheet saves,
//! written as CSV or as a workbook. Whose columns they are is not known here.

mod delimited;
mod encoding;
mod kind;
mod workbook;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use write::{Cell, Format, Writer, Written};

use crate::model::legacy_text::TextEncoding;

/// How much is read before a file is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Lines with something in them.
    pub lines: usize,
    pub columns: usize,
    /// Characters in one cell.
    pub cell: usize,
    /// Bytes a workbook may grow to when unpacked, and bytes of text in a table.
    pub unpacked: u64,
}

/// A line with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As a spreadsheet counts them, from 1.
    pub number: u32,
    pub cells: Vec<String>,
}

/// A file that has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub lines: Vec<Line>,
    /// Of its text, and whether no other would do as well; none of a workbook.
    pub encoding: Option<(TextEncoding, bool)>,
    /// A workbook whose numbers of days count from 1904, as those of old Macs do.
    pub is_1904: bool,
}

/// Reads a file as a table, lines with nothing in them left out. `score` says how
/// much a line looks like headers: it chooses between separators, and between the
/// sheets of a workbook. `Err` is a code with a sentence.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    score: &dyn Fn(&[String]) -> usize,
) -> Result<Vec<Line>, &'static str> {
    read_as(bytes, limits, score, None).map(|table| table.lines)
}

/// The same, in an encoding that somebody chose; a workbook has none to choose.
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
        // A hostile workbook makes the library panic: that costs the file, nothing else.
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

/// Whether a line says anything at all.
fn is_blank(cells: &[String]) -> bool {
    cells
        .iter()
        .all(|cell| cell.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')))
}

/// The best a line among the first ones scores.
fn best(lines: &[Line], score: &dyn Fn(&[String]) -> usize) -> usize {
    lines.iter().take(SAMPLE).map(|line| score(&line.cells)).max().unwrap_or(0)
}

/// How many lines are looked at for headers.
const SAMPLE: usize = 40;

#[cfg(test)]
mod tests;
