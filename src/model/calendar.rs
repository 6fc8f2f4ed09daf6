//! Ranges of days, and the events on each day.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Check, Event, Timestamp};

/// Consecutive whole days in a time zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Never empty.
    days: Vec<Day>,
}

/// A day in a time zone: 23 or 25 hours long when daylight saving changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub start: Timestamp,
    /// The first instant of the next day.
    pub end: Timestamp,
}

/// One bound of a range, as typed.
enum Bound {
    Day(Date),
    Instant(Timestamp),
}

impl Stretch {
    /// A leap year.
    pub const MOST_DAYS: usize = 366;
    /// The maximum number of events shown.
    pub const MOST_EVENTS: usize = 5_000;

    /// Parses `start` and `end`: either days, both inclusive, or instants, the end exclusive (so
    /// that midnight belongs to the day before).
    pub fn checked(start: &str, end: &str, zone: &TimeZone, check: &mut Check) -> Option<Self> {
        let start = check.field("start", bound(start));
        let end = check.field("end", bound(end));
        let (start, end) = start.zip(end)?;
        let first = match &start {
            Bound::Day(day) => *day,
            Bound::Instant(at) => at.day_in(zone),
        };
        let last = match (&start, &end) {
            (_, Bound::Day(day)) => *day,
            (Bound::Instant(from), Bound::Instant(to)) if from == to => first,
            (_, Bound::Instant(at)) => at.minus(1).day_in(zone),
        };
        let known = 1900..=2200;
        check.require(known.contains(&first.year()), "start", "no_such_year");
        if !known.contains(&last.year()) {
            check.refuse("end", "no_such_year");
            return None;
        }
        check.require(first <= last, "end", "end_before_start");
        let mut days = vec![];
        for date in first.series(jiff::ToSpan::day(1)).take_while(|date| *date <= last) {
            if days.len() == Self::MOST_DAYS {
                check.refuse("end", "range_too_long");
                return None;
            }
            days.push(Day::of(date, zone)?);
        }
        (!days.is_empty()).then_some(Self { days })
    }

    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The first instant.
    pub fn start(&self) -> Timestamp {
        self.days.first().map_or_else(Timestamp::default, |day| day.start)
    }

    /// The first instant after it.
    pub fn end(&self) -> Timestamp {
        self.days.last().map_or_else(Timestamp::default, |day| day.end)
    }

    /// For each day, the indexes in `events` of those on it: an event of several days is on each,
    /// one that ends at midnight not on the new day.
    pub fn place(&self, events: &[Event]) -> Vec<Vec<usize>> {
        let mut placed = vec![vec![]; self.days.len()];
        for (place, event) in events.iter().enumerate() {
            // An event without duration occupies its instant.
            let end = event.end.max(event.start.plus(1));
            let first = self.days.partition_point(|day| day.end <= event.start);
            let past = self.days.partition_point(|day| day.start < end);
            placed.iter_mut().take(past).skip(first).for_each(|day| day.push(place));
        }
        placed
    }
}

impl Day {
    fn of(date: Date, zone: &TimeZone) -> Option<Self> {
        let begins = |date: Date| {
            let at = date.to_zoned(zone.clone()).ok()?;
            Some(Timestamp(at.timestamp().as_millisecond()))
        };
        Some(Self { date, start: begins(date)?, end: begins(date.tomorrow().ok()?)? })
    }
}

fn bound(text: &str) -> Result<Bound, &'static str> {
    let text = text.trim();
    if let Ok(day) = super::check::day(text) {
        return Ok(Bound::Day(day));
    }
    Timestamp::parse_rfc3339(text).map(Bound::Instant).ok_or("day_or_instant")
}

/// The end of an event moved from `start` to `new`: at the same local time, as many days later,
/// independent of daylight saving.
pub fn same_length(start: Timestamp, end: Timestamp, new: Timestamp, zone: &TimeZone) -> Timestamp {
    let local = |at: Timestamp| at.to_jiff().to_zoned(zone.clone()).datetime();
    let length = local(end).duration_since(local(start));
    let ends = local(new)
        .checked_add(length)
        .ok()
        .and_then(|ends| ends.to_zoned(zone.clone()).ok())
        .map(|ends| Timestamp(ends.timestamp().as_millisecond()));
    // The hour may not exist in the night daylight saving begins.
    ends.unwrap_or_else(|| new.plus(end.since(start))).max(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, CompanyId, EventId, EventStatus, Progress};

    fn paris() -> TimeZone {
        TimeZone::get("Europe/Paris").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn stretch(start: &str, end: &str) -> Result<Stretch, Vec<(String, &'static str)>> {
        let mut check = Check::new();
        let read = Stretch::checked(start, end, &paris(), &mut check);
        match check.finish(read) {
            Ok(read) => Ok(read),
            Err(crate::Error::Invalid(fields)) => {
                Err(fields.iter().map(|one| (one.field.to_string(), one.code)).collect())
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn event(start: &str, end: &str) -> Event {
        Event {
            id: EventId(1),
            company: CompanyId(1),
            name: String::new(),
            description: None,
            client: None,
            start: at(start),
            end: at(end),
            status: EventStatus::Create,
            progress: Progress::default(),
            address: Address::default(),
            partner: None,
            created_by: None,
            revision: 0,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            archived_at: None,
            deleted_at: None,
        }
    }

    #[test]
    fn days_are_as_long_as_they_are() {
        let hours = |day: &str| {
            let one = stretch(day, day).unwrap();
            (one.days().len(), one.end().since(one.start()) / Timestamp::HOUR)
        };
        assert_eq!(hours("2026-03-28"), (1, 24));
        assert_eq!(hours("2026-03-29"), (1, 23));
        assert_eq!(hours("2026-10-25"), (1, 25));
        assert_eq!(
            stretch("2026-10-25", "2026-10-25").unwrap().start(),
            at("2026-10-24T22:00:00Z")
        );
    }

    #[test]
    fn a_month_may_be_given_by_its_days_or_by_its_midnights() {
        let by_days = stretch("2026-05-01", "2026-05-31").unwrap();
        assert_eq!(by_days.days().len(), 31);
        let midnights = stretch("2026-04-30T22:00:00Z", "2026-06-01T00:00:00+02:00").unwrap();
        assert_eq!(midnights, by_days);
        let instant = stretch("2026-05-05T10:00:00Z", "2026-05-05T10:00:00Z").unwrap();
        assert_eq!(instant.days().len(), 1);
        // The day that begins at this midnight.
        let one = stretch("2026-05-04T22:00:00Z", "2026-05-04T22:00:00Z").unwrap();
        assert_eq!(one.days()[0].date, jiff::civil::date(2026, 5, 5));
    }

    #[test]
    fn a_year_is_the_most() {
        assert_eq!(stretch("2024-01-01", "2024-12-31").unwrap().days().len(), 366);
        let long = stretch("2024-01-01", "2025-01-01").unwrap_err();
        assert_eq!(long, [("end".to_owned(), "range_too_long")]);
        let back = stretch("2026-05-02", "2026-05-01").unwrap_err();
        assert_eq!(back, [("end".to_owned(), "end_before_start")]);
        for (start, end, field) in [
            ("demain", "2026-05-01", "start"),
            ("2026-05-01", "", "end"),
            ("2026-05-01", "2026-05-32", "end"),
            ("2026-05-01", "2026-05-01T10:00:00", "end"),
            ("-009999-01-01", "2026-05-01", "start"),
            ("1600-01-01", "2026-05-01", "start"),
            ("2026-05-01", "9999-12-31", "end"),
            ("2026-05-01", "9999-12-30T22:00:00Z", "end"),
        ] {
            let wrong = stretch(start, end).unwrap_err();
            assert!(wrong.iter().any(|one| one.0 == field), "{start} {end}: {wrong:?}");
        }
    }

    #[test]
    fn an_event_is_on_each_of_its_days_and_no_other() {
        let week = stretch("2026-03-27", "2026-03-30").unwrap();
        let days = |start: &str, end: &str| {
            let placed = week.place(&[event(start, end)]);
            placed.iter().map(|day| day.len()).collect::<Vec<_>>()
        };
        assert_eq!(days("2026-03-28T10:00:00+01:00", "2026-03-28T11:00:00+01:00"), [0, 1, 0, 0]);
        // Across the night of 23 hours.
        assert_eq!(days("2026-03-28T23:59:59+01:00", "2026-03-30T00:00:01+02:00"), [0, 1, 1, 1]);
        assert_eq!(days("2026-03-28T10:00:00+01:00", "2026-03-30T00:00:00+02:00"), [0, 1, 1, 0]);
        assert_eq!(days("2026-03-29T00:00:00+01:00", "2026-03-29T00:00:00+01:00"), [0, 0, 1, 0]);
        assert_eq!(days("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"), [1, 1, 1, 1]);
        assert_eq!(days("2026-03-30T22:00:00Z", "2026-03-31T10:00:00Z"), [0, 0, 0, 0]);
        assert_eq!(days("2026-03-20T22:00:00Z", "2026-03-26T23:00:00Z"), [0, 0, 0, 0]);
    }

    #[test]
    fn a_copy_ends_at_the_same_time_of_day() {
        let ends = |start: &str, end: &str, new: &str| {
            same_length(at(start), at(end), at(new), &paris()).rfc3339()
        };
        // Two days across the change: an hour less of elapsed time.
        let two = ("2026-05-23T09:00:00+02:00", "2026-05-24T17:00:00+02:00");
        assert_eq!(ends(two.0, two.1, "2026-03-28T09:00:00+01:00"), "2026-03-29T15:00:00Z");
        assert_eq!(ends(two.0, two.1, "2026-06-01T09:00:00+02:00"), "2026-06-02T15:00:00Z");
        assert_eq!(ends(two.0, two.0, "2026-06-01T09:00:00Z"), "2026-06-01T09:00:00Z");
    }
}
