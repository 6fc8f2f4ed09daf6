//! Birth dates as spreadsheets and people write them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Whether `03/04/2010` is the third of April or the fourth of March.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

impl DayOrder {
    /// The order of a whole column: the month comes first only if a cell can be
    /// read in no other way, and none speaks against it.
    pub fn of<'t>(cells: impl Iterator<Item = &'t str>) -> Self {
        let mut month_first = false;
        for cell in cells {
            let Some([first, second, _]) = slashed(cell) else { continue };
            if first > 12 {
                return DayOrder::DayFirst;
            }
            month_first |= second > 12;
        }
        if month_first { DayOrder::MonthFirst } else { DayOrder::DayFirst }
    }
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january"],
    &["fevrier", "fevr", "fev", "february", "feb"],
    &["mars", "march", "mar"],
    &["avril", "avr", "april", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "juil", "july", "jul"],
    &["aout", "august", "aug"],
    &["septembre", "sept", "sep", "september"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["decembre", "dec", "december"],
];

/// `2009-12-31`, `31/12/2009`, `31.12.09`, `31 décembre 2009`, `December 31, 2009`,
/// with or without a time, or the number of a day as Excel counts them. Two
/// digits are the last such year that is not after `today`.
pub fn day(text: &str, order: DayOrder, today: Date) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = serial(text) {
        return Some(day);
    }
    let text = without_time(text);
    if let Some([a, b, c]) = slashed(text) {
        if text.find(|c: char| !c.is_ascii_digit()) == Some(4) {
            return made(a, b, c);
        }
        let year = match text.rsplit(|c: char| !c.is_ascii_digit()).next().map(str::len) {
            Some(2) => short_year(c, today),
            _ => c,
        };
        return match order {
            DayOrder::DayFirst => made(year, b, a),
            DayOrder::MonthFirst => made(year, a, b),
        };
    }
    let folded = crate::model::fold(text);
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.retain(|word| !matches!(*word, "le" | "de" | "of" | "the"));
    let [a, b, year] = words[..] else { return None };
    let month = |word: &str| {
        MONTHS
            .iter()
            .position(|names| names.contains(&word))
            .and_then(|at| i16::try_from(at + 1).ok())
    };
    let number = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let fine = matches!(&word[digits.len()..], "" | "er" | "st" | "nd" | "rd" | "th");
        if fine { digits.parse::<i16>().ok() } else { None }
    };
    let year = number(year).filter(|year| *year > 99)?;
    match (month(a), month(b)) {
        (Some(month), _) => made(year, month, number(b)?),
        (_, Some(month)) => made(year, month, number(a)?),
        _ => None,
    }
}

/// Three numbers with the same mark between them.
fn slashed(text: &str) -> Option<[i16; 3]> {
    let text = without_time(text.trim());
    let mark = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/-. ".contains(*c))?;
    let mut parts = text.split(mark).map(|part| {
        let fine = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fine { part.parse().ok() } else { None }
    });
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

/// Exports of databases add midnight to a day.
fn without_time(text: &str) -> &str {
    match text.find([' ', 'T']) {
        Some(at) if at >= 8 && text[at + 1..].contains(':') => &text[..at],
        _ => text,
    }
}

/// Days since the end of December 1899, as Excel counts from March 1900 on, with
/// the time of day behind a point. Five digits only: four are a year.
fn serial(text: &str) -> Option<Date> {
    let (days, time) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !is_number(days) || !is_number(time) {
        return None;
    }
    date(1899, 12, 30).checked_add(days.parse::<i64>().ok()?.days()).ok()
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

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let last = date(2009, 12, 31);
        for text in [
            "2009-12-31",
            "2009/12/31",
            "31/12/2009",
            "31-12-2009",
            "31.12.2009",
            "31/12/09",
            "31 12 2009",
            "2009-12-31 00:00:00",
            "2009-12-31T00:00:00Z",
            "31/12/2009 00:00",
            "31 décembre 2009",
            "31 déc. 2009",
            "December 31, 2009",
            "31st December 2009",
            "40178",
            "40178.0",
        ] {
            assert_eq!(day(text, DayOrder::DayFirst, TODAY), Some(last), "{text}");
        }
        assert_eq!(day("1er mars 2010", DayOrder::DayFirst, TODAY), Some(date(2010, 3, 1)));
        assert_eq!(day("12/31/2009", DayOrder::MonthFirst, TODAY), Some(last));
        assert_eq!(day("1/5/27", DayOrder::DayFirst, TODAY), Some(date(1927, 5, 1)));
        assert_eq!(day("1/5/26", DayOrder::DayFirst, TODAY), Some(date(2026, 5, 1)));
        for text in [
            "",
            "x",
            "31/13/2009",
            "30/02/2010",
            "2009",
            "31.12",
            "12:30",
            "1/2",
            "1/2/3/4",
            "99999999",
            "31 foo 2009",
            "٣/٤/٢٠١٠",
        ] {
            assert_eq!(day(text, DayOrder::DayFirst, TODAY), None, "{text}");
        }
    }

    #[test]
    fn a_column_says_which_comes_first() {
        let of = |cells: &[&str]| DayOrder::of(cells.iter().copied());
        assert_eq!(of(&["03/04/2010", "05/06/2010"]), DayOrder::DayFirst);
        assert_eq!(of(&["03/04/2010", "05/16/2010"]), DayOrder::MonthFirst);
        assert_eq!(of(&["05/16/2010", "16/05/2010"]), DayOrder::DayFirst);
        assert_eq!(of(&["2010-05-16", "05/06/2010"]), DayOrder::DayFirst);
    }
}
