//! Formats dates in the reader's language and time zone. Hours are on a 24-hour clock in both
//! languages: `09:30`.

use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::model::{Locale, Timestamp};

const DAYS_FR: [&str; 7] =
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const DAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_MONTHS_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date without its weekday: `1er mai 2026`, `1 May 2026`.
pub fn date(locale: Locale, date: Date) -> String {
    format!("{} {}", day_and_month(locale, date), date.year())
}

/// A date with its weekday: `samedi 23 mai 2026`, `Saturday 23 May 2026`.
pub fn day(locale: Locale, date: Date) -> String {
    format!("{} {}", weekday_to_month(locale, date), date.year())
}

/// A month: `mai 2026`, `May 2026`.
pub fn month(locale: Locale, date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()) - 1;
    let names = match locale {
        Locale::Fr => MONTHS_FR,
        Locale::En => MONTHS_EN,
    };
    format!("{} {}", names[month], date.year())
}

/// The days of a week, from Monday: `lundi`, `Monday`.
pub fn weekdays(locale: Locale) -> [&'static str; 7] {
    match locale {
        Locale::Fr => DAYS_FR,
        Locale::En => DAYS_EN,
    }
}

/// The hour of an instant: `09:30`.
pub fn hour(at: Timestamp, zone: &TimeZone) -> String {
    clock(zoned(at, zone).time())
}

/// An instant: `samedi 23 mai 2026 à 09:30`, `Saturday 23 May 2026, 09:30`.
pub fn moment(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    moment_of(locale, &zoned(at, zone))
}

/// An instant with its UTC offset, for readers in other time zones: `samedi 23 mai 2026 à 09:30
/// (UTC+2)`.
pub fn moment_with_offset(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    let at = zoned(at, zone);
    format!("{} ({})", moment_of(locale, &at), offset(&at))
}

/// An instant for records, to the second, with its UTC offset: `23 mai 2026` and `09:30:05
/// (UTC+2)`.
pub fn record(locale: Locale, at: Timestamp, zone: &TimeZone) -> (String, String) {
    let at = zoned(at, zone);
    let time = at.strftime("%H:%M:%S");
    (date(locale, at.date()), format!("{time} ({})", offset(&at)))
}

/// An instant for records, to the second: `2026-05-23 07:30:05 UTC`.
pub fn utc(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// From one instant to another, as briefly as possible:
/// `samedi 23 mai 2026, de 09:30 à 17:00`;
/// `du samedi 23 mai 2026 à 09:30 au dimanche 24 mai 2026 à 17:00`;
/// whole days (from midnight to midnight, or to 23:59) without hours.
pub fn range(locale: Locale, start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (zoned(start, zone), zoned(end, zone));
    if end <= start {
        return moment_of(locale, &start);
    }
    if let Some(last) = last_whole_day(&start, &end) {
        return days(locale, start.date(), last);
    }
    if start.date() == end.date() {
        let (day, from, to) = (day(locale, start.date()), clock(start.time()), clock(end.time()));
        return match locale {
            Locale::Fr => format!("{day}, de {from} à {to}"),
            Locale::En => format!("{day}, {from} to {to}"),
        };
    }
    let (from, to) = (moment_of(locale, &start), moment_of(locale, &end));
    match locale {
        Locale::Fr => format!("du {from} au {to}"),
        Locale::En => format!("{from} to {to}"),
    }
}

/// As [`range`], for lists: short names, and no line breaks but between day and hours.
/// `sam. 23 mai 2026, 09:30–17:00`; `Sat 23 May 2026, 20:00 – Sun 24 May 2026, 02:00`.
pub fn short_range(locale: Locale, start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (zoned(start, zone), zoned(end, zone));
    if end <= start {
        return short_of(locale, &start);
    }
    match last_whole_day(&start, &end) {
        Some(last) if last <= start.date() => short_day(locale, start.date()),
        Some(last) => format!("{} – {}", short_day(locale, start.date()), short_day(locale, last)),
        None if start.date() == end.date() => {
            format!("{}–\u{2060}{}", short_of(locale, &start), clock(end.time()))
        }
        None => format!("{} – {}", short_of(locale, &start), short_of(locale, &end)),
    }
}

/// An instant, for lists: `sam. 23 mai 2026, 09:30`.
pub fn short_moment(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    short_of(locale, &zoned(at, zone))
}

/// From one day to another, both included: `du samedi 23 au dimanche 24 mai 2026`.
pub fn days(locale: Locale, first: Date, last: Date) -> String {
    if last <= first {
        return day(locale, first);
    }
    let from = if first.year() != last.year() {
        day(locale, first)
    } else if first.month() != last.month() {
        weekday_to_month(locale, first)
    } else {
        weekday_and_number(locale, first)
    };
    let to = day(locale, last);
    match locale {
        Locale::Fr => format!("du {from} au {to}"),
        Locale::En => format!("{from} to {to}"),
    }
}

fn zoned(at: Timestamp, zone: &TimeZone) -> Zoned {
    at.to_jiff().to_zoned(zone.clone())
}

fn moment_of(locale: Locale, at: &Zoned) -> String {
    let (day, hour) = (day(locale, at.date()), clock(at.time()));
    match locale {
        Locale::Fr => format!("{day} à {hour}"),
        Locale::En => format!("{day}, {hour}"),
    }
}

/// `sam. 23 mai 2026`, with spaces that do not break.
fn short_day(locale: Locale, date: Date) -> String {
    let (weekday, month) = (weekday(locale, date), usize::from(date.month().unsigned_abs()) - 1);
    let cut = |name: &str| name.chars().take(3).collect::<String>();
    let (weekday, number, month) = match locale {
        Locale::Fr => {
            (format!("{}.", cut(weekday)), number_fr(date), SHORT_MONTHS_FR[month].into())
        }
        Locale::En => (cut(weekday), date.day().to_string(), cut(MONTHS_EN[month])),
    };
    [weekday, number, month, date.year().to_string()].join("\u{a0}")
}

fn short_of(locale: Locale, at: &Zoned) -> String {
    format!("{}, {}", short_day(locale, at.date()), clock(at.time()))
}

/// The last day, if both ends are midnights (the end may also be 23:59).
fn last_whole_day(start: &Zoned, end: &Zoned) -> Option<Date> {
    if start.time() != Time::midnight() {
        return None;
    }
    match (end.hour(), end.minute()) {
        (0, 0) => end.date().yesterday().ok(),
        (23, 59) => Some(end.date()),
        _ => None,
    }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn offset(at: &Zoned) -> String {
    let minutes = at.offset().seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// `1er mai`, `23 mai`, `23 May`.
fn day_and_month(locale: Locale, date: Date) -> String {
    let month = usize::from(date.month().unsigned_abs()) - 1;
    match locale {
        Locale::Fr => format!("{} {}", number_fr(date), MONTHS_FR[month]),
        Locale::En => format!("{} {}", date.day(), MONTHS_EN[month]),
    }
}

fn weekday_to_month(locale: Locale, date: Date) -> String {
    format!("{} {}", weekday(locale, date), day_and_month(locale, date))
}

fn weekday_and_number(locale: Locale, date: Date) -> String {
    match locale {
        Locale::Fr => format!("{} {}", weekday(locale, date), number_fr(date)),
        Locale::En => format!("{} {}", weekday(locale, date), date.day()),
    }
}

fn number_fr(date: Date) -> String {
    if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() }
}

fn weekday(locale: Locale, date: Date) -> &'static str {
    let index = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    match locale {
        Locale::Fr => DAYS_FR[index],
        Locale::En => DAYS_EN[index],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").unwrap()
    }

    fn at(rfc3339: &str) -> Timestamp {
        Timestamp::parse_rfc3339(rfc3339).unwrap()
    }

    #[track_caller]
    fn reads(start: &str, end: &str, french: &str, english: &str) {
        let (start, end) = (at(start), at(end));
        assert_eq!(range(Locale::Fr, start, end, &paris()), french);
        assert_eq!(range(Locale::En, start, end, &paris()), english);
    }

    #[test]
    fn a_moment_is_told_in_the_reader_s_zone_and_language() {
        let moment_at = at("2026-05-23T07:30:00Z");
        assert_eq!(moment(Locale::Fr, moment_at, &paris()), "samedi 23 mai 2026 à 09:30");
        assert_eq!(moment(Locale::En, moment_at, &paris()), "Saturday 23 May 2026, 09:30");
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert_eq!(moment(Locale::En, moment_at, &tokyo), "Saturday 23 May 2026, 16:30");
        assert_eq!(hour(moment_at, &tokyo), "16:30");
    }

    #[test]
    fn the_offset_follows_summer_time() {
        let summer = moment_with_offset(Locale::Fr, at("2026-05-23T07:30:00Z"), &paris());
        let winter = moment_with_offset(Locale::Fr, at("2026-12-23T08:30:00Z"), &paris());
        assert_eq!(summer, "samedi 23 mai 2026 à 09:30 (UTC+2)");
        assert_eq!(winter, "mercredi 23 décembre 2026 à 09:30 (UTC+1)");
        let nepal = TimeZone::get("Asia/Kathmandu").unwrap();
        let noon = moment_with_offset(Locale::En, at("2026-05-23T00:00:00Z"), &nepal);
        assert_eq!(noon, "Saturday 23 May 2026, 05:45 (UTC+5:45)");
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal_in_french() {
        let first = jiff::civil::date(2026, 8, 1);
        assert_eq!(date(Locale::Fr, first), "1er août 2026");
        assert_eq!(date(Locale::En, first), "1 August 2026");
        assert_eq!(day(Locale::Fr, first), "samedi 1er août 2026");
    }

    #[test]
    fn a_shoot_within_a_day_names_the_day_once() {
        reads(
            "2026-05-23T07:30:00Z",
            "2026-05-23T15:00:00Z",
            "samedi 23 mai 2026, de 09:30 à 17:00",
            "Saturday 23 May 2026, 09:30 to 17:00",
        );
    }

    #[test]
    fn a_shoot_over_midnight_names_both_days() {
        reads(
            "2026-05-23T18:00:00Z",
            "2026-05-24T00:00:00Z",
            "du samedi 23 mai 2026 à 20:00 au dimanche 24 mai 2026 à 02:00",
            "Saturday 23 May 2026, 20:00 to Sunday 24 May 2026, 02:00",
        );
    }

    #[test]
    fn whole_days_have_no_hours() {
        let one = "2026-05-22T22:00:00Z";
        reads(one, "2026-05-23T22:00:00Z", "samedi 23 mai 2026", "Saturday 23 May 2026");
        reads(
            one,
            "2026-05-24T21:59:59Z",
            "du samedi 23 au dimanche 24 mai 2026",
            "Saturday 23 to Sunday 24 May 2026",
        );
        reads(
            one,
            "2026-06-01T22:00:00Z",
            "du samedi 23 mai au lundi 1er juin 2026",
            "Saturday 23 May to Monday 1 June 2026",
        );
        reads(
            "2025-12-30T23:00:00Z",
            "2026-01-01T23:00:00Z",
            "du mercredi 31 décembre 2025 au jeudi 1er janvier 2026",
            "Wednesday 31 December 2025 to Thursday 1 January 2026",
        );
    }

    #[test]
    fn lists_have_short_dates_that_break_between_day_and_hours_only() {
        let said = |start: &str, end: &str| {
            let (start, end) = (at(start), at(end));
            let said = |locale| short_range(locale, start, end, &paris());
            let said = |locale| said(locale).replace('\u{a0}', "_").replace('\u{2060}', "");
            (said(Locale::Fr), said(Locale::En))
        };
        let is = |(french, english): (String, String), fr: &str, en: &str| {
            assert_eq!((french.as_str(), english.as_str()), (fr, en));
        };
        let (morning, evening) = ("2026-05-23T07:30:00Z", "2026-05-23T15:00:00Z");
        let fr = "sam._23_mai_2026, 09:30–17:00";
        is(said(morning, evening), fr, "Sat_23_May_2026, 09:30–17:00");
        let fr = "sam._23_mai_2026, 09:30 – lun._1er_juin_2026, 02:00";
        is(
            said(morning, "2026-06-01T00:00:00Z"),
            fr,
            "Sat_23_May_2026, 09:30 – Mon_1_Jun_2026, 02:00",
        );
        let midnight = "2026-05-22T22:00:00Z";
        is(said(midnight, "2026-05-23T22:00:00Z"), "sam._23_mai_2026", "Sat_23_May_2026");
        let fr = "sam._23_mai_2026 – dim._24_mai_2026";
        is(said(midnight, "2026-05-24T21:59:59Z"), fr, "Sat_23_May_2026 – Sun_24_May_2026");
        is(said(morning, morning), "sam._23_mai_2026, 09:30", "Sat_23_May_2026, 09:30");
    }

    #[test]
    fn an_end_before_its_start_is_left_out() {
        reads(
            "2026-05-23T07:30:00Z",
            "2026-05-23T07:30:00Z",
            "samedi 23 mai 2026 à 09:30",
            "Saturday 23 May 2026, 09:30",
        );
    }

    #[test]
    fn the_record_speaks_utc_to_the_second() {
        assert_eq!(utc(at("2026-05-23T09:30:05.678+02:00")), "2026-05-23 07:30:05 UTC");
    }

    #[test]
    fn absurd_instants_are_still_written() {
        assert!(moment(Locale::Fr, Timestamp(i64::MAX), &paris()).contains("9999"));
        assert!(moment(Locale::Fr, Timestamp(i64::MIN), &paris()).contains("-9999"));
    }
}
