//! When reminders are sent: a company's settings, and the instants computed from them.

use jiff::ToSpan;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// A company's settings. No mail is sent at night, nor twice within a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// If false, reminders are only sent manually.
    pub enabled: bool,
    /// Days after the invitation.
    pub first_after_days: u32,
    /// Days between further reminders.
    pub every_days: u32,
    /// The maximum number, including manual ones.
    pub at_most: u32,
    /// In addition, daily on this many days before the event.
    pub last_days: u32,
    /// The hour of the day from which they are sent.
    pub hour: u8,
    /// The IANA time zone for days and hours; None: the instance's.
    pub time_zone: Option<String>,
}

/// The instants that decide who is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Signers who received a mail after this are not due.
    pub rested: Timestamp,
    /// Due for the first reminder: invited before this.
    pub first: Timestamp,
    /// Due for a further reminder: last reminded before this.
    pub every: Timestamp,
    /// An event that starts before this is near.
    pub near: Timestamp,
    pub at_most: u32,
}

impl Reminders {
    /// The ranges of the settings: minimum and maximum.
    pub const DAYS: (u32, u32) = (1, 60);
    pub const MOST: (u32, u32) = (0, 20);
    pub const LAST_DAYS: (u32, u32) = (0, 14);
    /// The first and last hour at which mails may be sent.
    pub const HOURS: (u32, u32) = (8, 19);

    /// Nearly a day: allows for days of 23 hours, and for a queue that was slower the day before.
    const REST: i64 = 22 * Timestamp::HOUR;

    /// The time zone for days and hours.
    pub fn zone(&self, instance: &TimeZone) -> TimeZone {
        let own = self.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| instance.clone())
    }

    /// The sendings that may still be scheduled, as a day and its instant: today's before the
    /// evening, and tomorrow's after today's hour. The caller takes the first day without one.
    pub fn sendings(&self, now: Timestamp, zone: &TimeZone) -> Vec<(Date, Timestamp)> {
        let today = now.day_in(zone);
        let mut sendings = vec![];
        let at = self.sending_at(today, zone);
        if now < evening(today, zone) {
            sendings.push((today, at.max(now)));
        }
        if now >= at
            && let Ok(tomorrow) = today.tomorrow()
        {
            sendings.push((tomorrow, self.sending_at(tomorrow, zone)));
        }
        sendings
    }

    fn sending_at(&self, day: Date, zone: &TimeZone) -> Timestamp {
        let hour = u32::from(self.hour).clamp(Self::HOURS.0, Self::HOURS.1);
        instant(day, hour, zone)
    }

    /// The instants for `now`, in calendar days.
    pub fn due(&self, now: Timestamp, zone: &TimeZone) -> Due {
        let today = now.day_in(zone);
        // N days after: at any hour of the Nth following day.
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

/// None by day; at night, the morning at which mails may be sent again.
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

/// An hour skipped by daylight saving becomes the following one.
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
