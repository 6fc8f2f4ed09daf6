//! Instants and days.

use serde::{Deserialize, Serialize};

/// An instant, in milliseconds since the Unix epoch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const SECOND: i64 = 1_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;
    pub const HOUR: i64 = 60 * Self::MINUTE;
    pub const DAY: i64 = 24 * Self::HOUR;
    /// Clocks are corrected by seconds all the time. A timestamp further ahead than this was made
    /// before the clock was set back.
    pub const SLACK: i64 = 5 * Self::MINUTE;

    /// The instant `months` calendar months later, in UTC.
    pub fn after_months(self, months: u32) -> Self {
        use jiff::ToSpan;
        let zoned = self.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let later = zoned.checked_add(i64::from(months).months()).unwrap_or(zoned);
        Self(later.timestamp().as_millisecond())
    }

    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub fn minus(self, millis: i64) -> Self {
        Self(self.0.saturating_sub(millis))
    }

    /// The instant of a file's time stamp; earlier ones become the epoch.
    pub fn of(at: std::time::SystemTime) -> Self {
        let since = at.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Milliseconds from `earlier` to here; negative if it is later.
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The minutes left until this instant, rounded up and at least 1, for display.
    pub fn minutes_left(self, now: Timestamp) -> usize {
        let left = self.since(now).max(1).unsigned_abs().div_ceil(Self::MINUTE.unsigned_abs());
        usize::try_from(left).unwrap_or(usize::MAX)
    }

    /// As a jiff timestamp; instants outside the years -9999 to 9999 are clamped.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// The instant `months` calendar months earlier, in UTC.
    pub fn months_before(self, months: u32) -> Self {
        let zoned = self.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let span = jiff::Span::new().try_months(months);
        let earlier = span.and_then(|span| zoned.checked_sub(span));
        earlier.map_or(Self(i64::MIN), |earlier| Self(earlier.timestamp().as_millisecond()))
    }

    /// RFC 3339 in UTC, as in the API: `2026-05-01T09:30:00Z`, with milliseconds only if not
    /// zero.
    pub fn rfc3339(self) -> String {
        self.to_jiff().to_string()
    }

    /// Parses RFC 3339 with any offset, strictly: no basic form, no missing seconds, no comma, no
    /// zone name, all of which jiff accepts.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        if !is_rfc3339(text) {
            return None;
        }
        let at: jiff::Timestamp = text.parse().ok()?;
        Some(Self(at.as_millisecond()))
    }

    /// The day in a time zone.
    pub fn day_in(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        self.to_jiff().to_zoned(zone.clone()).date()
    }
}

/// Whether a text has the form `YYYY-MM-DD`: RFC 3339, 5.6, `full-date`.
pub fn is_full_date(text: &str) -> bool {
    has_form(text, "0000-00-00")
}

/// RFC 3339, 5.6, `date-time`; whether the date exists is not checked.
fn is_rfc3339(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let Some((clock, rest)) = time.split_at_checked(9) else { return false };
    let digits = rest.strip_prefix('.');
    let zone = match digits {
        Some(digits) => digits.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let has_fraction = digits.is_none_or(|digits| digits.len() > zone.len());
    let is_offset = || {
        let number = |at: usize| zone.get(at..at + 2).and_then(|two| two.parse::<u8>().ok());
        (has_form(zone, "+00:00") || has_form(zone, "-00:00"))
            && number(1).is_some_and(|hours| hours < 24)
            && number(4).is_some_and(|minutes| minutes < 60)
    };
    is_full_date(date)
        && (has_form(clock, "T00:00:00") || has_form(clock, "t00:00:00"))
        && has_fraction
        && (matches!(zone, "Z" | "z") || is_offset())
}

/// Whether the text has digits where `form` has digits, and is equal elsewhere.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(one, form)| match form {
            b'0' => one.is_ascii_digit(),
            other => one == other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_rfc_3339_has_it_and_in_no_other_way() {
        for fine in [
            "2027-01-01T10:00:00Z",
            "2027-01-01t10:00:00z",
            "2027-01-01T10:00:00.5Z",
            "2027-01-01T10:00:00.123456789+05:45",
            "2027-01-01T10:00:00-00:00",
            "2016-12-31T23:59:60Z",
            "2027-01-01T10:00:00+23:59",
        ] {
            assert!(Timestamp::parse_rfc3339(fine).is_some(), "{fine}");
        }
        for wrong in [
            "20270101T100000Z",
            "2027-01-01T10Z",
            "2027-01-01T10:00Z",
            "2027-01-01 10:00:00Z",
            "2027-01-01T10:00:00",
            "2027-01-01T10:00:00,5Z",
            "2027-01-01T10:00:00.Z",
            "2027-01-01T10:00:00+25:59",
            "2027-01-01T10:00:00+24:00",
            "2027-01-01T10:00:00+01:60",
            "2027-01-01T10:00:00+01",
            "2027-01-01T10:00:00+0100",
            "2027-01-01T10:00:00+01:00[Europe/Paris]",
            "2027-01-01T10:00:00Z[Europe/Paris]",
            "+002027-01-01T10:00:00Z",
            "2027-001T10:00:00Z",
            "2027-W01-1T10:00:00Z",
            "2027-13-01T10:00:00Z",
            "2027-02-29T10:00:00Z",
            "2027-01-01T24:00:00Z",
            " 2027-01-01T10:00:00Z",
            "２０２７-01-01T10:00:00Z",
            "2027-01-01",
            "",
        ] {
            assert_eq!(Timestamp::parse_rfc3339(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_minute_that_has_begun_counts() {
        let end = Timestamp(Timestamp::HOUR);
        let left = |after: i64| end.minutes_left(Timestamp(after));
        assert_eq!([left(0), left(1), left(Timestamp::SECOND)], [60, 60, 60]);
        assert_eq!([left(Timestamp::MINUTE), left(Timestamp::HOUR - 1)], [59, 1]);
        assert_eq!(left(2 * Timestamp::HOUR), 1, "never none, never fewer");
    }
}
