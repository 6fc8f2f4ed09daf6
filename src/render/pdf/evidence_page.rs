//! The page of evidence: hashes, what happened and who did it, in order, and how to verify.

use super::flow::{
    BODY, CONTENT, Cell, FINE, Flow, GREY, HASH, HEADING, LABEL, MARGIN, SMALL, STRONG, TITLE,
};
use super::input::{Release, Step};
use super::qr;
use super::release::accent;
use super::sheet::{Block, Sheets, Style};
use super::tags::Tag;
use crate::model::agent::Agent;
use crate::model::keys::in_fours;
use crate::render::{Colour, Words, dates, words};

const QR: f32 = 92.0;
const GUTTER: f32 = 14.0;
const WHEN: f32 = 112.0;

pub fn draw(sheets: &mut Sheets<'_>, input: &Release) {
    page(sheets, input, "pdf-evidence-intro");
}

/// The page of a receipt, with the steps since the PDF of the consent was made.
pub fn draw_after(sheets: &mut Sheets<'_>, input: &Release) {
    page(sheets, input, "pdf-receipt-evidence");
}

fn page(sheets: &mut Sheets<'_>, input: &Release, intro: &str) {
    let words = words(input.locale);
    let mut flow = Flow::new(sheets);
    flow.new_page();
    let title = Style { size: 16.0, leading: 21.0, ..TITLE };
    flow.heading(&words.say("pdf-evidence-title"), title, 2);
    flow.gap(3.0);
    flow.text(&words.say(intro), BODY);
    flow.gap(12.0);
    identity(&mut flow, input, &words);
    steps(&mut flow, input, &words);
    seal(&mut flow, input, &words);
}

/// Reference, hashes and address on the left, the QR code on the right.
fn identity(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let width = CONTENT - QR - 2.0 * GUTTER;
    let top = flow.y;
    let url = [("url", input.verify_url.as_str().into())];
    let (verify, code) =
        (words.say_with("pdf-verify-at", url.clone()), words.say_with("pdf-qr", url));
    let say = |key: &str| words.say(key).into_owned();
    let address = Style { colour: accent(input), ..SMALL };
    let mut lines = vec![(say("pdf-reference-label"), in_fours(&input.reference), HASH)];
    lines.extend(documents(input, words).into_iter().map(|(label, hash)| (label, hash, HASH)));
    lines.push((say("pdf-chain-head"), input.chain_head.hex(), HASH));
    lines.push((say("pdf-verify"), input.verify_url.clone(), address));
    for (label, value, style) in lines {
        let label = flow.sheets.set(&label, LABEL, width);
        let value = flow.sheets.set(&value, style, width);
        flow.block(&label, MARGIN);
        if style.size == SMALL.size {
            let place = [MARGIN, flow.y, value.width(), value.height()];
            flow.sheets.open(Tag::Paragraph);
            flow.sheets.open(Tag::Link);
            flow.block(&value, MARGIN);
            flow.sheets.link(&input.verify_url, &verify, place);
            flow.sheets.close();
            flow.sheets.close();
        } else {
            flow.block(&value, MARGIN);
        }
        flow.gap(4.0);
    }
    let (x, y) = (MARGIN + CONTENT - QR, top + 3.0);
    flow.sheets.open(Tag::Paragraph);
    flow.sheets.open(Tag::Link);
    flow.sheets.open_figure(&code, x, y, QR, QR);
    qr::draw(flow.sheets, &input.verify_url, x, y, QR);
    flow.sheets.close();
    flow.sheets.link(&input.verify_url, &verify, [x, y, QR, QR]);
    flow.sheets.close();
    flow.sheets.close();
    flow.y = flow.y.max(top + QR + 8.0);
    flow.gap(8.0);
}

/// The hashes of the documents shown for signature: one per signer where they differ.
fn documents(input: &Release, words: &Words) -> Vec<(String, String)> {
    match &input.signers[..] {
        [] | [_] => {
            vec![(words.say("pdf-document-hash").into_owned(), input.document_sha256.hex())]
        }
        several => several
            .iter()
            .map(|signer| {
                let name = [("name", signer.name.as_str().into())];
                let label = words.say_with("pdf-document-hash-of", name).into_owned();
                (label, signer.document_sha256.hex())
            })
            .collect(),
    }
}

fn steps(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    flow.need(60.0);
    flow.heading(&words.say("pdf-steps"), HEADING, 3);
    flow.gap(5.0);
    let what = CONTENT - WHEN - GUTTER;
    let (left, right) = (MARGIN, MARGIN + WHEN + GUTTER);
    let zone = input.zone.iana_name().unwrap_or("UTC");
    let when = words.say_with("pdf-column-when", [("zone", zone.into())]);
    let when = flow.sheets.set(&when, LABEL, WHEN);
    let happened = flow.sheets.set(&words.say("pdf-column-what"), LABEL, what);
    flow.sheets.open(Tag::Table);
    let header = |x, block| Cell::new(Tag::ColumnHeader, x, block);
    flow.row(&[header(left, when), header(right, happened)]);
    flow.gap(2.0);
    flow.hairline();
    let strong = Style { size: SMALL.size, leading: SMALL.leading, ..STRONG };
    for step in &input.steps {
        let (day, time) = dates::record(input.locale, step.at, &input.zone);
        let mut when = Cell::new(Tag::RowHeader, left, flow.sheets.set(&day, SMALL, WHEN));
        when.blocks.push(flow.sheets.set(&time, SMALL, WHEN));
        let said = flow.sheets.set(&sentence(step, input, words), strong, what);
        let mut cell = Cell::new(Tag::Cell, right, said);
        for line in details(step, words) {
            cell.blocks.push(flow.sheets.set(&line, FINE, what));
        }
        flow.gap(2.4);
        flow.row(&[when, cell]);
        flow.gap(2.4);
        flow.hairline();
    }
    flow.sheets.close();
    flow.gap(10.0);
}

/// What happened, and who did it: `pdf-did-code-sent`…
fn sentence(step: &Step, input: &Release, words: &Words) -> String {
    let key = format!("pdf-did-{}", step.kind.name().to_ascii_lowercase().replace('_', "-"));
    let only = input.signers.first().map_or(input.person.name.as_str(), |signer| &signer.name);
    let name = step.signer.as_deref().unwrap_or(only);
    let to = match step.to.as_deref() {
        Some(to) if step.signer.is_some() => format!("{name} ({to})"),
        Some(to) => to.to_owned(),
        None => name.to_owned(),
    };
    words.say_with(&key, [("name", name.into()), ("to", to.as_str().into())]).into_owned()
}

/// The details of a step: each line of its own.
fn details(step: &Step, words: &Words) -> Vec<String> {
    let mut parts = vec![];
    if let Some(agent) = step.user_agent.as_deref() {
        // The whole text is in the evidence; it means nothing to most readers.
        let name = Some(Agent::of(agent).name()).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| shortened(agent));
        parts.push(words.say_with("pdf-user-agent", [("agent", name.into())]).into_owned());
    }
    if let Some(ip) = step.ip.as_deref() {
        parts.push(words.say_with("pdf-ip", [("ip", ip.into())]).into_owned());
    }
    let mut lines = vec![];
    if !parts.is_empty() {
        lines.push(parts.join(" · "));
    }
    lines.extend(step.reply.as_deref().map(|reply| {
        let (key, reply) = match reply.strip_prefix("kept as ") {
            Some(file) => ("pdf-mail-kept", file),
            None => ("pdf-mail-reply", reply),
        };
        words.say_with(key, [("reply", reply.into())]).into_owned()
    }));
    lines
}

/// The beginning of a text.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How the file is protected, and what it carries.
fn seal(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let padding = 9.0;
    let style = Style { colour: GREY.mixed(Colour::BLACK, 0.3), ..SMALL };
    let width = CONTENT - 2.0 * padding - 4.0;
    let mut said = vec![words.say("pdf-seal").into_owned()];
    said.extend(input.bundle.as_ref().map(|bundle| {
        let key = if bundle.is_whole { "pdf-attached" } else { "pdf-attached-part" };
        words.say_with(key, [("name", input.bundle_name().into())]).into_owned()
    }));
    let blocks: Vec<_> = said.iter().map(|text| flow.sheets.set(text, style, width)).collect();
    let between = 4.0 * blocks.len().saturating_sub(1) as f32;
    let height = blocks.iter().map(Block::height).sum::<f32>() + between + 2.0 * padding;
    flow.need(height);
    let tint = accent(input).mixed(Colour::WHITE, 0.93);
    flow.sheets.fill(MARGIN, flow.y, CONTENT, height, tint);
    flow.sheets.fill(MARGIN, flow.y, 2.4, height, accent(input));
    let mut y = flow.y + padding;
    for block in &blocks {
        y = flow.sheets.put(block, MARGIN + padding + 4.0, y) + 4.0;
    }
    flow.gap(height);
}
