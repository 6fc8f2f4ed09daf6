//! The photographs of a shoot: all of them to choose from, and one to look at.

use askama::Template;

use super::{Chrome, Pager, ShootHead};
use crate::model::Use;
use crate::model::file::PhotoState;
use crate::render::page::Frame;

/// A picture in several sizes.
pub struct Picture {
    pub src: String,
    /// `srcset`.
    pub set: String,
    /// In pixels: the room it takes on the page before it is there.
    pub width: u32,
    pub height: u32,
    /// `#rrggbb`, until it is there.
    pub colour: String,
    /// A `data:` address of what it looks like from afar, in place of the colour.
    pub blur: Option<String>,
}

/// What came of something, above a page.
pub struct Notice {
    /// `good`, `note` or `alert`.
    pub class: &'static str,
    pub lines: Vec<String>,
}

/// `/console/shoots/{id}/photos`.
#[derive(Template)]
#[template(path = "pages/console/photos.html")]
pub struct Photos {
    pub chrome: Chrome,
    pub head: ShootHead,
    /// What they would be published for, and only those in which state.
    pub wanted: Option<Use>,
    pub state: Option<PhotoState>,
    /// Every use in words.
    pub uses: Vec<(Use, String)>,
    /// How many stand in which state, for the use that is wanted.
    pub tally: Vec<(PhotoState, usize)>,
    pub tiles: Vec<Tile>,
    pub pager: Pager,
    /// Everybody who can be named.
    pub people: Vec<PersonTick>,
    /// None for who may not look for others.
    pub finder: Option<Finder>,
    pub may_name: bool,
    /// In bytes: larger files are not taken.
    pub most: u64,
    /// What is to be confirmed before the form is sent again.
    pub confirm: Option<String>,
    pub notice: Option<Notice>,
}

/// A photograph among others.
pub struct Tile {
    pub id: i64,
    pub name: String,
    /// Chosen, on a form that came back.
    pub picked: bool,
    pub picture: Option<Picture>,
    /// Who is on it, by name.
    pub people: Vec<String>,
    /// The studio said that nobody on it can be recognised.
    pub nobody: bool,
    /// For the use that is wanted.
    pub state: Option<PhotoState>,
    /// Who keeps it from that use, in sentences.
    pub because: Vec<String>,
}

impl Tile {
    /// What is to be seen, for who does not see it.
    pub fn alt(&self, frame: &Frame) -> String {
        alt(frame, &self.name, &self.people)
    }
}

fn alt(frame: &Frame, name: &str, people: &[String]) -> String {
    match people {
        [] => frame.t1("console-photo-alt-nobody", "name", name).into_owned(),
        people => {
            let people = people.join(", ");
            frame.t2("console-photo-alt", ("name", name), ("people", &people)).into_owned()
        }
    }
}

/// The sentence of a state, in the words of the console.
fn state_key(state: PhotoState) -> String {
    format!("console-state-{}", state.name())
}

impl Photos {
    pub fn state_key(&self, state: &PhotoState) -> String {
        state_key(*state)
    }

    pub fn states(&self) -> [PhotoState; 4] {
        PhotoState::ALL
    }

    pub fn is_wanted(&self, one: &Use) -> bool {
        self.wanted == Some(*one)
    }

    pub fn is_state(&self, one: &PhotoState) -> bool {
        self.state == Some(*one)
    }

    /// Where the archive is, and what it would hold.
    pub fn archive(&self) -> Option<(String, String)> {
        let wanted = self.wanted?;
        let state = self.state.unwrap_or(PhotoState::Allowed);
        let (_, count) = self.tally.iter().find(|(one, _)| *one == state)?;
        let id = self.head.row.id;
        let (wanted, state) = (wanted.name(), state.name());
        let href = format!("/console/shoots/{id}/photos.zip?use={wanted}&state={state}");
        let said = || self.chrome.frame.count("console-zip", "count", *count as u64).into_owned();
        (*count > 0).then(|| (href, said()))
    }

    /// The sentence that answers what may be published, of the use that is wanted.
    pub fn answer(&self) -> Option<String> {
        let wanted = self.wanted?;
        let (_, label) = self.uses.iter().find(|(one, _)| *one == wanted)?;
        let (_, allowed) = self.tally.iter().find(|(one, _)| *one == PhotoState::Allowed)?;
        let frame = &self.chrome.frame;
        Some(
            crate::render::words(frame.locale)
                .say_with(
                    "console-publishable",
                    [("count", (*allowed as u64).into()), ("use", label.as_str().into())],
                )
                .into_owned(),
        )
    }

    /// What follows the address of a photograph, so that one comes back here.
    pub fn asked(&self) -> String {
        match self.wanted {
            Some(wanted) => format!("?use={}", wanted.name()),
            None => String::new(),
        }
    }

    /// In mebibytes.
    pub fn most_said(&self) -> String {
        (self.most >> 20).to_string()
    }
}

/// Somebody who can be named on a photograph.
pub struct PersonTick {
    pub id: i64,
    pub name: String,
    pub ticked: bool,
    /// For this shoot.
    pub asked: bool,
}

/// Looking for somebody who was not asked for the shoot.
#[derive(Default)]
pub struct Finder {
    /// As typed.
    pub text: String,
    /// Whom the company knows by that name, and the page did not list already.
    pub found: Vec<PersonTick>,
    /// More than are shown.
    pub more: bool,
}

/// A use, and whether the photograph may be published for it.
pub struct UseVerdict {
    pub wanted: Use,
    pub label: String,
    pub state: PhotoState,
    /// Who keeps it from that use, in sentences.
    pub because: Vec<String>,
}

impl UseVerdict {
    pub fn state_key(&self) -> String {
        state_key(self.state)
    }

    pub fn is_allowed(&self) -> bool {
        self.state == PhotoState::Allowed
    }
}

/// The photographs before and after one.
pub struct Turn {
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub place: usize,
    pub total: usize,
}

/// `/console/shoots/{id}/photos/{file}`.
#[derive(Template)]
#[template(path = "pages/console/photo.html")]
pub struct PhotoPage {
    pub chrome: Chrome,
    pub head: ShootHead,
    pub id: i64,
    pub name: String,
    /// None: it cannot be shown.
    pub picture: Option<Picture>,
    /// When and with what it was taken, in words.
    pub taken: Option<String>,
    /// The studio said that nobody on it can be recognised.
    pub nobody: bool,
    pub people: Vec<PersonTick>,
    /// None for who may not look for others.
    pub finder: Option<Finder>,
    pub states: Vec<UseVerdict>,
    pub turn: Turn,
    pub may_name: bool,
    /// The address that was made: of which use, and where.
    pub link: Option<(String, String)>,
    /// What is to be confirmed before the form is sent again.
    pub confirm: Option<String>,
    pub notice: Option<Notice>,
}

impl PhotoPage {
    pub fn alt(&self) -> String {
        let named = self.people.iter().filter(|person| person.ticked);
        let named: Vec<String> = named.map(|person| person.name.clone()).collect();
        alt(&self.chrome.frame, &self.name, &named)
    }

    /// Who is named and was not asked for the shoot, in a sentence.
    pub fn unasked(&self) -> Option<String> {
        let named = self.people.iter().filter(|person| person.ticked && !person.asked);
        let named: Vec<&str> = named.map(|person| person.name.as_str()).collect();
        let say = || self.chrome.frame.t1("console-unasked", "people", &named.join(", "));
        (!named.is_empty()).then(|| say().into_owned())
    }

    /// Whether a use is the first that is allowed: the one a link is likely wanted for.
    pub fn is_first(&self, one: &UseVerdict) -> bool {
        let first = self.states.iter().find(|verdict| verdict.is_allowed());
        first.is_some_and(|first| first.wanted == one.wanted)
    }

    /// Its address up to the number of a photograph.
    pub fn base(&self) -> String {
        format!("/console/shoots/{}/photos", self.head.row.id)
    }

    pub fn place_said(&self) -> String {
        let (place, total) = (self.turn.place.to_string(), self.turn.total.to_string());
        let frame = &self.chrome.frame;
        frame.t2("console-photo-place", ("place", &place), ("total", &total)).into_owned()
    }
}
