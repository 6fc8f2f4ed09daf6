//! The figures of an instance: how much there is, and how much was added in each day or month.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Timestamp;

super::published! { "SCREAMING_SNAKE_CASE"
/// How the figures over time are grouped, by UTC.
///
/// - `DAY`: each of the last 30 days.
/// - `MONTH`: each of the last 12 months.
pub enum StatsPeriod {
    /// Each of the last 30 days.
    Day,
    /// Each of the last 12 months.
    Month,
}
}

super::named! { "SCREAMING_SNAKE_CASE"
/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    Company,
    User,
    Employee,
    Event,
    Answer,
    Mail,
    /// The bytes of files.
    Bytes,
}
}

/// How much there is of each state; those without one have the state "".
pub type ByState = Vec<(String, i64)>;

/// The figures of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    pub at: Timestamp,
    totals: Vec<(Counted, ByState)>,
    pub over_time: Vec<Added>,
}

/// What was added in a day or month, and still exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its first day.
    pub from: Date,
    added: [i64; Counted::ALL.len()],
}

impl Added {
    pub fn of(&self, what: Counted) -> i64 {
        position(what).and_then(|at| self.added.get(at)).copied().unwrap_or(0)
    }
}

fn position(what: Counted) -> Option<usize> {
    Counted::ALL.iter().position(|one| *one == what)
}

impl StatsPeriod {
    /// The first days of the days or months, the earliest first.
    fn starts(self, today: Date) -> Vec<Date> {
        let back = |number: i64| match self {
            Self::Day => today.checked_sub(number.days()).ok(),
            Self::Month => today.first_of_month().checked_sub(number.months()).ok(),
        };
        let many = match self {
            Self::Day => 30,
            Self::Month => 12,
        };
        (0..many).rev().filter_map(back).collect()
    }

    /// The first instant that they include.
    pub fn begins(self, now: Timestamp) -> Timestamp {
        let first = self.starts(utc(now)).first().copied().unwrap_or(Date::MIN);
        let zoned = first.to_zoned(jiff::tz::TimeZone::UTC);
        Timestamp(zoned.map_or(0, |zoned| zoned.timestamp().as_millisecond()))
    }
}

fn utc(at: Timestamp) -> Date {
    at.day_in(&jiff::tz::TimeZone::UTC)
}

impl Stats {
    /// From the totals, and from what was added on single days: what, at any instant of the day,
    /// and how much.
    pub fn new(
        now: Timestamp,
        period: StatsPeriod,
        totals: Vec<(Counted, ByState)>,
        days: &[(Counted, Timestamp, i64)],
    ) -> Self {
        let empty = |from| Added { from, added: [0; Counted::ALL.len()] };
        let mut over_time: Vec<Added> = period.starts(utc(now)).into_iter().map(empty).collect();
        for (what, at, total) in days {
            let day = utc(*at);
            let part = over_time.iter_mut().rev().find(|part| part.from <= day);
            let place = part.zip(position(*what)).and_then(|(part, at)| part.added.get_mut(at));
            if let Some(place) = place {
                *place += total;
            }
        }
        Self { at: now, totals, over_time }
    }

    /// How much there is.
    pub fn total(&self, what: Counted) -> i64 {
        self.by_state(what).map(|(_, total)| total).sum()
    }

    /// How much there is in a state.
    pub fn in_state(&self, what: Counted, state: &str) -> i64 {
        self.by_state(what).filter(|(name, _)| *name == state).map(|(_, total)| total).sum()
    }

    fn by_state(&self, what: Counted) -> impl Iterator<Item = (&str, i64)> {
        let found = self.totals.iter().filter(move |(one, _)| *one == what);
        found.flat_map(|(_, states)| states).map(|(state, total)| (state.as_str(), *total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn each_day_and_month_has_its_sum_and_empty_ones_are_there() {
        let now = at("2026-03-02T10:00:00Z");
        let days = [
            (Counted::Answer, at("2026-03-02T00:00:00Z"), 2),
            (Counted::Answer, at("2026-03-01T00:00:00Z"), 3),
            (Counted::Answer, at("2026-02-28T00:00:00Z"), 4),
            (Counted::Event, at("2026-02-28T00:00:00Z"), 9),
        ];
        let months = Stats::new(now, StatsPeriod::Month, vec![], &days).over_time;
        assert_eq!(months.len(), 12);
        let last: Vec<_> = months.iter().rev().take(3).map(|one| one.of(Counted::Answer)).collect();
        assert_eq!(last, [5, 4, 0]);
        assert_eq!(months[0].from.to_string(), "2025-04-01");
        let by_day = Stats::new(now, StatsPeriod::Day, vec![], &days).over_time;
        assert_eq!((by_day.len(), by_day[29].of(Counted::Answer)), (30, 2));
        assert_eq!((by_day[27].of(Counted::Answer), by_day[27].of(Counted::Event)), (4, 9));
        assert_eq!(StatsPeriod::Month.begins(now), at("2025-04-01T00:00:00Z"));
    }
}
