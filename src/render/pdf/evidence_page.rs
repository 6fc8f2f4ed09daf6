//! The page of evidence: hashes, the recorded steps in order, how to verify.

use super::flow::{BODY, CONTENT, Flow, GREY, HASH, HEADING, LABEL, MARGIN, SMALL, STRONG, TITLE};
use super::input::{Release, Step};
use super::qr;
use super::release::accent;
use super::sheet::{Sheets, Style};
use crate::render::{Colour, Words, dates, words};

const QR: f32 = 92.0;
const GUTTER: f32 = 14.0;
const WHEN: f32 = 88.0;
const WHAT: f32 = 106.0;

pub fn draw(sheets: &mut Sheets<'_>, input: &Release) {
    let words = words(input.locale);
    let mut flow = Flow::new(sheets);
    flow.new_page();
    let title = Style { size: 16.0, leading: 21.0, ..TITLE };
    flow.text(&words.say("pdf-evidence-title"), title);
    flow.gap(3.0);
    flow.text(&words.say("pdf-evidence-intro"), BODY);
    flow.gap(12.0);
    identity(&mut flow, input, &words);
    steps(&mut flow, input, &words);
    seal(&mut flow, input, &words);
}

/// Reference, hashes and address on the left, the QR code on the right.
fn identity(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let width = CONTENT - QR - 2.0 * GUTTER;
    let top = flow.y;
    qr::draw(flow.sheets, &input.verify_url, MARGIN + CONTENT - QR, top + 3.0, QR);
    flow.sheets.link(&input.verify_url, MARGIN + CONTENT - QR, top + 3.0, QR, QR);
    let say = |key: &str| words.say(key).into_owned();
    let address = Style { colour: accent(input), ..SMALL };
    let mut lines = vec![(say("pdf-reference-label"), input.reference.clone(), HASH)];
    lines.extend(documents(input, words).into_iter().map(|(label, hash)| (label, hash, HASH)));
    lines.push((say("pdf-chain-head"), input.chain_head.hex(), HASH));
    lines.push((say("pdf-verify"), input.verify_url.clone(), address));
    for (label, value, style) in lines {
        let label = flow.sheets.set(&label, LABEL, width);
        let value = flow.sheets.set(&value, style, width);
        flow.block(&label, MARGIN);
        if style.size == SMALL.size {
            flow.sheets.link(&input.verify_url, MARGIN, flow.y, value.width(), value.height());
        }
        flow.block(&value, MARGIN);
        flow.gap(4.0);
    }
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
    flow.text(&words.say("pdf-steps"), HEADING);
    flow.gap(5.0);
    let widths = [WHEN, WHAT, CONTENT - WHEN - WHAT - 2.0 * GUTTER];
    let places = [MARGIN, MARGIN + WHEN + GUTTER, MARGIN + WHEN + WHAT + 2.0 * GUTTER];
    let header = ["pdf-column-when", "pdf-column-what", "pdf-column-details"];
    let cells = places.into_iter().zip(header).zip(widths);
    let cells: Vec<_> = cells
        .map(|((x, key), width)| (x, flow.sheets.set(&words.say(key), LABEL, width)))
        .collect();
    flow.row(&cells);
    flow.gap(2.0);
    flow.hairline();
    for step in &input.steps {
        let when = dates::utc(step.at);
        let what = words.say(&step_key(step));
        let strong = Style { size: SMALL.size, leading: SMALL.leading, ..STRONG };
        let when = flow.sheets.set(when.trim_end_matches(" UTC"), SMALL, widths[0]);
        let what = flow.sheets.set(&what, strong, widths[1]);
        let mut details = flow.sheets.set("", SMALL, widths[2]);
        for line in lines(step, words) {
            details.append(flow.sheets.set(&line, SMALL, widths[2]));
        }
        let [first, second, third] = places;
        flow.gap(3.0);
        flow.row(&[(first, when), (second, what), (third, details)]);
        flow.gap(3.0);
        flow.hairline();
    }
    flow.gap(12.0);
}

/// `pdf-step-code-sent`…
fn step_key(step: &Step) -> String {
    format!("pdf-step-{}", step.kind.name().to_ascii_lowercase().replace('_', "-"))
}

/// The details of a step, one per line.
fn lines(step: &Step, words: &Words) -> Vec<String> {
    let mut lines = vec![];
    if let Some((number, name)) = &step.signer {
        let values = [("number", u64::from(*number).into()), ("name", name.as_str().into())];
        lines.push(words.say_with("pdf-step-signer", values).into_owned());
    }
    if let Some(to) = step.to.as_deref() {
        lines.push(words.say_with("pdf-to", [("to", to.into())]).into_owned());
    }
    lines.extend(step.note.clone());
    if let Some(ip) = step.ip.as_deref() {
        lines.push(words.say_with("pdf-ip", [("ip", ip.into())]).into_owned());
    }
    if let Some(agent) = step.user_agent.as_deref() {
        lines.push(words.say_with("pdf-user-agent", [("agent", agent.into())]).into_owned());
    }
    lines
}

fn seal(flow: &mut Flow<'_, '_>, input: &Release, words: &Words) {
    let padding = 9.0;
    let style = Style { colour: GREY.mixed(Colour::BLACK, 0.3), ..SMALL };
    let width = CONTENT - 2.0 * padding - 4.0;
    let block = flow.sheets.set(&words.say("pdf-seal"), style, width);
    let height = block.height() + 2.0 * padding;
    flow.need(height);
    let tint = accent(input).mixed(Colour::WHITE, 0.93);
    flow.sheets.fill(MARGIN, flow.y, CONTENT, height, tint);
    flow.sheets.fill(MARGIN, flow.y, 2.4, height, accent(input));
    flow.sheets.put(&block, MARGIN + padding + 4.0, flow.y + padding);
    flow.gap(height);
}
