//! Where photographs were published, and what has to be taken down because somebody does not allow it
//! any more.

use jiff::civil::Date;

use super::check::{day, line, lines};
use super::file::Obstacle;
use super::{
    Check, EmployeeId, EventId, FileId, PublicationId, TakedownId, Timestamp, Use, UserId,
};
use crate::error::Result;

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Where a photograph was published.
///
/// - `WEBSITE`: on a website.
/// - `SOCIAL`: on a social network.
/// - `PRINT`: in print.
/// - `PRESS`: by a newspaper, a magazine or a broadcaster.
/// - `OTHER`: elsewhere.
pub enum Medium {
    /// On a website.
    Website,
    /// On a social network.
    Social,
    /// In print.
    Print,
    /// By a newspaper, a magazine or a broadcaster.
    Press,
    /// Elsewhere.
    Other,
}
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Where a publication stands.
///
/// - `PUBLISHED`: the photograph is there.
/// - `DUE`: the photograph is there and has to be taken down.
/// - `ENDED`: the photograph was taken down, or cannot be.
pub enum PublicationState {
    /// The photograph is there.
    Published,
    /// The photograph is there and has to be taken down.
    Due,
    /// The photograph was taken down, or cannot be.
    Ended,
}
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// How a takedown ended.
///
/// - `REMOVED`: the photograph is not there any more.
/// - `IMPOSSIBLE`: it cannot be taken down, such as from what was printed.
/// - `MISTAKE`: it was never there.
/// - `ALLOWED`: everybody on it allows it again.
pub enum TakedownOutcome {
    /// The photograph is not there any more.
    Removed,
    /// It cannot be taken down, such as from what was printed.
    Impossible,
    /// It was never there.
    Mistake,
    /// Everybody on it allows it again.
    Allowed,
}
}

/// A place where a photograph was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub id: PublicationId,
    /// None: the photograph was erased.
    pub file: Option<FileId>,
    /// The name of its file.
    pub file_name: Option<String>,
    pub event: EventId,
    pub event_name: String,
    pub wanted: Use,
    pub medium: Medium,
    /// An address, or words.
    pub place: String,
    /// None: not known.
    pub published_on: Option<Date>,
    pub note: Option<String>,
    pub created_by: Option<UserId>,
    /// Their first and last name; empty once they are erased.
    pub noted_by: String,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Why it had to be taken down, each time: the latest first.
    pub takedowns: Vec<Takedown>,
}

/// A time that a published photograph had to be taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takedown {
    pub id: TakedownId,
    /// Because of whom: the first of them.
    pub employee: EmployeeId,
    /// First and last name; empty once erased.
    pub person: String,
    pub cause: Obstacle,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<UserId>,
    pub outcome: Option<TakedownOutcome>,
    pub note: Option<String>,
}

impl Publication {
    /// The takedown that is still to be done.
    pub fn due(&self) -> Option<&Takedown> {
        self.takedowns.iter().find(|one| one.ended_at.is_none())
    }

    pub fn state(&self) -> PublicationState {
        match (self.ended_at, self.due()) {
            (Some(_), _) => PublicationState::Ended,
            (None, Some(_)) => PublicationState::Due,
            (None, None) => PublicationState::Published,
        }
    }
}

/// Where photographs were published, as sent.
#[derive(Debug, Clone, Default)]
pub struct PlaceInput {
    pub place: String,
    /// `YYYY-MM-DD`.
    pub published_on: Option<String>,
    pub note: Option<String>,
}

/// Where photographs were published, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub wanted: Use,
    pub medium: Medium,
    pub place: String,
    pub published_on: Option<Date>,
    pub note: Option<String>,
}

/// The most characters of a place, as of an address.
pub const PLACE: usize = 2_000;
/// The most characters of a note.
pub const NOTE: usize = 1_000;

impl PlaceInput {
    /// Checks it. `today`: nothing was published later.
    pub fn checked(self, wanted: Use, medium: Medium, today: Date) -> Result<Published> {
        let mut check = Check::new();
        let place = check.field("place", line(&self.place, PLACE));
        let on = self.published_on.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let published_on = check.field("publishedOn", on.map(day).transpose());
        let is_past = published_on.flatten().is_none_or(|on| on <= today);
        check.require(is_past, "publishedOn", "in_the_future");
        let note = check.field("note", checked_note(self.note.as_deref()));
        let (place, (published_on, note)) = check.finish(place.zip(published_on.zip(note)))?;
        Ok(Published { wanted, medium, place, published_on, note })
    }
}

/// A note, if there is one.
pub fn checked_note(text: Option<&str>) -> Result<Option<String>, &'static str> {
    let text = lines(text.unwrap_or_default(), NOTE)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}
