//! A month of shoots, and the address that people's own calendars read.

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
    /// As `?month=` takes them; none at the ends of time.
    pub before: Option<String>,
    pub after: Option<String>,
    pub is_this_month: bool,
    /// IANA: whose days and hours these are.
    pub zone: String,
    /// The days of a week, in words.
    pub weekdays: Vec<String>,
    /// Whole weeks: the first and the last have days of other months too.
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
    pub shoots: Vec<CalendarShoot>,
}

/// A shoot on a day.
pub struct CalendarShoot {
    pub id: i64,
    pub name: String,
    /// When it begins; none if it began on a day before.
    pub at: Option<String>,
    pub status: EventStatus,
}

/// Where the calendar can be subscribed to.
pub enum Feed {
    /// Nowhere yet.
    Closed,
    /// Somewhere, since when in words: the address was told when it was made.
    Open(String),
    /// It has just been made: the only time it is told.
    Fresh(String),
}

impl Calendar {
    /// The days of the month that have shoots, for narrow screens.
    pub fn agenda(&self) -> Vec<&CalendarDay> {
        let days = self.weeks.iter().flatten();
        days.filter(|day| day.in_month && !day.shoots.is_empty()).collect()
    }

    /// The address as calendar programs are opened by: `webcal://`.
    pub fn webcal(url: &str) -> String {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        format!("webcal://{rest}")
    }
}
