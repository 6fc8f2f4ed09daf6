//! The document shown to signers, as HTML.

use jiff::tz::TimeZone;

use crate::model::release::{Document, PartyContact, ReleaseEvent};
use crate::model::{Locale, Timestamp};
use crate::render::{dates, document, words};

/// The document. It has its own text and language.
#[derive(Debug, Clone)]
pub struct Release {
    pub locale: Locale,
    pub title: String,
    pub facts: Vec<Fact>,
    /// Paragraphs separated by blank lines; `# ` begins a heading, `- ` an item.
    pub text: String,
}

/// A line of the document's head: who, what, where, when.
#[derive(Debug, Clone)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// A block of the document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    Items(Vec<String>),
}

impl Release {
    /// A stored document, with its facts in its own language.
    pub fn of(shown: &Document) -> Self {
        let locale = shown.locale;
        let mut facts = vec![];
        let mut add = |key: &str, value: Option<String>| {
            let label = words(locale).say(key).into_owned();
            facts.extend(value.map(|value| Fact { label, value }));
        };
        // What the text says in full need not be said twice.
        let studio = document::in_full(&shown.studio, locale);
        let is_said = shown.text.contains(&studio);
        let studio = if is_said { shown.studio.name.clone() } else { studio };
        add("page-fact-studio", Some(studio));
        let contact = shown.studio.contact.as_ref();
        add("page-fact-contact", contact.and_then(PartyContact::lines));
        add("page-fact-person", Some(shown.person.name.clone()));
        let is_guardian = shown.signer != shown.person;
        add("page-fact-signer", is_guardian.then(|| shown.signer.name.clone()));
        let terms = shown.terms.as_ref();
        add("page-fact-photographer", terms.and_then(|terms| terms.photographer.clone()));
        add("page-fact-client", terms.and_then(|terms| terms.client.clone()));
        add("page-fact-event", Some(shown.event.name.clone()));
        add("page-fact-place", shown.event.place.clone());
        add("page-fact-when", when(locale, &shown.event));
        add("page-fact-duration", Some(document::duration(locale, shown.licence_months)));
        Self { locale, title: shown.title.clone(), facts, text: shown.text.clone() }
    }

    pub fn blocks(&self) -> Vec<Block> {
        Block::of(&self.text)
    }
}

impl Block {
    /// The blocks of a text.
    pub fn of(text: &str) -> Vec<Self> {
        let mut blocks = vec![];
        let mut lines: Vec<&str> = vec![];
        let mut items: Vec<String> = vec![];
        let flush = |blocks: &mut Vec<Block>, lines: &mut Vec<&str>, items: &mut Vec<String>| {
            if !lines.is_empty() {
                blocks.push(Self::Paragraph(std::mem::take(lines).join(" ")));
            }
            if !items.is_empty() {
                blocks.push(Self::Items(std::mem::take(items)));
            }
        };
        for line in text.lines().map(str::trim) {
            let heading = line.trim_start_matches('#');
            if line.is_empty() {
                flush(&mut blocks, &mut lines, &mut items);
            } else if heading.len() < line.len() && heading.starts_with(' ') {
                flush(&mut blocks, &mut lines, &mut items);
                blocks.push(Self::Heading(heading.trim().to_owned()));
            } else if let Some(item) = line.strip_prefix("- ").or(line.strip_prefix("• ")) {
                if !lines.is_empty() {
                    flush(&mut blocks, &mut lines, &mut items);
                }
                items.push(item.trim().to_owned());
            } else if let Some(last) = items.last_mut() {
                last.push(' ');
                last.push_str(line);
            } else {
                lines.push(line);
            }
        }
        flush(&mut blocks, &mut lines, &mut items);
        blocks
    }
}

fn when(locale: Locale, event: &ReleaseEvent) -> Option<String> {
    let (start, end) =
        (Timestamp::parse_rfc3339(&event.start)?, Timestamp::parse_rfc3339(&event.end)?);
    let zone = TimeZone::get(&event.time_zone).unwrap_or(TimeZone::UTC);
    Some(dates::range(locale, start, end, &zone))
}
