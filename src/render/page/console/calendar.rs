//! The calendar page: a month of events, and the address for calendar programs.

use askama::Template;

use super::Chrome;
use crate::model::EventStatus;

/// `/console/calendar?month=YYYY-MM`.
#[derive(Template)]
#[template(path = "pages/console/calendar.html")]
pub struct Calendar {
    pub chrome: Chrome,
    /// `mai 2026`.
    pub title: String,
    /// The values of `?month=`; None at the ends of the calendar.
    pub before: Option<String>,
    pub after: Option<String>,
    pub is_this_month: bool,
    /// The IANA zone of the days and hours.
    pub zone: String,
    /// The names of the weekdays.
    pub weekdays: Vec<String>,
    /// Whole weeks: the first and the last include days of other months.
    pub weeks: Vec<Vec<CalendarDay>>,
    pub feed: Feed,
}

/// A day of the calendar.
pub struct CalendarDay {
    /// `2026-05-23`.
    pub date: String,
    pub number: i8,
    /// `samedi 23 mai 2026`.
    pub said: String,
    pub in_month: bool,
    pub is_today: bool,
    pub events: Vec<CalendarEvent>,
}

/// An event on a day.
pub struct CalendarEvent {
    pub id: i64,
    pub name: String,
    /// The start time; None if it began on an earlier day.
    pub at: Option<String>,
    pub status: EventStatus,
}

/// The state of the calendar subscription.
pub enum Feed {
    /// No address yet.
    Closed,
    /// An address exists, with its age in words; it is only displayed when made.
    Open(String),
    /// The address, just made: the only time it is displayed.
    Fresh(String),
}

impl Calendar {
    /// The days of the month that have events, for narrow screens.
    pub fn agenda(&self) -> Vec<&CalendarDay> {
        let days = self.weeks.iter().flatten();
        days.filter(|day| day.in_month && !day.events.is_empty()).collect()
    }

    /// The URL that opens calendar programs: `webcal://`.
    pub fn webcal(url: &str) -> String {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        format!("webcal://{rest}")
    }
}
