//! The roster: the consents to an event, their uses and ends; a table over several pages, with
//! its header on each.

use fluent_bundle::FluentValue;
use jiff::tz::TimeZone;

use super::flow::{
    BODY, BOTTOM, CONTENT, Cell, FINE, Flow, GREY, HAIRLINE, HASH, HEADING, LABEL, MARGIN, SMALL,
    STRONG, TITLE,
};
use super::input::{Company, Event, Logo};
use super::sheet::{self, Sheets, Style};
use super::tags::Tag;
use super::{About, Printed, ink};
use crate::model::{Digest, Locale, Timestamp};
use crate::render::{Colour, Words, dates, words};

/// All consents to an event that are in force.
#[derive(Debug, Clone)]
pub struct Roster {
    pub locale: Locale,
    /// The company's time zone.
    pub zone: TimeZone,
    pub made_at: Timestamp,
    pub company: Company,
    pub logo: Option<Logo>,
    pub event: Event,
    /// Sorted by name.
    pub rows: Vec<Row>,
    /// The number of people asked.
    pub asked: usize,
    /// The number of consents whose uses are all on hold since a restore: not in `rows`.
    pub on_hold: usize,
    /// Where references can be verified.
    pub verify_url: String,
}

/// A consent in force.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    /// The guardians who gave it; empty if the employee did.
    pub given_by: Vec<String>,
    /// In the reader's language.
    pub uses: Vec<String>,
    /// The uses offered but not accepted.
    pub refused: Vec<String>,
    /// The uses accepted and then withdrawn.
    pub withdrawn: Vec<String>,
    /// The uses on hold since a restore.
    pub on_hold: Vec<String>,
    pub signed_at: Timestamp,
    pub until: Option<Timestamp>,
    pub reference: String,
}

const PAD: f32 = 4.0;
/// The left edge of each column, from the left margin, and its width.
const NAME: (f32, f32) = (6.0, 128.0);
const USES: (f32, f32) = (142.0, 134.0);
const SIGNED: (f32, f32) = (284.0, 58.0);
const UNTIL: (f32, f32) = (350.0, 58.0);
const REFERENCE: (f32, f32) = (416.0, CONTENT - 416.0 - 2.0);

impl Printed for Roster {
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.company.name.as_str(), &self.event.name, &self.verify_url];
        texts.extend(self.event.place.as_deref());
        for row in &self.rows {
            texts.push(&row.name);
            texts.extend(row.given_by.iter().map(String::as_str));
            let uses =
                row.uses.iter().chain(&row.refused).chain(&row.withdrawn).chain(&row.on_hold);
            texts.extend(uses.map(String::as_str));
        }
        texts
    }

    fn about(&self) -> About {
        let title = words(self.locale).say("pdf-roster-title").into_owned();
        let mut parts: Vec<&[u8]> = vec![self.event.name.as_bytes()];
        parts.extend(self.rows.iter().map(|row| row.reference.as_bytes()));
        let made = self.made_at.0.to_be_bytes();
        parts.push(&made);
        About {
            locale: self.locale,
            title: format!("{title} – {}", self.event.name),
            author: self.company.name.clone(),
            subject: self.event.name.clone(),
            made_at: self.made_at,
            identity: Digest::of_parts(&parts),
            address: None,
            attachments: vec![],
            is_invoice: false,
        }
    }

    fn draw(&self, sheets: &mut Sheets<'_>) {
        let words = words(self.locale);
        let mut flow = Flow::new(sheets);
        self.head(&mut flow, &words);
        if self.rows.is_empty() {
            flow.gap(6.0);
            flow.text(&words.say("pdf-roster-nobody"), BODY);
        } else {
            self.table(&mut flow, &words);
        }
        flow.gap(12.0);
        let url = [("url", FluentValue::from(self.verify_url.as_str()))];
        let style = Style { colour: GREY, ..SMALL };
        flow.text(&words.say_with("pdf-roster-check", url), style);
        self.margins(sheets, &words);
    }
}

impl Roster {
    fn brand(&self) -> Colour {
        self.company.colour.as_deref().map_or(Colour::DEFAULT, Colour::parse_or_default)
    }

    fn accent(&self) -> Colour {
        self.brand().legible_on(Colour::WHITE)
    }

    fn moment(&self) -> String {
        dates::moment(self.locale, self.made_at, &self.zone)
    }

    fn head(&self, flow: &mut Flow<'_, '_>, words: &Words) {
        let logo = self.logo.as_ref().and_then(|logo| Some((logo, ink::picture(&logo.png)?)));
        if let Some((logo, picture)) = logo {
            let says = words.say_with("pdf-logo", [("name", self.company.name.as_str().into())]);
            flow.sheets.open_figure(&says, MARGIN, flow.y, logo.width, logo.height);
            flow.sheets.image(picture, MARGIN, flow.y, logo.width, logo.height);
            flow.sheets.close();
            flow.gap(logo.height + 10.0);
        }
        flow.text(&self.company.name, Style { colour: self.accent(), ..HEADING });
        flow.gap(7.0);
        flow.heading(&words.say("pdf-roster-title"), TITLE, 1);
        flow.gap(3.0);
        flow.heading(&self.event.name, HEADING, 2);
        let when = dates::range(self.locale, self.event.start, self.event.end, &self.zone);
        flow.text(&when, BODY);
        if let Some(place) = &self.event.place {
            flow.text(place, BODY);
        }
        flow.gap(8.0);
        let counts = [
            ("accepted", FluentValue::from(self.rows.len())),
            ("asked", FluentValue::from(self.asked)),
        ];
        flow.text(&words.say_with("pdf-roster-counts", counts), STRONG);
        let moment = [("moment", FluentValue::from(self.moment()))];
        flow.text(&words.say_with("pdf-roster-state", moment), LABEL);
        if self.on_hold > 0 {
            flow.gap(3.0);
            let count = [("count", FluentValue::from(self.on_hold))];
            flow.text(&words.say_with("pdf-roster-on-hold", count), BODY);
        }
        flow.gap(8.0);
    }

    fn table(&self, flow: &mut Flow<'_, '_>, words: &Words) {
        flow.sheets.open(Tag::Table);
        self.columns(flow, words);
        for row in &self.rows {
            let cells = self.cells(flow, row, words);
            let tallest = cells.iter().map(Cell::height).fold(0.0, f32::max);
            if flow.y + tallest + 2.0 * PAD > BOTTOM {
                flow.new_page();
                self.columns(flow, words);
            }
            flow.gap(PAD);
            flow.row(&cells);
            flow.gap(PAD);
            flow.hairline();
        }
        flow.sheets.close();
    }

    /// The header of the table.
    fn columns(&self, flow: &mut Flow<'_, '_>, words: &Words) {
        let style = Style { colour: self.accent(), ..STRONG };
        let style = Style { size: 8.0, leading: 11.0, ..style };
        let mut cell = |key: &str, (x, width): (f32, f32)| {
            Cell::new(Tag::ColumnHeader, MARGIN + x, flow.sheets.set(&words.say(key), style, width))
        };
        let cells = [
            cell("pdf-roster-person", NAME),
            cell("pdf-roster-uses", USES),
            cell("pdf-roster-signed", SIGNED),
            cell("pdf-roster-until", UNTIL),
            cell("pdf-roster-reference", REFERENCE),
        ];
        let height = cells.iter().map(Cell::height).fold(0.0, f32::max) + 2.0 * PAD;
        // Not alone at the end of a page.
        flow.need(height + 40.0);
        let tint = self.accent().mixed(Colour::WHITE, 0.92);
        flow.sheets.fill(MARGIN, flow.y, CONTENT, height, tint);
        flow.gap(PAD);
        flow.row(&cells);
        flow.gap(PAD);
        flow.hairline();
    }

    fn cells(&self, flow: &mut Flow<'_, '_>, row: &Row, words: &Words) -> Vec<Cell> {
        let date = |at: Timestamp| dates::date(self.locale, at.day_in(&self.zone));
        let strong = Style { size: 8.4, leading: 11.2, ..STRONG };
        let mut cell = |text: &str, style: Style, (x, width): (f32, f32)| {
            Cell::new(Tag::Cell, MARGIN + x, flow.sheets.set(text, style, width))
        };
        let mut name = cell(&row.name, strong, NAME);
        name.tag = Tag::RowHeader;
        if !row.given_by.is_empty() {
            let names = [("names", FluentValue::from(row.given_by.join(", ")))];
            let by = cell(&words.say_with("pdf-roster-by", names), strong, NAME);
            name.blocks.extend(by.blocks);
        }
        let mut uses = cell(&row.uses.join(", "), SMALL, USES);
        let said = |key: &str, list: &[String]| {
            let uses = [("uses", FluentValue::from(list.join(", ")))];
            (!list.is_empty()).then(|| words.say_with(key, uses).into_owned())
        };
        let offered = row.uses.len() + row.refused.len() + row.withdrawn.len() + row.on_hold.len();
        let refused = said("pdf-roster-refused-uses", &row.refused);
        let withdrawn = said("pdf-roster-withdrawn-uses", &row.withdrawn);
        let lacking: Vec<String> = refused.into_iter().chain(withdrawn).collect();
        if !lacking.is_empty() {
            let values = [
                ("accepted", FluentValue::from(row.uses.len())),
                ("offered", FluentValue::from(offered)),
                ("lacking", FluentValue::from(lacking.join(". "))),
            ];
            uses.blocks
                .extend(cell(&words.say_with("pdf-roster-partly", values), SMALL, USES).blocks);
        }
        if let Some(held) = said("pdf-roster-on-hold-uses", &row.on_hold) {
            uses.blocks.extend(cell(&held, SMALL, USES).blocks);
        }
        // A reference is too long for its column: it is split into two lines, between two groups.
        let half = row.reference.len().div_ceil(2);
        let half = row.reference[..half].rfind('-').map_or(half, |dash| dash + 1);
        let (first, second) = row.reference.split_at_checked(half).unwrap_or((&row.reference, ""));
        let mut reference = cell(first, HASH, REFERENCE);
        if !second.is_empty() {
            reference.blocks.extend(cell(second, HASH, REFERENCE).blocks);
        }
        vec![
            name,
            uses,
            cell(&date(row.signed_at), SMALL, SIGNED),
            cell(&row.until.map(date).unwrap_or_default(), SMALL, UNTIL),
            reference,
        ]
    }

    /// The header and footer of every page, once the number of pages is known.
    fn margins(&self, sheets: &mut Sheets<'_>, words: &Words) {
        let pages = sheets.pages.len();
        let event: String = self.event.name.chars().take(60).collect();
        for page in 0..pages {
            let numbers =
                [("page", FluentValue::from(page + 1)), ("pages", FluentValue::from(pages))];
            let about = [
                ("event", FluentValue::from(event.as_str())),
                ("moment", FluentValue::from(self.moment())),
            ];
            sheets.on_page(page, |sheets| {
                sheets.fill(0.0, 0.0, sheet::WIDTH, 6.0, self.brand());
                sheets.fill(MARGIN, BOTTOM + 14.0, CONTENT, 0.6, HAIRLINE);
                let left = sheets.set(&words.say_with("pdf-roster-footer", about), FINE, CONTENT);
                sheets.put_line(&left, 0, MARGIN, BOTTOM + 20.0);
                let right = sheets.set(&words.say_with("pdf-page", numbers), FINE, CONTENT);
                sheets.put_line(&right, 0, MARGIN + CONTENT - right.width(), BOTTOM + 20.0);
                if sheets.unprinted {
                    let note = sheets.set(&words.say("pdf-unprinted"), FINE, CONTENT);
                    sheets.put(&note, MARGIN, BOTTOM + 31.0);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::system_fonts::Library;
    use super::super::{sample, with_fonts};
    use super::*;

    fn roster(locale: Locale, many: usize) -> Roster {
        let sample = sample();
        let names = [
            "Šárka Müller-Łęcka",
            "عمر الخيام",
            "山田 太郎",
            "Jean-Baptiste de La Tour d’Auvergne",
        ];
        let uses = ["Site internet", "Réseaux sociaux", "Presse", "Impression"];
        let row = |nth: usize| Row {
            name: format!("{} {nth}", names[nth % names.len()]),
            given_by: if nth.is_multiple_of(5) {
                vec!["Anne Petit".into(), "Paul Petit".into()]
            } else {
                vec![]
            },
            uses: uses.iter().take(1 + nth % 4).map(|one| (*one).into()).collect(),
            refused: uses.iter().skip(1 + nth % 4).map(|one| (*one).into()).collect(),
            withdrawn: vec![],
            on_hold: uses
                .iter()
                .take(usize::from(nth.is_multiple_of(10)))
                .map(|one| (*one).into())
                .collect(),
            signed_at: sample.made_at,
            until: Some(sample.made_at.plus(2922 * Timestamp::DAY)),
            reference: format!("{:A>26}", nth),
        };
        Roster {
            logo: None,
            locale,
            zone: sample.zone.clone(),
            made_at: sample.made_at,
            company: sample.company.clone(),
            event: sample.event.clone(),
            rows: (0..many).map(row).collect(),
            asked: many + 3,
            on_hold: many % 4,
            verify_url: "https://photos.example.org/verify".into(),
        }
    }

    /// Also written to `target/rosters`, for inspection.
    #[test]
    fn a_roster_fills_its_pages_and_says_so() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/rosters");
        std::fs::create_dir_all(&folder).unwrap();
        for (many, pages) in [(0, 1), (1, 1), (70, 4)] {
            let mut texts = vec![];
            for locale in Locale::ALL {
                let made = super::super::roster(&roster(locale, many)).unwrap();
                std::fs::write(folder.join(format!("{many}-{}.pdf", locale.tag())), &made.bytes)
                    .unwrap();
                assert!(made.pages.abs_diff(pages) <= 1, "{many} rows on {} pages", made.pages);
                texts.push(made.bytes);
            }
            assert_ne!(texts[0], texts[1]);
        }
        let (one, two) = (roster(Locale::Fr, 70), roster(Locale::Fr, 70));
        let bytes = |roster| with_fonts(roster, &Library::default(), None).unwrap().bytes;
        assert_eq!(bytes(&one), bytes(&two), "the same values, the same file");
    }
}
