//! The content of a mail: a list of blocks from which both the HTML and the text are made, so that
//! they agree. User input (names, events, places) is reduced to one line, and escaped by the HTML
//! template.

use askama::Template;
use fluent_bundle::FluentValue;

use crate::model::mail::{one_line, shortened};
use crate::model::{Contact, Ground, Locale, Plan};
use crate::render::{Colour, Words, names, words};

/// Names are cut to this many characters in sentences, and shorter in subjects.
const LONGEST_NAME: usize = 160;
const LONGEST_IN_SUBJECT: usize = 70;

pub(super) const CARD_LIGHT: Colour = Colour::WHITE;
pub(super) const CARD_DARK: Colour = Colour { red: 0x1f, green: 0x1f, blue: 0x1d };

/// The sender a mail is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    pub colour: Option<Colour>,
    /// Whom its readers may ask, in the last lines; empty: nobody is named.
    pub contact: Contact,
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
        Self { name: "be-right".into(), colour: None, contact: Contact::default() }
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
pub(super) struct MailDraft {
    pub(super) words: Words,
    pub(super) brand: Brand,
    pub(super) subject: String,
    /// The preview text that mail programs show beside the subject.
    pub(super) preheader: String,
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
    pub(super) footer: Vec<String>,
    /// A label and an address at the end of the footer.
    pub(super) footer_link: Option<(String, String)>,
}

pub(super) enum Block {
    Text(String),
    Note(String),
    Facts(Vec<Fact>),
    List(List),
    Code(String),
    Button(Button),
    Links(Vec<Link>),
}

pub(super) struct Fact {
    label: String,
    value: String,
    /// Label and value together, for the text.
    line: String,
}

pub(super) struct List {
    title: String,
    items: Vec<String>,
}

pub(super) struct Link {
    pub(super) label: String,
    pub(super) url: String,
}

pub(super) struct Button {
    label: String,
    url: String,
    /// Before the URL, in case the button does not work.
    otherwise: String,
    /// Before the URL, in the text.
    lead: String,
}

/// The maximum number of names or events listed; the others are counted.
const MOST_LISTED: usize = 40;

impl MailDraft {
    pub(super) fn new(locale: Locale, brand: &Brand) -> Self {
        Self {
            words: words(locale),
            brand: Brand { name: name(&brand.name), ..brand.clone() },
            subject: String::new(),
            preheader: String::new(),
            heading: String::new(),
            blocks: vec![],
            footer: vec![],
            footer_link: None,
        }
    }

    /// A mail of the instance, with the subject `KEY-subject` and the heading `KEY-heading`.
    pub(super) fn of_instance(locale: Locale, key: &str) -> Self {
        let mut draft = Self::new(locale, &Brand::own());
        draft.subject = draft.say(&format!("{key}-subject"), []);
        draft.heading = draft.say(&format!("{key}-heading"), []);
        draft
    }

    /// A sentence with its values filled.
    pub(super) fn say<const N: usize>(&self, key: &str, values: [(&str, &str); N]) -> String {
        let values = values.map(|(name, value)| (name, FluentValue::from(value)));
        self.words.say_with(key, values).into_owned()
    }

    /// A sentence to a signer: about their own pictures, or about those of the child they sign
    /// for, where the sentences differ.
    pub(super) fn say_of<const N: usize>(
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

    pub(super) fn count<const N: usize>(&self, key: &str, values: [(&str, usize); N]) -> String {
        let values = values.map(|(name, value)| (name, FluentValue::from(value)));
        self.words.say_with(key, values).into_owned()
    }

    /// What people call a plan.
    pub(super) fn plan(&self, plan: Plan) -> String {
        self.say(&format!("plan-{}", plan.name().to_lowercase()), [])
    }

    pub(super) fn text(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Text(text));
        self
    }

    pub(super) fn note(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Note(text));
        self
    }

    /// As [`text`](Self::text), of a sentence.
    pub(super) fn say_text<const N: usize>(
        &mut self,
        key: &str,
        values: [(&str, &str); N],
    ) -> &mut Self {
        let text = self.say(key, values);
        self.text(text)
    }

    /// As [`note`](Self::note), of a sentence.
    pub(super) fn say_note<const N: usize>(
        &mut self,
        key: &str,
        values: [(&str, &str); N],
    ) -> &mut Self {
        let text = self.say(key, values);
        self.note(text)
    }

    /// The greeting and the first sentence, which is also the preview.
    pub(super) fn open(&mut self, person: &str, first: String) -> &mut Self {
        self.preheader.clone_from(&first);
        self.greet(person).text(first)
    }

    /// `Bonjour Ann,`, or `Bonjour,` to somebody without a name.
    pub(super) fn greet(&mut self, person: &str) -> &mut Self {
        let person = name(person);
        let greeting = if person.is_empty() {
            self.say("mail-greeting-nobody", [])
        } else {
            self.say("mail-greeting", [("name", &person)])
        };
        self.text(greeting)
    }

    /// Labels are keys, values are final text; empty ones are left out.
    pub(super) fn facts(&mut self, facts: &[(&str, String)]) -> &mut Self {
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

    /// Adds nothing if there are no items. After the first forty, the others are counted.
    pub(super) fn long_list(&mut self, title: &str, mut items: Vec<String>) -> &mut Self {
        let more = items.len().saturating_sub(MOST_LISTED);
        items.truncate(MOST_LISTED);
        if more > 0 {
            items.push(self.count("mail-and-more", [("count", more)]));
        }
        self.list(title, &items)
    }

    /// Adds nothing if there are no items.
    pub(super) fn list(&mut self, title: &str, items: &[String]) -> &mut Self {
        if !items.is_empty() {
            let items = items.iter().map(|item| name(item)).collect();
            let title = self.say(title, []);
            self.blocks.push(Block::List(List { title, items }));
        }
        self
    }

    pub(super) fn button(&mut self, label: &str, url: &str) -> &mut Self {
        let label = self.say(label, []);
        let otherwise = self.say("mail-button-otherwise", []);
        let lead = self.say("mail-button-lead", [("label", &label)]);
        let button = Button { label, url: one_line(url), otherwise, lead };
        self.blocks.push(Block::Button(button));
        self
    }

    /// How to contact the company, at the end of its mails.
    fn name_contact(&mut self) {
        if let Some(contact) = self.brand.contact.line() {
            let contact = one_line(&contact);
            let values = [("company", self.brand.name.as_str()), ("contact", &contact)];
            let line = self.say("mail-footer-contact", values);
            self.footer.push(line);
        }
    }

    /// A line at the end, with the name of the company.
    pub(super) fn foot(&mut self, key: &str) -> &mut Self {
        let line = self.say(key, [("company", &self.brand.name)]);
        self.footer.push(line);
        self
    }

    /// Where its reader chooses which notifications they get, as the last line.
    pub(super) fn settings(mut self, url: &str) -> Self {
        self.footer_link = Some((self.say("mail-footer-settings", []), one_line(url)));
        self
    }

    /// The rendered mail, with a last line: why its reader receives it.
    pub(super) fn end(mut self, reason: &str) -> Rendered {
        self.foot(reason);
        self.render()
    }

    pub(super) fn render(mut self) -> Rendered {
        self.name_contact();
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
pub(super) struct Palette {
    pub(super) colour: Colour,
    pub(super) on_colour: Colour,
    pub(super) link: Colour,
    pub(super) link_dark: Colour,
    border_dark: Colour,
}

impl Palette {
    pub(super) fn of(colour: Option<Colour>) -> Self {
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
pub(super) fn name(text: &str) -> String {
    shortened(&one_line(text), LONGEST_NAME)
}

/// User input, within a subject.
pub(super) fn in_subject(text: &str) -> String {
    shortened(&one_line(text), LONGEST_IN_SUBJECT)
}

/// The name, or nothing if mail programs would turn it into a link: strangers must not be able to
/// send advertisements through us.
pub(super) fn harmless(name: &str) -> &str {
    let dotted = |(dot, mark): (usize, &str)| {
        let after = name[dot + mark.len()..].chars().next();
        let before = name[..dot].chars().next_back();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    let linked = name.contains([':', '/', '\\', '@', '<', '>', '[', ']'])
        || name.match_indices(['.', '。', '．', '｡']).any(dotted);
    if linked { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn names_that_would_become_links_are_left_out() {
        for link in [
            "http://evil.example",
            "evil.example",
            "a@b",
            "see www.evil.fr now",
            "x/y",
            "evil。example",
        ] {
            assert_eq!(harmless(link), "", "{link}");
        }
        for name in ["J.-P. Dupont", "Ann", "Martin Luther King Jr.", "山田", "O’Brien & fils"]
        {
            assert_eq!(harmless(name), name);
        }
    }
}
