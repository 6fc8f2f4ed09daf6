//! The studio's own pages, under `/console`: plain values that become HTML.
//! Whatever a script does there, a link or a form does too.

mod photos;
mod shoots;

pub use photos::{Finder, Notice, PersonTick, PhotoPage, Photos, Picture, Tile, Turn, UseVerdict};
pub use shoots::{PersonRow, Shoot, ShootHead, ShootRow, Shoots, Tab};

use askama::Template;

use super::Frame;

/// What surrounds the pages of somebody who is signed in.
pub struct Chrome {
    pub frame: Frame,
    /// Who they are, and the number that streams of events know them by.
    pub user: String,
    pub user_id: i64,
    /// The number of the last event before the page was made.
    pub since: i64,
}

/// `/console/login`.
#[derive(Template)]
#[template(path = "pages/console/login.html")]
pub struct Login {
    pub frame: Frame,
    pub email: String,
    /// That of a demonstration's sample account; else nothing is filled in.
    pub guest: Option<String>,
    /// Where to go once in.
    pub next: String,
    /// Whether the code of the second factor is asked for too.
    pub second: bool,
    /// Why one is not in, in words.
    pub problem: Option<String>,
}

/// The other pages of a list.
pub struct Pager {
    pub page: u32,
    pub pages: i64,
    /// The list's address, up to the number: `/console?page=`.
    pub base: String,
}

impl Pager {
    pub fn before(&self) -> Option<u32> {
        self.page.checked_sub(1).filter(|page| *page >= 1)
    }

    pub fn after(&self) -> Option<u32> {
        (i64::from(self.page) < self.pages).then_some(self.page + 1)
    }

    pub fn said(&self, frame: &Frame) -> String {
        let (page, pages) = (self.page.to_string(), self.pages.to_string());
        frame.t2("console-page", ("page", &page), ("pages", &pages)).into_owned()
    }
}
