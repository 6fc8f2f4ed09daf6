//! A file, opened: where its headers stand, and the lines below them. The same
//! bytes always open the same way, so that a job can go on where it was stopped.

use jiff::civil::Date;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::Locale;
use crate::model::import::columns::Detail;
use crate::model::import::{
    CELL_MOST, COLUMNS_MOST, Columns, DayOrder, Field, Header, Reading, TITLES_MOST, score,
};
use crate::render::sheet::{self, Limits, Line};

pub(super) struct Opened {
    pub reading: Reading,
    /// As they stand in the file.
    pub headers: Vec<String>,
    /// What is below them.
    pub lines: Vec<Line>,
}

impl Opened {
    /// Each header and the field it was read as, empty ones left out.
    pub fn columns(&self) -> Vec<Header> {
        let named = self.headers.iter().enumerate();
        let named = named.filter(|(_, header)| !header.trim().is_empty());
        named
            .map(|(at, header)| Header {
                header: header.trim().chars().take(100).collect(),
                field: self.reading.columns.get(at).map(Field::name),
            })
            .collect()
    }
}

/// Opens a file; `Err` names what about it is wrong. Slow: not for async threads.
pub(super) fn open(config: &Config, bytes: &[u8], today: Date, locale: Locale) -> Result<Opened> {
    let set = &config.import;
    let refuse = |code: &'static str| Error::invalid("file", code);
    let limits = Limits {
        // The headers and what stands above them come on top.
        lines: set.max_lines + TITLES_MOST + 1,
        columns: COLUMNS_MOST,
        cell: CELL_MOST,
        unpacked: set.max_unpacked,
    };
    let mut lines = sheet::read(bytes, &limits, &score).map_err(refuse)?;
    let candidates = lines.iter().take(TITLES_MOST + 1).map(|line| score(&line.cells));
    // The line that says most; of equals the first.
    let mut best = (0, 0);
    for (at, score) in candidates.enumerate() {
        if score > best.0 {
            best = (score, at);
        }
    }
    if lines.is_empty() {
        return Err(Error::invalid("file", "empty_file"));
    }
    if best.0 == 0 {
        return Err(Error::invalid("file", "no_headers"));
    }
    let below = lines.split_off(best.1 + 1);
    let headers = lines.pop().map(|line| line.cells).unwrap_or_default();
    let columns = Columns::of(&headers).map_err(refuse)?;
    if below.is_empty() {
        return Err(Error::invalid("file", "headers_only"));
    }
    if below.len() > set.max_lines {
        return Err(Error::invalid("file", "too_many_lines"));
    }
    let born: Vec<usize> = columns.all(Field::Of(Detail::BirthDate)).collect();
    let dates = below.iter().flat_map(|line| born.iter().filter_map(|at| line.cells.get(*at)));
    let day_order = DayOrder::of(dates.map(String::as_str));
    Ok(Opened { reading: Reading { columns, day_order, today, locale }, headers, lines: below })
}
