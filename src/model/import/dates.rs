//! Parses birth dates as spreadsheets, programs and people write them.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The order of day and month in an ambiguous date.
///
/// - `DAY_FIRST`: `03/04/2010` is the third of April.
/// - `MONTH_FIRST`: `03/04/2010` is the fourth of March.
#[derive(Default)]
pub enum DayOrder {
    /// `03/04/2010` is the third of April.
    #[default]
    DayFirst,
    /// `03/04/2010` is the fourth of March.
    MonthFirst,
}
}

/// The settings for parsing ambiguous dates.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub order: DayOrder,
    pub today: Date,
    /// The zone that converts UTC timestamps to days.
    pub zone: TimeZone,
    /// Day 0 of a workbook's serial numbers: [`EPOCH_1900`] or [`EPOCH_1904`].
    pub epoch: Date,
}

/// Excel's epoch, valid from March 1900: Excel counts a 29 February 1900.
pub const EPOCH_1900: Date = date(1899, 12, 30);
/// The epoch of Excel for old Macs.
pub const EPOCH_1904: Date = date(1904, 1, 1);

impl Calendar {
    /// Day first, UTC, epoch 1900.
    pub fn new(today: Date) -> Self {
        Self { order: DayOrder::DayFirst, today, zone: TimeZone::UTC, epoch: EPOCH_1900 }
    }
}

/// The day orders that the dates of a column imply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    /// No date is ambiguous or decisive.
    None,
    /// Some are valid in one order only, and none contradicts it.
    One(DayOrder),
    /// All are valid in both orders.
    Both,
    /// Some are valid in one order only, and some only in the other.
    Mixed,
}

impl Orders {
    /// Examines a whole column.
    pub fn of<'t>(cells: impl Iterator<Item = &'t str>) -> Self {
        let (mut day, mut month, mut either) = (false, false, false);
        for cell in cells {
            let cell = plain(cell);
            let Some(Numbers { year_first: false, of: [first, second, _], .. }) = numbers(&cell)
            else {
                continue;
            };
            day |= first > 12;
            month |= second > 12;
            either |= first <= 12 && second <= 12 && first != second;
        }
        match (day, month) {
            (true, false) => Orders::One(DayOrder::DayFirst),
            (false, true) => Orders::One(DayOrder::MonthFirst),
            (true, true) => Orders::Mixed,
            (false, false) if either => Orders::Both,
            (false, false) => Orders::None,
        }
    }
}

/// January to December in the supported languages, folded.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january", "enero", "ene", "januar", "gennaio", "gen", "januari"],
    &["fevrier", "fevr", "fev", "february", "feb", "febrero", "februar", "febbraio", "februari"],
    &["mars", "march", "mar", "marzo", "marz", "mrz", "maart", "mrt"],
    &["avril", "avr", "april", "apr", "abril", "abr", "aprile"],
    &["mai", "may", "mayo", "maggio", "mag", "mei"],
    &["juin", "june", "jun", "junio", "juni", "giugno", "giu"],
    &["juillet", "juil", "july", "jul", "julio", "juli", "luglio", "lug"],
    &["aout", "aou", "august", "aug", "agosto", "ago", "augustus"],
    &["septembre", "sept", "sep", "september", "septiembre", "settembre", "set"],
    &["octobre", "oct", "october", "octubre", "oktober", "okt", "ottobre", "ott"],
    &["novembre", "nov", "november", "noviembre"],
    &["decembre", "dec", "december", "diciembre", "dic", "dezember", "dez", "dicembre"],
];

/// The epochs of Excel, of Excel for old Macs, and of Access and LibreOffice: written by programs
/// for an empty date.
pub const FIRST_DAYS: [Date; 4] =
    [date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1)];

/// Words beside a date that add no meaning.
const FILLERS: &[&str] = &[
    "le",
    "de",
    "of",
    "the",
    "on",
    "del",
    "ne",
    "nee",
    "born",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lun",
    "mer",
    "jeu",
    "ven",
    "sam",
    "dim",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Whether a text is what programs write for an empty date: `0/0/00`, `00/01/1900` (Excel's
/// display of an empty cell in a formula), their epochs, a date without its year.
pub fn is_none(text: &str) -> bool {
    let text = plain(text);
    let digits: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let zero = |part: &&str| part.bytes().all(|b| b == b'0');
    let marks = |c: char| c.is_ascii_digit() || c.is_ascii_whitespace() || "/-.:T".contains(c);
    if text.is_empty() || !text.chars().all(marks) {
        return false;
    }
    // At most a time, without a day.
    let all_zero = !digits.is_empty() && digits.iter().all(zero);
    // Day 0 of January 1900, and the epochs of programs.
    let day_zero = matches!(
        digits.as_slice(),
        ["0" | "00", "1" | "01", "1900" | "1904", ..]
            | ["1" | "01", "0" | "00", "1900" | "1904", ..]
            | ["1900" | "1904", "1" | "01", "0" | "00", ..]
    );
    // vCard, as Google and Apple export it: `--03-14`.
    let no_year = text.starts_with("--") && matches!(digits.as_slice(), [_] | [_, _]);
    let first_day = numbers(&text).is_some_and(|numbers| {
        let Numbers { year_first, of: [a, b, c], .. } = numbers;
        let day = if year_first { made(a, b, c) } else { made(c, b, a) };
        day.is_some_and(|day| FIRST_DAYS.contains(&day))
    });
    all_zero || day_zero || no_year || first_day
}

/// Parses `2009-12-31`, `31/12/2009`, `31.12.09`, `31-déc-09`, `jeudi 31 décembre 2009`,
/// `Thursday, December 31, 2009`, `20091231`, with or without a time, or a serial number of
/// Excel. A two-digit year is the latest one not after today; a UTC timestamp is the day in the
/// file's zone.
pub fn day(text: &str, by: &Calendar) -> Option<Date> {
    let Calendar { order, today, ref zone, epoch } = *by;
    if let Some(day) = moment(text.trim(), zone) {
        return Some(day);
    }
    let text = plain(text);
    if let Some(day) = serial(&text, epoch).or_else(|| eight(&text, order)) {
        return Some(day);
    }
    if let Some(Numbers { year_first, year_digits, of: [a, b, c] }) = numbers(&text) {
        if year_first {
            return made(a, b, c);
        }
        let year = if year_digits == 2 { short_year(c, today) } else { c };
        return match order {
            DayOrder::DayFirst => made(year, b, a),
            DayOrder::MonthFirst => made(year, a, b),
        };
    }
    named(&text, today)
}

/// Without invisible characters, special spaces and a trailing time.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{2044}' | '\u{2215}' | '\u{ff0f}' | '\\' => plain.push('/'),
            '\u{ff10}'..='\u{ff19}' => {
                plain.extend(char::from_digit(u32::from(c) - 0xff10, 10));
            }
            _ if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            _ => plain.push(c),
        }
    }
    without_time(plain.trim()).trim().trim_end_matches(['.', ',', '-', '/']).to_owned()
}

/// Database exports append midnight to a day.
fn without_time(text: &str) -> &str {
    // The time begins at the first part with a colon, or after a `T` between digits.
    let mut from = 0;
    for piece in text.split_inclusive(' ') {
        let word = piece.trim_end();
        if word.contains(':') {
            let joined = word.char_indices().find(|(at, c)| {
                let digit = |at: Option<usize>| {
                    at.and_then(|at| word.as_bytes().get(at)).is_some_and(u8::is_ascii_digit)
                };
                matches!(c, 'T' | 't') && digit(at.checked_sub(1)) && digit(Some(at + 1))
            });
            return match joined {
                Some((at, _)) => &text[..from + at],
                None if from > 0 => text[..from].trim_end().trim_end_matches(" à").trim_end(),
                None => text,
            };
        }
        from += piece.len();
    }
    text
}

/// A UTC timestamp, as programs write the midnight of their user's zone:
/// `2010-03-13T23:00:00.000Z` is the 14th in Paris. Midnight in UTC is its own day.
fn moment(text: &str, zone: &TimeZone) -> Option<Date> {
    if !text.ends_with(['Z', 'z']) {
        return None;
    }
    let moment: Timestamp = text.parse().ok()?;
    let in_utc = moment.to_zoned(TimeZone::UTC).datetime();
    let is_midnight = in_utc.time() == jiff::civil::Time::midnight();
    Some(if is_midnight { in_utc.date() } else { moment.to_zoned(zone.clone()).date() })
}

struct Numbers {
    year_first: bool,
    /// The number of digits of the year, if it is last.
    year_digits: usize,
    of: [i16; 3],
}

/// Three numbers with separators, and nothing else.
fn numbers(text: &str) -> Option<Numbers> {
    let mark = |c: char| "/-. ".contains(c);
    if text.starts_with(mark) || !text.chars().all(|c| c.is_ascii_digit() || mark(c)) {
        return None;
    }
    let parts: Vec<&str> = text.split(mark).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return None };
    let number = |part: &str| if part.len() <= 4 { part.parse().ok() } else { None };
    let year_first = a.len() == 4;
    let fine = if year_first { c.len() <= 2 } else { a.len() <= 2 && matches!(c.len(), 2 | 4) };
    if !fine || b.len() > 2 {
        return None;
    }
    Some(Numbers { year_first, year_digits: c.len(), of: [number(a)?, number(b)?, number(c)?] })
}

/// `20100314`, as databases write it, and `14032010`.
fn eight(text: &str, order: DayOrder) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().ok();
    let likely = |day: &Date| (1880..2200).contains(&day.year());
    let year_first = made(number(0..4)?, number(4..6)?, number(6..8)?).filter(likely);
    let (a, b, year) = (number(0..2)?, number(2..4)?, number(4..8)?);
    let year_last = match order {
        DayOrder::DayFirst => made(year, b, a),
        DayOrder::MonthFirst => made(year, a, b),
    };
    match (year_first, year_last.filter(likely)) {
        // `19122011` is 19 December 2011, as 1912-20-11 is not a date.
        (Some(day), None) | (None, Some(day)) => Some(day),
        _ => None,
    }
}

/// A date with the name of its month.
fn named(text: &str, today: Date) -> Option<Date> {
    let folded = crate::model::fold(text);
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        MONTHS
            .iter()
            .position(|names| names.contains(&word))
            .and_then(|at| i16::try_from(at + 1).ok())
    };
    // `mar` is Tuesday if another word names a month, else March.
    if words.iter().filter(|word| month(word).is_some()).count() > 1 {
        words.retain(|word| *word != "mar");
    }
    words.retain(|word| !FILLERS.contains(word));
    // `14mars2010`
    let split: Vec<String> = match words[..] {
        [one] => apart(one),
        _ => words.iter().map(|word| (*word).to_owned()).collect(),
    };
    let [a, b, c] = &split[..] else { return None };
    let number = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let fine = matches!(&word[digits.len()..], "" | "er" | "st" | "nd" | "rd" | "th");
        if fine { digits.parse::<i16>().ok() } else { None }
    };
    let year = |word: &str| match word.len() {
        // Excel displays a typed date as `14-mars-10`.
        2 => word.parse().ok().map(|year| short_year(year, today)),
        4 => word.parse().ok(),
        _ => None,
    };
    match (month(a), month(b)) {
        // `2010-mars-14`
        (_, Some(month)) if a.len() == 4 && a.bytes().all(|b| b.is_ascii_digit()) => {
            made(year(a)?, month, number(c)?)
        }
        (Some(month), _) => made(year(c)?, month, number(b)?),
        (_, Some(month)) => made(year(c)?, month, number(a)?),
        _ => None,
    }
}

/// Splits a word between digits and letters.
fn apart(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![];
    let mut before = None;
    for c in word.chars() {
        let is_digit = c.is_ascii_digit();
        if before == Some(is_digit)
            && let Some(last) = parts.last_mut()
        {
            last.push(c);
        } else {
            parts.push(c.into());
        }
        before = Some(is_digit);
    }
    parts
}

/// A serial number of a day, with the time as its fraction. Five digits only: four are a year.
fn serial(text: &str, epoch: Date) -> Option<Date> {
    let (days, time) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !is_number(days) || !is_number(time) {
        return None;
    }
    epoch.checked_add(days.parse::<i64>().ok()?.days()).ok()
}

fn short_year(year: i16, today: Date) -> i16 {
    let century = today.year() / 100 * 100;
    if century + year > today.year() { century - 100 + year } else { century + year }
}

fn made(year: i16, month: i16, day: i16) -> Option<Date> {
    if year < 100 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 5, 1);

    fn read(text: &str, order: DayOrder) -> Option<Date> {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        day(text, &Calendar { order, zone, ..Calendar::new(TODAY) })
    }

    fn french(text: &str) -> Option<Date> {
        read(text, DayOrder::DayFirst)
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let last = date(2009, 12, 31);
        for text in [
            "2009-12-31",
            "2009/12/31",
            "31/12/2009",
            "31-12-2009",
            "31.12.2009",
            "31.12.2009.",
            "2009.12.31.",
            "31/12/09",
            "31/12/09 0:00",
            "31 12 2009",
            "31 / 12 / 2009",
            "31\\12\\2009",
            "31‑12‑2009",
            "\u{200e}31/\u{200e}12/\u{200e}2009",
            "31\u{a0}décembre\u{202f}2009",
            "2009-12-31 00:00:00",
            "2009-12-31 00:00:00.0",
            "2009-12-31T00:00:00",
            "2009-12-31T00:00:00Z",
            "2009-12-30T23:00:00.000Z",
            "2009-12-31T00:00:00+01:00",
            "31/12/2009 00:00",
            "31/12/2009 à 00:00",
            "31 décembre 2009",
            "31 déc. 2009",
            "31-déc-09",
            "31-Dec-09",
            "31-DEC-2009",
            "31déc2009",
            "2009-déc-31",
            "jeudi 31 décembre 2009",
            "Thursday, December 31, 2009",
            "December 31, 2009",
            "Dec 31 2009 12:00AM",
            "31st December 2009",
            "Le 31 décembre 2009",
            "20091231",
            "31122009",
            "40178",
            "40178.0",
            "40178,5",
            "２００９-１２-３１",
        ] {
            assert_eq!(french(text), Some(last), "{text}");
        }
        let mac = Calendar { epoch: EPOCH_1904, ..Calendar::new(TODAY) };
        assert_eq!(day("38000", &mac), Some(date(2008, 1, 15)));
        assert_eq!(french("1er mars 2010"), Some(date(2010, 3, 1)));
        assert_eq!(french("mar. 9 mars 2010"), Some(date(2010, 3, 9)));
        assert_eq!(french("Mar 9, 2010"), Some(date(2010, 3, 9)));
        assert_eq!(french("14-août-10"), Some(date(2010, 8, 14)));
        assert_eq!(read("12/31/2009", DayOrder::MonthFirst), Some(last));
        assert_eq!(french("1/5/27"), Some(date(1927, 5, 1)));
        assert_eq!(french("1/5/26"), Some(date(2026, 5, 1)));
        for text in [
            "",
            "x",
            "31/13/2009",
            "30/02/2010",
            "2009",
            "31.12",
            "12:30",
            "1/2",
            "1/2/3",
            "1/2/3/4",
            "99999999",
            "31 foo 2009",
            "٣/٤/٢٠١٠",
        ] {
            assert_eq!(french(text), None, "{text}");
        }
    }

    #[test]
    fn what_programs_write_for_no_date_is_none() {
        for text in [
            "0",
            "0/0/00",
            "00/00/0000",
            "0000-00-00",
            "00-00-0000",
            "00.00.0000",
            "0000-00-00 00:00:00",
            "00/01/1900",
            "0/1/1900",
            "1/0/1900",
            "1900-01-00",
            "1900-01-01",
            "30/12/1899",
            "1899-12-31 00:00:00",
            "01/01/1904",
            "--03-14",
            "--0314",
        ] {
            assert!(is_none(text), "{text}");
        }
        for text in ["", "1/1/2000", "14/03/2010", "10/10/10", "2000-10-10", "x", "Jean", "03-14"] {
            assert!(!is_none(text), "{text}");
        }
    }

    #[test]
    fn a_column_says_which_comes_first_or_that_it_cannot() {
        let of = |cells: &[&str]| Orders::of(cells.iter().copied());
        assert_eq!(of(&["03/04/2010", "05/06/2010"]), Orders::Both);
        assert_eq!(of(&["03/04/2010", "05/16/2010"]), Orders::One(DayOrder::MonthFirst));
        assert_eq!(of(&["03/04/2010", "16/5/10 0:00"]), Orders::One(DayOrder::DayFirst));
        assert_eq!(of(&["05/16/2010", "16/05/2010"]), Orders::Mixed);
        assert_eq!(of(&["2010-05-16", "14 mars 2010", ""]), Orders::None);
        assert_eq!(of(&["2010-05-16", "05/06/2010"]), Orders::Both);
        // The same in both orders.
        assert_eq!(of(&["05/05/2010"]), Orders::None);
    }
}
