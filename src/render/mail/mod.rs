//! Mails: subject, HTML and text of every message, in the reader's language. A mail is a list of
//! blocks from which both the HTML and the text are made, so that their contents agree. User
//! input (names, events, places) is reduced to one line, and escaped by the HTML template.

mod account;
mod instance;
mod links;
mod recipient;
mod security;
mod studio;
mod terms;
#[cfg(test)]
mod tests;

use askama::Template;
use fluent_bundle::FluentValue;

pub use account::{AccountInvitation, PasswordReset, Welcome};
pub use instance::{BackupFailed, EvidenceContradicted};
pub use links::{GivenAnswer, NewLinks};
pub use recipient::{Again, Code, Confirmation, Decision, Invitation, Reminder};
pub use security::{
    ApiTokenMade, EmailChange, EmailChangeAsked, EmailChangeTaken, SecondFactor, SignIn,
};
pub use studio::{AllAnswered, ConsentWithdrawn, Digest, EventReminder, NotificationMail};
pub use terms::{CameOfAge, ConsentsExpiring};

use super::{Colour, Words, names, words};
use crate::model::mail::{one_line, shortened};
use crate::model::{Ground, Locale};

/// Names are cut to this many characters in sentences, and shorter in subjects.
const LONGEST_NAME: usize = 160;
const LONGEST_IN_SUBJECT: usize = 70;

const CARD_LIGHT: Colour = Colour::WHITE;
const CARD_DARK: Colour = Colour { red: 0x1f, green: 0x1f, blue: 0x1d };

/// The sender a mail is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    pub colour: Option<Colour>,
}

/// The employee about whom a guardian is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// For use in sentences.
    pub first_name: String,
    /// The full name.
    pub name: String,
}

impl Brand {
    /// The product itself, for mails that no company sends.
    pub fn own() -> Self {
        Self { name: "be-right".into(), colour: None }
    }
}

/// A rendered mail.
pub struct Rendered {
    pub subject: String,
    pub text: String,
    draft: MailDraft,
}

/// A logo attached to a mail, in place of the company's name at its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The `Content-ID` of its part, without angle brackets.
    pub content_id: String,
    /// Its displayed size, in CSS pixels.
    pub width: u32,
    pub height: u32,
    pub ground: Ground,
}

impl Head {
    fn is_light(&self) -> bool {
        self.ground == Ground::Light
    }

    fn is_dark(&self) -> bool {
        self.ground == Ground::Dark
    }
}

impl Rendered {
    /// The HTML, with the attached logo at its head if there is one, else with the name.
    pub fn html(&self, head: Option<&Head>) -> String {
        let draft = &self.draft;
        let lang = draft.words.locale.tag();
        let html = Html { draft, lang, palette: Palette::of(draft.brand.colour), head };
        // Writing into a String fails only if a value's Display does, and none of these can.
        html.render().unwrap_or_default()
    }
}

/// The content of a mail under construction.
struct MailDraft {
    words: Words,
    brand: Brand,
    subject: String,
    /// The preview text that mail programs show beside the subject.
    preheader: String,
    heading: String,
    blocks: Vec<Block>,
    footer: Vec<String>,
}

enum Block {
    Text(String),
    Note(String),
    Facts(Vec<Fact>),
    List(List),
    Code(String),
    Button(Button),
    Links(Vec<Link>),
}

struct Fact {
    label: String,
    value: String,
    /// Label and value together, for the text.
    line: String,
}

struct List {
    title: String,
    items: Vec<String>,
}

struct Link {
    label: String,
    url: String,
}

struct Button {
    label: String,
    url: String,
    /// Before the URL, in case the button does not work.
    otherwise: String,
    /// Before the URL, in the text.
    lead: String,
}

impl MailDraft {
    fn new(locale: Locale, brand: &Brand) -> Self {
        Self {
            words: words(locale),
            brand: Brand { name: name(&brand.name), colour: brand.colour },
            subject: String::new(),
            preheader: String::new(),
            heading: String::new(),
            blocks: vec![],
            footer: vec![],
        }
    }

    /// A sentence with the names of the company, and of the event if there is one.
    fn say<const N: usize>(&self, key: &str, values: [(&str, &str); N]) -> String {
        let values = values.map(|(name, value)| (name, FluentValue::from(value)));
        self.words.say_with(key, values).into_owned()
    }

    /// A sentence to a signer: about their own pictures, or about those of the child they sign
    /// for, where the sentences differ.
    fn say_of<const N: usize>(
        &self,
        child: Option<&Child>,
        key: &str,
        values: [(&str, &str); N],
    ) -> String {
        let Some(child) = child else { return self.say(key, values) };
        let own = format!("{key}-child");
        if !self.words.knows(&own) {
            return self.say(key, values);
        }
        let first = name(&child.first_name);
        let of = names::after_de(&first);
        let values = values.into_iter().chain([("child", first.as_str()), ("of-child", &of)]);
        let values = values.map(|(name, value)| (name, FluentValue::from(value)));
        self.words.say_with(&own, values).into_owned()
    }

    fn count<const N: usize>(&self, key: &str, values: [(&str, usize); N]) -> String {
        let values = values.map(|(name, value)| (name, FluentValue::from(value)));
        self.words.say_with(key, values).into_owned()
    }

    fn text(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Text(text));
        self
    }

    fn note(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Note(text));
        self
    }

    /// `Bonjour Ann,`, or `Bonjour,` to somebody without a name.
    fn greet(&mut self, person: &str) -> &mut Self {
        let person = name(person);
        let greeting = if person.is_empty() {
            self.say("mail-greeting-nobody", [])
        } else {
            self.say("mail-greeting", [("name", &person)])
        };
        self.text(greeting)
    }

    /// Labels are keys, values are final text; empty ones are left out.
    fn facts(&mut self, facts: &[(&str, String)]) -> &mut Self {
        let facts: Vec<Fact> = facts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| {
                let label = self.say(label, []);
                let line = self.say("mail-fact", [("label", &label), ("value", value)]);
                Fact { label, value: value.clone(), line }
            })
            .collect();
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts));
        }
        self
    }

    /// Adds nothing if there are no items.
    fn list(&mut self, title: &str, items: &[String]) -> &mut Self {
        if !items.is_empty() {
            let items = items.iter().map(|item| name(item)).collect();
            let title = self.say(title, []);
            self.blocks.push(Block::List(List { title, items }));
        }
        self
    }

    fn button(&mut self, label: &str, url: &str) -> &mut Self {
        let label = self.say(label, []);
        let otherwise = self.say("mail-button-otherwise", []);
        let lead = self.say("mail-button-lead", [("label", &label)]);
        let button = Button { label, url: one_line(url), otherwise, lead };
        self.blocks.push(Block::Button(button));
        self
    }

    /// How to contact the company, at the end of its mails.
    fn answers_to(&mut self, contact: Option<&str>) -> &mut Self {
        if let Some(contact) = contact {
            let contact = one_line(contact);
            let values = [("company", self.brand.name.as_str()), ("contact", &contact)];
            let line = self.say("mail-footer-contact", values);
            self.footer.push(line);
        }
        self
    }

    fn render(self) -> Rendered {
        let draft = MailDraft { subject: one_line(&self.subject), ..self };
        // As for the HTML: this cannot fail.
        let text = Text { draft: &draft }.render().unwrap_or_default();
        Rendered { subject: draft.subject.clone(), text, draft }
    }
}

#[derive(Template)]
#[template(path = "mail/mail.html")]
struct Html<'a> {
    draft: &'a MailDraft,
    lang: &'static str,
    palette: Palette,
    head: Option<&'a Head>,
}

#[derive(Template)]
#[template(path = "mail/mail.txt")]
struct Text<'a> {
    draft: &'a MailDraft,
}

/// The company's colour, and text colours legible on it and in it.
struct Palette {
    colour: Colour,
    on_colour: Colour,
    link: Colour,
    link_dark: Colour,
    border_dark: Colour,
}

impl Palette {
    fn of(colour: Option<Colour>) -> Self {
        let colour = colour.unwrap_or(Colour::DEFAULT);
        Self {
            colour,
            on_colour: colour.readable_on_it(),
            link: colour.legible_on(CARD_LIGHT),
            link_dark: colour.legible_on(CARD_DARK),
            border_dark: colour.mixed(Colour::WHITE, 0.35),
        }
    }
}

/// User input, within a sentence.
fn name(text: &str) -> String {
    shortened(&one_line(text), LONGEST_NAME)
}

/// User input, within a subject.
fn in_subject(text: &str) -> String {
    shortened(&one_line(text), LONGEST_IN_SUBJECT)
}
