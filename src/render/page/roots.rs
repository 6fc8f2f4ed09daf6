//! The page of the daily roots.

use askama::Template;

use super::frame::Frame;
use crate::render::words;

/// A daily root. Day and time are in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRow {
    pub number: String,
    pub day: String,
    /// In UTC.
    pub at: String,
    pub leaves: u64,
    pub root: String,
    pub stamps: Vec<RootStamp>,
}

/// The time-stamp of a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootStamp {
    /// In UTC.
    pub at: String,
    pub authority: String,
    /// Its SHA-256.
    pub certificate: String,
    pub is_checked: bool,
}

impl RootStamp {
    pub fn about(&self, frame: &Frame) -> String {
        let key =
            if self.is_checked { "page-roots-stamped" } else { "page-roots-stamped-unchecked" };
        let values =
            [("at", self.at.as_str().into()), ("authority", self.authority.as_str().into())];
        words(frame.locale).say_with(key, values).into_owned()
    }
}

impl RootRow {
    pub fn title(&self, frame: &Frame) -> String {
        let values = [("number", self.number.as_str().into()), ("day", self.day.as_str().into())];
        words(frame.locale).say_with("page-roots-one", values).into_owned()
    }

    pub fn about(&self, frame: &Frame) -> String {
        let values = [("count", self.leaves.into()), ("at", self.at.as_str().into())];
        words(frame.locale).say_with("page-roots-about", values).into_owned()
    }
}

/// The page, the newest root first.
#[derive(Template)]
#[template(path = "pages/roots.html")]
pub struct Roots {
    pub frame: Frame,
    pub rows: Vec<RootRow>,
    /// The roots before have lower numbers; None: there are none.
    pub next: Option<u64>,
}
