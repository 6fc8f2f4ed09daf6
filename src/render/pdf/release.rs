//! The release: parties, event, text, uses, signatures.

use fluent_bundle::FluentValue;

use super::flow::{
    BODY, BOTTOM, CLOSE, CLOSE_STRONG, CONTENT, Cell, FINE, Flow, GREY, HAIRLINE, HEADING, LABEL,
    MARGIN, SMALL, STRONG, TITLE, TOP,
};
use super::fonts::Cut;
use super::ink;
use super::input::{Release, Role};
use super::sheet::{self, Block, Sheets, Style};
use super::tags::Tag;
use crate::model::Signature;
use crate::model::keys::in_fours;
use crate::render::document::grouped;
use crate::render::page::Block as Prose;
use crate::render::{Colour, Words, dates, words};

pub(super) const GUTTER: f32 = 16.0;
/// Not the company's colour, which may be red.
pub(super) const ACCEPTED: Colour = Colour { red: 0x1a, green: 0x66, blue: 0x3c };
pub(super) const IN_PART: Colour = Colour { red: 0x7a, green: 0x4a, blue: 0x00 };
pub(super) const REFUSED: Colour = Colour { red: 0xa3, green: 0x24, blue: 0x1f };
const SIGNATURE: f32 = 46.0;
const PADDING: f32 = 9.0;

pub fn draw(sheets: &mut Sheets<'_>, input: &Release) {
    let words = words(input.locale);
    let mut flow = Flow::new(sheets);
    head(&mut flow, input, &words);
    parties(&mut flow, input, &words);
    body(&mut flow, input, &words);
    uses(&mut flow, input, &words);
    term(&mut flow, input, &words);
    signatures(&mut flow, input, &words);
    other_texts(&mut flow, input, &words);
}

/// The header and footer of every page, once the number of pages is known.
pub fn draw_margins(sheets: &mut Sheets<'_>, input: &Release) {
    let words = words(input.locale);
    let pages = sheets.pages.len();
    for page in 0..pages {
        let numbers = [("page", FluentValue::from(page + 1)), ("pages", FluentValue::from(pages))];
        let reference = [("reference", FluentValue::from(in_fours(&input.reference)))];
        sheets.on_page(page, |sheets| {
            sheets.fill(0.0, 0.0, sheet::WIDTH, 6.0, brand(input));
            sheets.fill(MARGIN, BOTTOM + 14.0, CONTENT, 0.6, HAIRLINE);
            let left = sheets.set(&words.say_with("pdf-reference", reference), FINE, CONTENT);
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

fn brand(input: &Release) -> Colour {
    input.company.colour.as_deref().map_or(Colour::DEFAULT, Colour::parse_or_default)
}

/// The company's colour, dark enough for text.
pub fn accent(input: &Release) -> Colour {
    brand(input).legible_on(Colour::WHITE)
}

/// The company's name, and its logo.
pub(super) fn letterhead(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let studio = Style { colour: accent(input), ..HEADING };
    let logo = input.logo.as_ref().and_then(|logo| Some((logo, ink::picture(&logo.png)?)));
    match logo {
        Some((logo, picture)) => {
            let (x, y) = (MARGIN + CONTENT - logo.width, flow.y);
            let name = [("name", input.company.name.as_str().into())];
            let says = words.say_with("pdf-logo", name);
            flow.sheets.open_figure(&says, x, y, logo.width, logo.height);
            flow.sheets.image(picture, x, y, logo.width, logo.height);
            flow.sheets.close();
            let name = flow.sheets.set(&input.company.name, studio, x - MARGIN - GUTTER);
            flow.block(&name, MARGIN);
            flow.y = flow.y.max(y + logo.height);
        }
        None => flow.text(&input.company.name, studio),
    }
    flow.gap(7.0);
}

fn head(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    letterhead(flow, input, words);
    flow.heading(&input.title, TITLE, 1);
    flow.gap(3.0);
    let accepted = input.uses.iter().filter(|offered| offered.accepted).count();
    let counts = [
        ("accepted", FluentValue::from(accepted)),
        ("offered", FluentValue::from(input.uses.len())),
    ];
    let (key, colour) = if accepted == 0 {
        ("pdf-refused", REFUSED)
    } else if accepted < input.uses.len() {
        ("pdf-partly", IN_PART)
    } else {
        ("pdf-granted", ACCEPTED)
    };
    flow.text(&words.say_with(key, counts), Style { colour, ..HEADING });
    flow.gap(9.0);
}

pub(super) fn parties(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let width = (CONTENT - 2.0 * GUTTER) / 3.0;
    let mut column = |label: &str, name: &str, lines: Vec<String>| -> Vec<Block> {
        let mut blocks = vec![
            flow.sheets.set(&words.say(label), LABEL, width),
            flow.sheets.set(name, STRONG, width),
        ];
        let lines = lines.iter().filter(|line| !line.trim().is_empty());
        blocks.extend(lines.map(|line| flow.sheets.set(line, SMALL, width)));
        blocks
    };
    let company = &input.company;
    let mut lines = company.address.clone();
    lines.extend(
        company.siret.as_deref().map(|siret| {
            words.say_with("pdf-siret", [("siret", grouped(siret).into())]).into_owned()
        }),
    );
    lines.extend(company.more.iter().cloned());
    let studio = column("pdf-studio", &company.name, lines);
    let mut lines: Vec<String> = input.person.email.iter().cloned().collect();
    lines.extend(input.person.birth_date.map(|date| {
        let date = dates::date(input.locale, date);
        words.say_with("pdf-born", [("date", date.into())]).into_owned()
    }));
    let person = column("pdf-person", &input.person.name, lines);
    let event = &input.event;
    let mut lines = vec![dates::range(input.locale, event.start, event.end, &input.zone)];
    lines.extend(event.place.clone());
    lines.extend(event.more.iter().cloned());
    let event = column("pdf-event", &event.name, lines);
    flow.hairline();
    flow.gap(7.0);
    columns(flow, &[studio, person, event], width + GUTTER);
    flow.gap(7.0);
    flow.hairline();
    flow.gap(9.0);
}

/// Draws columns of blocks, together on one page if they fit; a column longer than a page
/// continues alone.
fn columns(flow: &mut Flow<'_, '_>, columns: &[Vec<Block>], step: f32) {
    let height = |column: &Vec<Block>| column.iter().map(Block::height).sum::<f32>();
    let tallest = columns.iter().map(height).fold(0.0, f32::max);
    flow.need(tallest);
    let (top, page) = (flow.y, flow.sheets.pages.len());
    let mut end = (page, top);
    for (at, column) in columns.iter().enumerate() {
        if flow.sheets.pages.len() == page {
            flow.y = top;
        }
        flow.sheets.open(Tag::Group);
        for block in column {
            flow.block(block, MARGIN + at as f32 * step);
        }
        flow.sheets.close();
        let here = (flow.sheets.pages.len(), flow.y);
        if here.0 > end.0 || here.1 > end.1 {
            end = here;
        }
    }
    flow.y = end.1;
}

/// The text shown. A refusal is stated first, so that it cannot be mistaken for a consent.
fn body(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    if !input.uses.iter().any(|offered| offered.accepted) {
        flow.text(&words.say("pdf-only-proposed"), Style { colour: REFUSED, ..STRONG });
        flow.gap(4.0);
    }
    paragraphs(flow, &input.text);
}

/// Texts of more characters are printed smaller.
const LONG: usize = 2_500;

fn paragraphs(flow: &mut Flow<'_, '_>, text: &[String]) {
    let is_long = text.iter().map(|paragraph| paragraph.chars().count()).sum::<usize>() > LONG;
    let (body, strong) = if is_long { (CLOSE, CLOSE_STRONG) } else { (BODY, STRONG) };
    for paragraph in text {
        for block in Prose::of(paragraph) {
            match block {
                Prose::Heading(heading) => {
                    flow.gap(2.0);
                    // Not alone at the end of a page.
                    flow.need(3.0 * body.leading);
                    flow.heading(&heading, strong, 2);
                    continue;
                }
                Prose::Paragraph(text) => flow.text(&text, body),
                Prose::Items(items) => {
                    for item in items {
                        flow.text(&format!("–\u{a0}{item}"), body);
                    }
                }
            }
            flow.gap(if is_long { 3.0 } else { 4.0 });
        }
    }
}

/// What signers read in another language than the first, since that is what they signed.
fn other_texts(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    for other in &input.other_texts {
        flow.gap(9.0);
        flow.need(70.0);
        let name = [("name", other.signer.as_str().into())];
        flow.heading(&words.say_with("pdf-other-text", name), HEADING, 2);
        flow.gap(4.0);
        flow.text(&other.title, STRONG);
        flow.gap(3.0);
        paragraphs(flow, &other.text);
    }
}

fn uses(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    if input.uses.is_empty() {
        return;
    }
    let answer = 84.0;
    flow.gap(7.0);
    flow.need(70.0);
    flow.heading(&words.say("pdf-uses"), HEADING, 2);
    flow.gap(4.0);
    flow.hairline();
    flow.sheets.open(Tag::Table);
    for offered in &input.uses {
        let (key, colour) =
            if offered.accepted { ("pdf-yes", ACCEPTED) } else { ("pdf-no", REFUSED) };
        let said = Style { colour, ..STRONG };
        let width = CONTENT - answer - GUTTER;
        let label = flow.sheets.set(&offered.label, BODY, width);
        let sentence = offered.sentence.as_deref().map(|text| flow.sheets.set(text, SMALL, width));
        let said = flow.sheets.set(&words.say(key), said, answer);
        flow.need(label.height() + sentence.as_ref().map_or(0.0, Block::height) + 7.0);
        flow.gap(2.4);
        let place = MARGIN + CONTENT - answer;
        let mut label = Cell::new(Tag::RowHeader, MARGIN, label);
        label.blocks.extend(sentence);
        flow.row(&[label, Cell::new(Tag::Cell, place, said)]);
        flow.gap(2.4);
        flow.hairline();
    }
    flow.sheets.close();
}

fn term(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    flow.gap(9.0);
    if let Some(expires_at) = input.expires_at {
        let date = dates::date(input.locale, expires_at.day_in(&input.zone));
        flow.text(&words.say_with("pdf-until", [("date", date.into())]), BODY);
    }
    if let Some(reason) = input.reason.as_deref().filter(|reason| !reason.trim().is_empty()) {
        flow.text(&words.say_with("pdf-reason", [("reason", reason.into())]), BODY);
    }
}

/// A signature box: name, role, time, and the signature.
struct Box<'i> {
    role: &'static str,
    name: &'i str,
    email: Option<&'i str>,
    said: Option<String>,
    signature: Option<&'i Signature>,
    /// The text below.
    how: Option<&'static str>,
}

fn signatures(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let mut boxes: Vec<Box<'_>> = vec![];
    for signer in &input.signers {
        let at = dates::moment_with_offset(input.locale, signer.decided_at, &input.zone);
        let key = match (signer.accepted, signer.partly) {
            (true, false) => "pdf-accepted-at",
            (true, true) => "pdf-partly-at",
            (false, _) => "pdf-refused-at",
        };
        boxes.push(Box {
            role: match signer.role {
                Role::Person => "pdf-signer-person",
                Role::Guardian => "pdf-signer-guardian",
            },
            name: &signer.name,
            email: signer.email.as_deref(),
            said: Some(words.say_with(key, [("date", at.into())]).into_owned()),
            signature: signer.signature.as_ref(),
            how: Some(how(signer.signature.as_ref(), signer.accepted)),
        });
    }
    // The studio agrees to nothing by a refusal; without a signature of its own it has no box.
    let is_refused = !input.uses.iter().any(|offered| offered.accepted);
    if let Some(signature) = input.studio.signature.as_ref().filter(|_| !is_refused) {
        let confirmed = input.studio.confirmed_at.map(|at| {
            let date = dates::date(input.locale, at.day_in(&input.zone));
            words.say_with("pdf-studio-confirmed", [("date", date.into())]).into_owned()
        });
        boxes.push(Box {
            role: "pdf-signer-studio",
            name: &input.studio.name,
            email: None,
            said: confirmed,
            signature: Some(signature),
            how: Some(match signature {
                Signature::Typed { .. } => "pdf-studio-typed",
                other => how(Some(other), true),
            }),
        });
    }
    flow.gap(9.0);
    // Three are side by side, so that none is left alone on the next page.
    let per_row = if boxes.len() == 3 { 3 } else { 2 };
    let width = (CONTENT - (per_row - 1) as f32 * GUTTER) / per_row as f32;
    let rule = rule(input, words);
    let rule: Vec<Block> = rule.iter().map(|line| flow.sheets.set(line, SMALL, CONTENT)).collect();
    let rows: Vec<Abreast<'_>> = boxes
        .chunks(per_row)
        .map(|row| {
            let is_signed = row.iter().any(|of| of.signature.is_some());
            let room = if is_signed { SIGNATURE + 8.0 } else { 8.0 };
            let row: Vec<_> = row.iter().map(|of| (of, content(flow, of, words, width))).collect();
            let tallest = |part: fn(&Content) -> f32| {
                row.iter().map(|(_, content)| part(content)).fold(0.0, f32::max)
            };
            let below = tallest(|content| content.below.height());
            let height = tallest(Content::above) + below + room + 2.0 * PADDING;
            Abreast { boxes: row, height, below }
        })
        .collect();
    let room = if rule.is_empty() { 0.0 } else { 5.0 };
    let above = 22.0 + room + rule.iter().map(Block::height).sum::<f32>();
    let all = rows.iter().map(|row| row.height + 10.0).sum::<f32>();
    let first = rows.first().map_or(0.0, |row| row.height);
    // All of them on one page, if they fit.
    flow.need(above + if above + all <= BOTTOM - TOP { all - 10.0 } else { first });
    flow.heading(&words.say("pdf-signatures"), HEADING, 2);
    flow.gap(6.0);
    for line in &rule {
        flow.block(line, MARGIN);
    }
    flow.gap(room);
    for Abreast { boxes, height, below } in rows {
        flow.need(height);
        // A name longer than a page is cut to the space available.
        let height = height.min(BOTTOM - flow.y.max(TOP));
        for (at, (of, content)) in boxes.into_iter().enumerate() {
            let x = MARGIN + at as f32 * (width + GUTTER);
            flow.sheets.open(Tag::Group);
            draw_box(flow, of, &content, [x, width, height, below], words);
            flow.sheets.close();
        }
        flow.gap(height + 10.0);
    }
}

/// The guardian rule that applied, in sentences.
fn rule(input: &Release, words: &Words) -> Vec<String> {
    let Some(rule) = &input.guardians else { return vec![] };
    let counts = [
        ("needed", FluentValue::from(u64::from(rule.needed))),
        ("known", FluentValue::from(u64::from(rule.known))),
    ];
    let mut said = vec![words.say_with("pdf-guardians-needed", counts).into_owned()];
    if let Some((by, name)) = &rule.named {
        let values = [("by", by.as_str().into()), ("name", name.as_str().into())];
        said.push(words.say_with("pdf-guardians-named", values).into_owned());
    }
    if input.signers.len() > 1 {
        said.push(words.say("pdf-guardians-each").into_owned());
    }
    if let Some(name) = &rule.child {
        let values = [("name", name.as_str().into())];
        said.push(words.say_with("pdf-guardians-child", values).into_owned());
    }
    if let Some(name) = &rule.alone {
        let values = [("name", name.as_str().into())];
        said.push(words.say_with("pdf-guardians-alone", values).into_owned());
    }
    said
}

/// Boxes side by side, their height, and the height of the tallest text below a signature.
struct Abreast<'b> {
    boxes: Vec<(&'b Box<'b>, Content)>,
    height: f32,
    below: f32,
}

/// The texts of a box, above and below the signature; signatures of a row are side by side.
struct Content {
    above: Vec<Block>,
    below: Block,
}

impl Content {
    fn above(&self) -> f32 {
        self.above.iter().map(Block::height).sum()
    }
}

fn content(flow: &mut Flow<'_, '_>, of: &Box<'_>, words: &Words, width: f32) -> Content {
    let inner = width - 2.0 * PADDING;
    let mut above = vec![
        flow.sheets.set(&words.say(of.role), LABEL, inner),
        flow.sheets.set(of.name, STRONG, inner),
    ];
    let lines = of.email.into_iter().chain(of.said.as_deref());
    above.extend(lines.map(|line| flow.sheets.set(line, SMALL, inner)));
    let fine = Style { colour: GREY, cut: Cut::Regular, ..FINE };
    let below = of.how.map(|how| words.say(how)).unwrap_or_default();
    Content { above, below: flow.sheets.set(&below, fine, inner) }
}

fn draw_box(
    flow: &mut Flow<'_, '_>,
    of: &Box<'_>,
    content: &Content,
    [x, width, height, below]: [f32; 4],
    words: &Words,
) {
    let inner = width - 2.0 * PADDING;
    flow.sheets.frame(x, flow.y, width, height, HAIRLINE);
    let below = flow.y + height - PADDING - below;
    let signature = if of.signature.is_some() { below - SIGNATURE - 4.0 } else { below };
    let mut y = flow.y + PADDING;
    for block in content.above.iter().filter(|block| !block.lines().is_empty()) {
        let own = flow.sheets.start_paragraph();
        for at in 0..block.lines().len() {
            if y + block.style.leading <= signature {
                flow.sheets.put_line(block, at, x + PADDING, y);
                y += block.style.leading;
            }
        }
        flow.sheets.end_paragraph(own);
    }
    if let Some(given) = of.signature {
        let place = [x + PADDING, signature, inner, SIGNATURE];
        let says = words.say_with("pdf-signature-of", [("name", of.name.into())]);
        match given {
            Signature::Typed { .. } => ink::draw(flow.sheets, given, place),
            _ => {
                let [x, y, width, height] = place;
                flow.sheets.open_figure(&says, x, y, width, height);
                ink::draw(flow.sheets, given, place);
                flow.sheets.close();
            }
        }
    }
    flow.sheets.put(&content.below, x + PADDING, below);
}

fn how(signature: Option<&Signature>, accepted: bool) -> &'static str {
    match signature {
        Some(Signature::Strokes { .. }) => "pdf-drawn",
        Some(Signature::Png(_)) => "pdf-image",
        Some(Signature::Typed { .. }) => "pdf-typed",
        None if accepted => "pdf-unsigned",
        None => "pdf-refusal-unsigned",
    }
}
