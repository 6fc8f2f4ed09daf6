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
    /// Clocks are put right by seconds all the time. What was made further ahead
    /// than this was made before the clock was set back.
    pub const SLACK: i64 = 5 * Self::MINUTE;

    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub fn minus(self, millis: i64) -> Self {
        Self(self.0.saturating_sub(millis))
    }

    /// Milliseconds from `earlier` to here; negative if it is later.
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// As jiff knows it; instants outside the years -9999 to 9999 are clamped.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// So many calendar months earlier, in UTC.
    pub fn months_before(self, months: u32) -> Self {
        let zoned = self.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        let span = jiff::Span::new().try_months(months);
        let earlier = span.and_then(|span| zoned.checked_sub(span));
        earlier.map_or(Self(i64::MIN), |earlier| Self(earlier.timestamp().as_millisecond()))
    }

    /// RFC 3339 in UTC, as the API speaks it: `2026-05-01T09:30:00Z`, with
    /// milliseconds only when there are any.
    pub fn rfc3339(self) -> String {
        self.to_jiff().to_string()
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.parse().ok()?;
        Some(Self(at.as_millisecond()))
    }

    /// The day in a time zone.
    pub fn day_in(self, zone: &jiff::tz::TimeZone) -> jiff::civil::Date {
        self.to_jiff().to_zoned(zone.clone()).date()
    }
}
