//! Decides whether the clock can be trusted for irreversible jobs.
//!
//! Two clocks are read together: the time of day, which can be set, and a monotonic clock, which
//! cannot. Where they disagree, the time of day jumped. A forward jump could purge evidence and
//! expire consents years too early: such jobs wait until the clock is right again, has run
//! steadily for a day, or an administrator confirms it. A backward jump loses nothing and is
//! trusted.
//!
//! While the process is down, only the time of day advances. An absence of a month is normal;
//! after one of more than 45 days, such jobs wait too.

use std::time::Duration;

use super::Timestamp;

/// A difference beyond this is a forward jump.
const LEAP: i64 = 6 * Timestamp::HOUR;
/// The longest absence that is trusted.
const AWAY: i64 = 45 * Timestamp::DAY;
/// The time without another jump after which the clock is trusted.
const STEADY: i64 = Timestamp::DAY;
/// A jump beyond this must be confirmed, however steadily the clock runs.
const FURTHEST: i64 = 400 * Timestamp::DAY;

/// Both clocks, read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub at: Timestamp,
    /// Since a fixed instant before the process began.
    pub running: Duration,
}

/// The state stored for the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptReading {
    pub trusted_at: Timestamp,
    pub read_at: Timestamp,
    /// In milliseconds, like `leap`.
    pub steady: i64,
    pub leap: Option<i64>,
}

/// The readings so far, and the trust derived from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTrust {
    /// The last trusted reading.
    trusted: Reading,
    last: Reading,
    /// How far the clock may be ahead of `trusted` without being distrusted.
    allowed: i64,
    steady: i64,
    leap: Option<i64>,
}

impl ClockTrust {
    /// At the start of the process.
    pub fn begin(kept: Option<KeptReading>, now: Reading) -> Self {
        let new = Self { trusted: now, last: now, allowed: LEAP, steady: 0, leap: None };
        let Some(kept) = kept else { return new };
        let ahead = now.at.since(kept.trusted_at);
        if ahead <= AWAY {
            return new;
        }
        let trusted = Reading { at: kept.trusted_at, running: now.running };
        let goes_on = (0..=AWAY).contains(&now.at.since(kept.read_at));
        let steady = if kept.leap.is_some() && goes_on { kept.steady } else { 0 };
        Self { trusted, last: now, allowed: AWAY, steady, leap: Some(ahead) }
    }

    /// Adds a reading.
    pub fn read(&mut self, now: Reading) {
        let passed = millis(now.running.saturating_sub(self.last.running));
        let drift = now.at.since(self.last.at) - passed;
        self.last = now;
        if self.leap.is_none() {
            match drift > LEAP {
                true => (self.leap, self.steady, self.allowed) = (Some(drift), 0, LEAP),
                false => self.trusted = now,
            }
            return;
        }
        let since = millis(now.running.saturating_sub(self.trusted.running));
        let ahead = now.at.since(self.trusted.at) - since;
        self.leap = Some(ahead);
        self.steady = if drift.abs() > LEAP { 0 } else { self.steady + passed };
        let is_believed = self.steady >= STEADY && ahead <= FURTHEST;
        if ahead <= self.allowed || is_believed {
            self.believe();
        }
    }

    /// Trusts the clock as last read.
    pub fn believe(&mut self) {
        (self.trusted, self.leap, self.steady, self.allowed) = (self.last, None, 0, LEAP);
    }

    /// The size of the jump, in milliseconds; None while trusted.
    pub fn leap(&self) -> Option<i64> {
        self.leap
    }

    pub fn kept(&self) -> KeptReading {
        KeptReading {
            trusted_at: self.trusted.at,
            read_at: self.last.at,
            steady: self.steady,
            leap: self.leap,
        }
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_800_000_000_000;
    const YEAR: i64 = 365 * Timestamp::DAY;

    /// `later` milliseconds after noon by the monotonic clock, with the time of day set `set`
    /// ahead.
    fn reading(later: i64, set: i64) -> Reading {
        Reading {
            at: Timestamp(NOON + later + set),
            running: Duration::from_millis(1_000_000 + later.unsigned_abs()),
        }
    }

    fn begun() -> ClockTrust {
        ClockTrust::begin(None, reading(0, 0))
    }

    #[test]
    fn a_clock_that_goes_on_or_is_set_back_is_trusted() {
        let mut trust = begun();
        for (later, set) in [(1_000, 0), (60_000, 0), (YEAR, 0), (YEAR + 1, -2 * Timestamp::DAY)] {
            trust.read(reading(later, set));
            assert_eq!(trust.leap(), None, "{later} {set}");
        }
    }

    #[test]
    fn an_hour_of_summer_time_or_of_a_wrong_zone_is_no_leap() {
        let mut trust = begun();
        trust.read(reading(60_000, 2 * Timestamp::HOUR));
        assert_eq!(trust.leap(), None);
    }

    #[test]
    fn a_leap_is_held_until_the_clock_is_right_again() {
        let mut trust = begun();
        trust.read(reading(20_000, 14 * YEAR));
        assert_eq!(trust.leap(), Some(14 * YEAR));
        trust.read(reading(120_000, 14 * YEAR));
        assert!(trust.leap().is_some());
        trust.read(reading(140_000, 0));
        assert_eq!(trust.leap(), None);
    }

    #[test]
    fn a_day_without_another_leap_is_believed_unless_it_went_too_far() {
        let steadily = |set: i64| {
            let mut trust = begun();
            for hour in 0..30 {
                trust.read(reading(hour * Timestamp::HOUR, if hour > 0 { set } else { 0 }));
            }
            trust.leap()
        };
        assert_eq!(steadily(90 * Timestamp::DAY), None);
        assert_eq!(steadily(14 * YEAR), Some(14 * YEAR));
        let mut trust = begun();
        trust.read(reading(20_000, 14 * YEAR));
        trust.believe();
        trust.read(reading(40_000, 14 * YEAR));
        assert_eq!(trust.leap(), None, "somebody confirmed it");
    }

    #[test]
    fn an_absence_of_a_month_is_trusted_and_a_longer_one_after_a_day() {
        let mut before = begun();
        before.read(reading(60_000, 0));
        let start = |away: i64, kept: KeptReading| ClockTrust::begin(Some(kept), reading(0, away));
        assert_eq!(start(31 * Timestamp::DAY, before.kept()).leap(), None);
        assert_eq!(start(-31 * Timestamp::DAY, before.kept()).leap(), None);
        let mut trust = start(60 * Timestamp::DAY, before.kept());
        assert!(trust.leap().is_some());
        // The hours before and after a restart add up.
        for hour in 0..13 {
            trust.read(reading(hour * Timestamp::HOUR, 60 * Timestamp::DAY));
        }
        let mut trust = start(60 * Timestamp::DAY + 12 * Timestamp::HOUR, trust.kept());
        assert!(trust.leap().is_some());
        let set = 60 * Timestamp::DAY + 12 * Timestamp::HOUR;
        for hour in 0..13 {
            trust.read(reading(hour * Timestamp::HOUR, set));
        }
        assert_eq!(trust.leap(), None);
    }

    #[test]
    fn a_start_with_a_wrong_clock_is_over_once_it_is_set() {
        let mut trust = ClockTrust::begin(Some(begun().kept()), reading(0, 14 * YEAR));
        assert!(trust.leap().is_some());
        let mut again = ClockTrust::begin(Some(trust.kept()), reading(0, 14 * YEAR));
        assert!(again.leap().is_some(), "what was wrong is not believed at the next start");
        again.read(reading(60_000, 10 * Timestamp::DAY));
        assert_eq!(again.leap(), None);
        trust.read(reading(60_000, 0));
        assert_eq!(trust.leap(), None);
    }
}
