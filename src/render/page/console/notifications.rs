//! `/console/notifications`: what the user was notified of.

use askama::Template;

use super::{Chrome, Pager};

/// The page.
#[derive(Template)]
#[template(path = "pages/console/notifications.html")]
pub struct NotificationsPage {
    pub chrome: Chrome,
    /// By day: the day in words, and what came on it.
    pub days: Vec<(String, Vec<NotificationRow>)>,
    /// The tabs: address, label, count if it is shown, and whether it is shown.
    pub tabs: Vec<(String, String, Option<i64>, bool)>,
    pub unread: i64,
    pub pager: Pager,
    /// What a form sends back, to return to the same list.
    pub show: &'static str,
}

/// A notification. Its sentences are in the language of the page.
pub struct NotificationRow {
    pub id: i64,
    pub icon: &'static str,
    pub title: String,
    pub text: String,
    /// Where it leads; None if there is nothing to open any more.
    pub href: Option<String>,
    /// How long ago, and the exact time.
    pub ago: String,
    pub at: String,
    /// RFC 3339.
    pub instant: String,
    pub is_unread: bool,
}
