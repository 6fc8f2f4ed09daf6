//! Reads `.xlsx` cell by cell: a workbook may declare enormous sizes, and a few kilobytes may
//! unpack to gigabytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::{Limits, Line, best, is_blank};
use crate::model::formula;

/// The maximum number of files in a workbook.
const FILES_MOST: usize = 2_000;
/// The maximum number of sheets examined.
const SHEETS_MOST: usize = 20;

/// The lines, and whether dates count from 1904.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    score: &dyn Fn(&[String]) -> usize,
) -> Result<(Vec<Line>, bool), &'static str> {
    unpacks_within(bytes, limits.unpacked)?;
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_: calamine::XlsxError| "broken_workbook")?;
    let is_1904 = book.has_1904_epoch();
    let mut first = None;
    for name in book.sheet_names().into_iter().take(SHEETS_MOST) {
        let lines = match sheet(&mut book, &name, limits) {
            Ok(lines) => lines,
            // A chart has no cells; the first sheet's error is returned if no other sheet can be
            // read.
            Err(code) => {
                first.get_or_insert(Err(code));
                continue;
            }
        };
        if best(&lines, score) > 0 {
            return Ok((lines, is_1904));
        }
        match &first {
            Some(Ok(_)) => {}
            _ if lines.is_empty() => {}
            _ => first = Some(Ok(lines)),
        }
    }
    first.unwrap_or(Err("empty_file")).map(|lines| (lines, is_1904))
}

/// Refuses what would unpack to more than `most` bytes: first by the declared sizes, then by
/// unpacking and discarding, since they may be wrong.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), &'static str> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "broken_workbook")?;
    if archive.len() > FILES_MOST {
        return Err("too_big_unpacked");
    }
    let names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    let is_workbook = names.iter().any(|name| {
        let name = name.trim_start_matches('/').to_ascii_lowercase();
        name == "[content_types].xml" || name == "xl/workbook.xml"
    });
    if !is_workbook {
        let is_ods = names.iter().any(|name| name == "content.xml");
        return Err(if is_ods { "old_workbook" } else { "not_a_table" });
    }
    let mut declared = 0_u64;
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(|_| "broken_workbook")?;
        declared = declared.saturating_add(file.size());
    }
    if declared > most {
        return Err("too_big_unpacked");
    }
    let mut left = most;
    let mut buffer = vec![0; 64 * 1024];
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|_| "broken_workbook")?;
        loop {
            let read = file.read(&mut buffer).map_err(|_| "broken_workbook")?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or("too_big_unpacked")?;
        }
    }
    Ok(())
}

fn sheet<R: std::io::Read + std::io::Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<Line>, &'static str> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| "broken_workbook")?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut size = 0_u64;
    while let Some(cell) = cells.next_cell().map_err(|_| "broken_workbook")? {
        let (row, column) = cell.get_position();
        let Some(text) = text(cell.get_value()) else { continue };
        if text.len() > limits.cell && text.chars().count() > limits.cell {
            return Err("cell_too_long");
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= limits.columns {
            return Err("too_many_columns");
        }
        let line = rows.entry(row).or_default();
        // A shared text may be referenced by any number of cells.
        size += text.len() as u64 + (column.saturating_sub(line.len()) as u64 + 1) * 24;
        if size > limits.unpacked {
            return Err("too_big_unpacked");
        }
        if line.len() <= column {
            line.resize(column + 1, String::new());
        }
        line[column] = text;
        if rows.len() > limits.lines {
            return Err("too_many_lines");
        }
    }
    let lines = rows.into_iter().filter(|(_, cells)| !is_blank(cells));
    Ok(lines.map(|(row, cells)| Line { number: row.saturating_add(1), cells }).collect())
}

/// The text of a cell as displayed; None if empty.
fn text(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Empty | DataRef::Error(_) => return None,
        // A text cell is never a formula, whatever it begins with.
        DataRef::String(text) => formula::guarded(text).into_owned(),
        DataRef::SharedString(text) => formula::guarded(text).into_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::Bool(fact) => fact.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            // Less than a day: an empty cell in a formula, or a time of day.
            if at.as_f64() < 1.0 {
                return None;
            }
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(at) => plain(at.as_f64()),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// `75011`, not `75011.0`; a phone number is not `3.36E10`.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}
