//! When those who have not answered are written to again: what a company wishes, and
//! what the clock makes of it.

use jiff::ToSpan;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// What a company wishes. Nobody is written to at night, nor twice within a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// Otherwise people are reminded by hand only.
    pub enabled: bool,
    /// So many days after the invitation.
    pub first_after_days: u32,
    /// Then again every so many days.
    pub every_days: u32,
    /// At most so often, those by hand counted.
    pub at_most: u32,
    /// On top of these, on each of so many days before the shoot.
    pub last_days: u32,
    /// The hour of the day from which on they leave.
    pub hour: u8,
    /// IANA, in which days and hours are counted; none: the instance's.
    pub time_zone: Option<String>,
}

/// The instants that decide who is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Whoever was written to after that is left alone.
    pub rested: Timestamp,
    /// Due for the first time is who was invited before.
    pub first: Timestamp,
    /// Due again is who was reminded before.
    pub every: Timestamp,
    /// A shoot that starts by then is near.
    pub near: Timestamp,
    pub at_most: u32,
}

impl Reminders {
    /// What the numbers may be: least and most.
    pub const DAYS: (u32, u32) = (1, 60);
    pub const MOST: (u32, u32) = (0, 20);
    pub const LAST_DAYS: (u32, u32) = (0, 14);
    /// The first and the last hour at which people may be written to.
    pub const HOURS: (u32, u32) = (8, 19);

    /// A day's rest, but for what daily sendings vary by: the day of 23 hours, and a
    /// queue that was slower yesterday.
    const REST: i64 = 22 * Timestamp::HOUR;

    /// Where days and hours are counted.
    pub fn zone(&self, instance: &TimeZone) -> TimeZone {
        let own = self.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| instance.clone())
    }

    /// The sendings that may still be planned, as a day and the instant it leaves: today's
    /// unless the evening has come, and tomorrow's once the hour has struck today. Whoever
    /// plans takes the first of a day that has none.
    pub fn sendings(&self, now: Timestamp, zone: &TimeZone) -> Vec<(Date, Timestamp)> {
        let today = now.day_in(zone);
        let mut sendings = vec![];
        let at = self.strikes(today, zone);
        if now < evening(today, zone) {
            sendings.push((today, at.max(now)));
        }
        if now >= at
            && let Ok(tomorrow) = today.tomorrow()
        {
            sendings.push((tomorrow, self.strikes(tomorrow, zone)));
        }
        sendings
    }

    fn strikes(&self, day: Date, zone: &TimeZone) -> Timestamp {
        let hour = u32::from(self.hour).clamp(Self::HOURS.0, Self::HOURS.1);
        instant(day, hour, zone)
    }

    /// What is due now, by days as the calendar counts them.
    pub fn due(&self, now: Timestamp, zone: &TimeZone) -> Due {
        let today = now.day_in(zone);
        // N days after: at any hour of the Nth day that follows.
        let before = |days: u32| {
            let day = today.checked_sub(i64::from(days.max(1) - 1).days()).unwrap_or(Date::MIN);
            instant(day, 0, zone)
        };
        Due {
            rested: now.minus(Self::REST),
            first: before(self.first_after_days),
            every: before(self.every_days),
            near: now.plus(i64::from(self.last_days) * Timestamp::DAY),
            at_most: self.at_most,
        }
    }
}

/// None by day; at night, the morning on which people may be written to again.
pub fn morning_after(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let today = now.day_in(zone);
    let morning = |day| instant(day, Reminders::HOURS.0, zone);
    if now < morning(today) {
        return Some(morning(today));
    }
    if now < evening(today, zone) {
        return None;
    }
    Some(today.tomorrow().map_or(now.plus(12 * Timestamp::HOUR), morning))
}

fn evening(day: Date, zone: &TimeZone) -> Timestamp {
    instant(day, Reminders::HOURS.1 + 1, zone)
}

/// An hour that a change of time skips is the one that follows.
fn instant(day: Date, hour: u32, zone: &TimeZone) -> Timestamp {
    let at = day.to_datetime(time(hour.min(23) as i8, 0, 0, 0)).to_zoned(zone.clone());
    let at = at.map(|at| at.timestamp().as_millisecond());
    at.map_or(Timestamp(i64::MIN), Timestamp)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn reminders() -> Reminders {
        Reminders {
            enabled: true,
            first_after_days: 3,
            every_days: 4,
            at_most: 3,
            last_days: 6,
            hour: 9,
            time_zone: Some("Europe/Paris".into()),
        }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    fn sendings(now: &str) -> Vec<(Date, String)> {
        let reminders = reminders();
        let sendings = reminders.sendings(at(now), &reminders.zone(&TimeZone::UTC));
        sendings.into_iter().map(|(day, at)| (day, at.rfc3339())).collect()
    }

    #[test]
    fn a_round_leaves_at_its_hour_at_once_if_it_is_late_and_never_at_night() {
        let today = date(2026, 7, 1);
        let tomorrow = (date(2026, 7, 2), "2026-07-02T07:00:00Z".to_owned());
        assert_eq!(sendings("2026-07-01T02:00:00Z"), [(today, "2026-07-01T07:00:00Z".into())]);
        let late = (today, "2026-07-01T15:00:00Z".into());
        assert_eq!(sendings("2026-07-01T15:00:00Z"), [late, tomorrow.clone()]);
        assert_eq!(sendings("2026-07-01T18:00:00Z"), [tomorrow]);
    }

    #[test]
    fn nine_is_nine_on_both_sides_of_a_change_of_time() {
        assert_eq!(sendings("2026-03-28T03:00:00Z")[0].1, "2026-03-28T08:00:00Z");
        assert_eq!(sendings("2026-03-29T02:00:00Z")[0].1, "2026-03-29T07:00:00Z");
        assert_eq!(sendings("2026-10-24T02:00:00Z")[0].1, "2026-10-24T07:00:00Z");
        assert_eq!(sendings("2026-10-25T03:00:00Z")[0].1, "2026-10-25T08:00:00Z");
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let reminders = reminders();
        let zone = reminders.zone(&TimeZone::UTC);
        let due = reminders.due(at("2026-03-30T07:00:00Z"), &zone);
        // Invited on the 27th at any hour: the 30th is the third day after.
        assert_eq!(due.first.rfc3339(), "2026-03-27T23:00:00Z");
        assert_eq!(due.every.rfc3339(), "2026-03-26T23:00:00Z");
        assert_eq!(due.near.rfc3339(), "2026-04-05T07:00:00Z");
    }

    #[test]
    fn the_night_is_over_at_eight() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let after = |now| morning_after(at(now), &zone).map(Timestamp::rfc3339);
        assert_eq!(after("2026-07-01T05:59:59Z"), Some("2026-07-01T06:00:00Z".into()));
        assert_eq!(after("2026-07-01T06:00:00Z"), None);
        assert_eq!(after("2026-07-01T17:59:59Z"), None);
        assert_eq!(after("2026-07-01T18:00:00Z"), Some("2026-07-02T06:00:00Z".into()));
    }

    #[test]
    fn an_unknown_zone_is_the_instances() {
        let lost = Reminders { time_zone: Some("Mars/Olympus".into()), ..reminders() };
        assert_eq!(lost.zone(&TimeZone::UTC), TimeZone::UTC);
    }
}
