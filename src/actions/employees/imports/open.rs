//! Opening of a file: finds its header line and the lines below. The same bytes always give the
//! same result, so that a job can be resumed.

use std::collections::HashSet;

use jiff::civil::Date;
use phonenumber::country::Id as Country;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::import::columns::Detail;
use crate::model::import::{
    Assumption, CELL_MOST, COLUMNS_MOST, Calendar, Choices, Columns, DayOrder, EPOCH_1900,
    EPOCH_1904, Field, GroupColumn, Header, HowRead, Orders, Reading, Sample, TITLES_MOST,
    group_names, is_probably_groups, score,
};
use crate::model::legacy_text::TextEncoding;
use crate::model::{Locale, country, fold, phone};
use crate::render::sheet::{self, Limits, Line};

/// The number of lines shown, for the user to check how the file was read.
const SAMPLES: usize = 6;
/// The most groups that one column is offered for, and the longest name of one, in characters.
const MOST_GROUPS: usize = 200;
const LONGEST_GROUP: usize = 60;

/// What is needed to open a file.
pub(super) struct Ask {
    pub today: Date,
    pub locale: Locale,
    pub choices: Choices,
    /// The country of phone numbers without a calling code, unless one is chosen.
    pub home: Country,
}

pub(super) struct Opened {
    pub reading: Reading,
    pub how: HowRead,
    /// The headers as they are written in the file.
    pub headers: Vec<String>,
    /// The lines below the headers.
    pub lines: Vec<Line>,
}

impl Opened {
    /// Each non-empty header, and the field it was read as.
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

    /// Some employees as they were read. Lines with non-ASCII text come first, because they show a
    /// wrong encoding.
    pub fn samples(&self) -> Vec<Sample> {
        let known = self.reading.columns.known();
        let known: Vec<usize> = known.map(|(at, _)| at).collect();
        let has_accents = |line: &Line| {
            known.iter().any(|at| line.cells.get(*at).is_some_and(|cell| !cell.is_ascii()))
        };
        let (accented, plain): (Vec<&Line>, Vec<&Line>) =
            self.lines.iter().partition(|line| has_accents(line));
        let mut chosen: Vec<&Line> = accented.into_iter().chain(plain).take(SAMPLES).collect();
        chosen.sort_by_key(|line| line.number);
        chosen.into_iter().map(|line| self.reading.sample(line.number, &line.cells)).collect()
    }

    /// What was neither chosen nor determined by the file.
    fn assumed(&self, choices: &Choices, is_sure: bool, orders: Orders) -> Vec<Assumption> {
        let mut assumed = vec![];
        if choices.encoding.is_none() && !is_sure {
            assumed.push(Assumption::Encoding);
        }
        if choices.date_order.is_none() && matches!(orders, Orders::Both | Orders::Mixed) {
            assumed.push(Assumption::DateOrder);
        }
        let asks = |line: &Line| self.reading.needs_country(&line.cells);
        if choices.country.is_none() && self.lines.iter().any(asks) {
            assumed.push(Assumption::Country);
        }
        assumed
    }
}

/// Opens a file, or returns what is wrong with it. Slow: must not run on an async thread.
pub(super) fn open(config: &Config, bytes: &[u8], ask: &Ask) -> Result<Opened> {
    let set = &config.import;
    let refuse = |code: &'static str| Error::invalid("file", code);
    let limits = Limits {
        // Plus the headers and the lines above them.
        lines: set.max_lines + TITLES_MOST + 1,
        columns: COLUMNS_MOST,
        cell: CELL_MOST,
        unpacked: set.max_unpacked,
    };
    let choices = &ask.choices;
    let encoding = choices.encoding.as_deref().map(|name| {
        TextEncoding::of_name(name).ok_or_else(|| Error::invalid("encoding", "unknown_encoding"))
    });
    let home = choices.country.as_deref().map(|name| {
        country::named(name).ok_or_else(|| Error::invalid("country", "unknown_country"))
    });
    let home = home.transpose()?.unwrap_or(ask.home);
    let table =
        sheet::read_as(bytes, &limits, &score, encoding.transpose()?).map_err(
            |code| match code {
                "other_encoding" => Error::invalid("encoding", code),
                code => refuse(code),
            },
        )?;
    let mut lines = table.lines;
    let candidates = lines.iter().take(TITLES_MOST + 1).map(|line| score(&line.cells));
    // The line with the highest score; of equals, the first.
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
    let mut columns = Columns::of(&headers).map_err(refuse)?;
    if below.is_empty() {
        return Err(Error::invalid("file", "headers_only"));
    }
    if below.len() > set.max_lines {
        return Err(Error::invalid("file", "too_many_lines"));
    }
    let offered = offered(&columns, &headers, &below);
    let mut wanted = choices.groups.clone();
    if choices.finds_groups {
        let probable = offered.iter().filter(|one| is_probably_groups(&one.header));
        wanted.extend(probable.map(|one| one.header.clone()));
    }
    let groups = columns.read_as_groups(&headers, &wanted);
    let born: Vec<usize> = columns.all(Field::Of(Detail::BIRTH_DATE)).collect();
    let dates = below.iter().flat_map(|line| born.iter().filter_map(|at| line.cells.get(*at)));
    let orders = Orders::of(dates.map(String::as_str));
    let order = choices.date_order.unwrap_or(match orders {
        Orders::One(order) => order,
        Orders::None | Orders::Both | Orders::Mixed => DayOrder::DayFirst,
    });
    let epoch = if table.is_1904 { EPOCH_1904 } else { EPOCH_1900 };
    let zone = config.time_zone.clone();
    let calendar = Calendar { order, today: ask.today, zone, epoch };
    let reading = Reading { columns, calendar, country: home, locale: ask.locale };
    let how = HowRead {
        encoding: table.encoding.map(|(encoding, _)| encoding.name()),
        date_order: order,
        country: country::code(home).to_owned(),
        groups,
        offered,
        assumed: vec![],
    };
    let mut opened = Opened { reading, how, headers, lines: below };
    let is_sure = table.encoding.is_none_or(|(_, is_sure)| is_sure);
    opened.how.assumed = opened.assumed(choices, is_sure, orders);
    Ok(opened)
}

/// The columns of no known meaning that can be read as names of groups: not more names than a
/// studio would make by hand, and all of them short.
fn offered(columns: &Columns, headers: &[String], lines: &[Line]) -> Vec<GroupColumn> {
    let mut offered = vec![];
    for (at, header) in headers.iter().enumerate() {
        let header = header.trim();
        if header.is_empty() || header.chars().count() > 100 || columns.get(at).is_some() {
            continue;
        }
        let mut names = HashSet::new();
        let mut fits = true;
        for cell in lines.iter().filter_map(|line| line.cells.get(at)) {
            for name in group_names(cell) {
                fits &= name.chars().count() <= LONGEST_GROUP;
                names.insert(fold(&name));
            }
            if !fits || names.len() > MOST_GROUPS {
                break;
            }
        }
        if fits && (1..=MOST_GROUPS).contains(&names.len()) {
            offered.push(GroupColumn { header: header.to_owned(), groups: names.len() });
        }
    }
    offered
}

/// How an accepted file is opened again: with the same values.
pub(super) fn again(import: &crate::model::Import, zone: &jiff::tz::TimeZone) -> Ask {
    Ask {
        today: import.created_at.day_in(zone),
        locale: import.locale,
        choices: import.reading.as_ref().map(HowRead::choices).unwrap_or_default(),
        home: phone::HOME,
    }
}
