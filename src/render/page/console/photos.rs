//! The photographs of an event: the gallery, and one photograph.

use askama::Template;

use super::{Chrome, EventHead, Pager};
use crate::model::Use;
use crate::model::file::PhotoState;
use crate::render::page::Frame;

/// An image in several sizes.
pub struct Picture {
    pub src: String,
    /// `srcset`.
    pub set: String,
    /// In pixels, to reserve its space on the page.
    pub width: u32,
    pub height: u32,
    /// `#rrggbb`, shown while it loads.
    pub colour: String,
    /// A `data:` URL of a blurred preview, instead of the colour.
    pub blur: Option<String>,
}

/// The result of an action, at the top of a page.
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
    pub head: EventHead,
    /// The filters: intended use, and state for that use.
    pub wanted: Option<Use>,
    pub state: Option<PhotoState>,
    /// Every use with its label.
    pub uses: Vec<(Use, String)>,
    /// The number of photographs per state, for the intended use.
    pub tally: Vec<(PhotoState, usize)>,
    pub tiles: Vec<Tile>,
    pub pager: Pager,
    /// The people who can be named.
    pub people: Vec<PersonTick>,
    /// None for users who may not search for people.
    pub finder: Option<Finder>,
    pub may_name: bool,
    /// Whether they may note where photographs were published.
    pub may_publish: bool,
    pub may_delete: bool,
    /// The maximum file size, in bytes.
    pub most: u64,
    /// What is to be confirmed before the form is sent again.
    pub confirm: Option<String>,
    pub notice: Option<Notice>,
}

/// A photograph in the gallery.
pub struct Tile {
    pub id: i64,
    pub name: String,
    /// Selected, when the form is shown again.
    pub picked: bool,
    pub picture: Option<Picture>,
    /// The names of the people on it.
    pub people: Vec<String>,
    /// A member declared that nobody on it can be recognised.
    pub nobody: bool,
    /// For the intended use.
    pub state: Option<PhotoState>,
    /// Why it may not be used, a sentence per person.
    pub because: Vec<String>,
}

impl Tile {
    /// The alternative text.
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

/// The text of a state.
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

    /// The URL of the archive, and its description.
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

    /// The sentence about what may be published, for the intended use.
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

    /// The query of a photograph's URL, to return to the same filters.
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

/// A person who can be named on a photograph.
pub struct PersonTick {
    pub id: i64,
    pub name: String,
    /// What tells them apart from others with the same name: groups or e-mail.
    pub detail: Option<String>,
    pub ticked: bool,
    /// Whether they were asked about this event.
    pub asked: bool,
}

/// A search for people who were not asked about the event.
#[derive(Default)]
pub struct Finder {
    /// As typed.
    pub text: String,
    /// The people found who are not listed already.
    pub found: Vec<PersonTick>,
    /// There are more than shown.
    pub more: bool,
}

/// A use, and whether the photograph may be published for it.
pub struct UseVerdict {
    pub wanted: Use,
    pub label: String,
    pub state: PhotoState,
    /// Why it may not be used, a sentence per person.
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

/// The previous and next photograph.
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
    pub head: EventHead,
    pub id: i64,
    pub name: String,
    /// None: it cannot be displayed.
    pub picture: Option<Picture>,
    /// The date and the camera, in words.
    pub taken: Option<String>,
    /// A member declared that nobody on it can be recognised.
    pub nobody: bool,
    /// A restore could not name everybody on it.
    pub names_lost: bool,
    pub people: Vec<PersonTick>,
    /// None for users who may not search for people.
    pub finder: Option<Finder>,
    pub states: Vec<UseVerdict>,
    pub turn: Turn,
    pub may_name: bool,
    pub may_delete: bool,
    /// Where it was published and still is, and whether it has to be taken down there.
    pub published: Vec<(String, bool)>,
    pub may_read: bool,
    /// Whether they may make links for a use, and note where it was published.
    pub may_link: bool,
    /// The link just made: its use, and its URL.
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

    /// The people named but not asked about the event, in a sentence.
    pub fn unasked(&self) -> Option<String> {
        let named = self.people.iter().filter(|person| person.ticked && !person.asked);
        let named: Vec<&str> = named.map(|person| person.name.as_str()).collect();
        let say = || self.chrome.frame.t1("console-unasked", "people", &named.join(", "));
        (!named.is_empty()).then(|| say().into_owned())
    }

    /// Whether a use is the first allowed one, the default for a link.
    pub fn is_first(&self, one: &UseVerdict) -> bool {
        let first = self.states.iter().find(|verdict| verdict.is_allowed());
        first.is_some_and(|first| first.wanted == one.wanted)
    }

    /// Its URL up to the photograph's id.
    pub fn base(&self) -> String {
        format!("/console/shoots/{}/photos", self.head.row.id)
    }

    pub fn place_said(&self) -> String {
        let frame = &self.chrome.frame;
        let (place, total) = (frame.n(self.turn.place), frame.n(self.turn.total));
        frame.t2("console-photo-place", ("place", &place), ("total", &total)).into_owned()
    }
}
