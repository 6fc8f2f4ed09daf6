//! Reads CSV with any separator.

use super::{Limits, Line, SAMPLE, best, is_blank};

const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];

pub(super) fn read(
    text: &str,
    limits: &Limits,
    score: &dyn Fn(&[String]) -> usize,
) -> Result<Vec<Line>, &'static str> {
    let text = text.trim_start_matches('\u{feff}');
    // Old DOS files, and Excel's, may end with this character.
    let text = text.trim_end_matches(['\u{1a}', '\0']);
    let (separator, skipped) = match named(text) {
        Some(separator) => (separator, true),
        None => (guessed(text, limits, score), false),
    };
    match lines(text, separator, true, skipped, limits, usize::MAX) {
        // An unclosed quote would include the rest of the file: read again with quotes as plain
        // characters. Lines are counted without them too.
        Err("cell_too_long") => lines(text, separator, false, skipped, limits, usize::MAX),
        read => read,
    }
}

/// `sep=;`, as Excel understands it on the first line.
fn named(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim().trim_matches('"');
    let rest = first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP="))?;
    match rest.as_bytes() {
        [separator] => Some(*separator),
        [] => Some(b'\t'),
        _ => None,
    }
}

/// The most plausible separator for the first lines: headers are found, followed by lines of
/// equal length.
fn guessed(text: &str, limits: &Limits, score: &dyn Fn(&[String]) -> usize) -> u8 {
    let sense = |separator: &u8| {
        let wide = Limits { lines: SAMPLE, columns: usize::MAX, ..*limits };
        let Ok(lines) = lines(text, *separator, true, false, &wide, SAMPLE) else { return (0, 0) };
        let mut widths: Vec<usize> = lines.iter().map(|line| line.cells.len()).collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
        let alike = widths.iter().filter(|width| **width == usual).count();
        (best(&lines, score), if usual > 1 { usual * alike } else { 0 })
    };
    let mut separators = SEPARATORS.map(|separator| (sense(&separator), separator));
    // A stable sort: of equals the first one stays first.
    separators.sort_by_key(|(sense, _)| std::cmp::Reverse(*sense));
    separators[0].1
}

fn lines(
    text: &str,
    separator: u8,
    quoting: bool,
    skipped: bool,
    limits: &Limits,
    most: usize,
) -> Result<Vec<Line>, &'static str> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(quoting)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut found, mut number, mut end) = (vec![], 0_u32, 0_usize);
    while reader.read_record(&mut record).map_err(|_| "not_a_table")? {
        let start = end;
        end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        number += 1 + breaks_before(text.as_bytes(), start);
        if skipped && number == 1 {
            continue;
        }
        if record.iter().any(|cell| cell.len() > limits.cell && cell.chars().count() > limits.cell)
        {
            return Err("cell_too_long");
        }
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if is_blank(&cells) {
            continue;
        }
        if cells.len() > limits.columns && !is_blank(&cells[limits.columns..]) {
            return Err("too_many_columns");
        }
        // The remaining cells are empty.
        cells.truncate(limits.columns);
        if found.len() == most {
            break;
        }
        if found.len() == limits.lines {
            return Err("too_many_lines");
        }
        found.push(Line { number, cells });
    }
    Ok(found)
}

/// The CSV reader skips empty lines; a spreadsheet counts them.
fn breaks_before(bytes: &[u8], start: usize) -> u32 {
    let (mut count, mut at) = (0, start);
    // The CSV reader ends a line after CR; LF belongs to the same line end.
    if at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n') {
        at += 1;
    }
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => at += 2,
            (Some(b'\r' | b'\n'), _) => at += 1,
            _ => return count,
        }
        count += 1;
    }
}
