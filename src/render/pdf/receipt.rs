//! The receipt of a withdrawal, or of the end of a consent: who, what and when, with the evidence up to
//! then. Drawn like the release.

use super::evidence_page;
use super::flow::{BODY, CONTENT, Cell, Flow, HASH, HEADING, LABEL, MARGIN, STRONG, TITLE};
use super::input::{Receipt, ReceiptOf, UseLeft};
use super::release::{self, ACCEPTED, GUTTER, IN_PART, REFUSED};
use super::sheet::{Sheets, Style};
use super::tags::Tag;
use crate::render::{Words, dates, words};

pub fn draw(sheets: &mut Sheets<'_>, input: &Receipt) {
    let words = words(input.release.locale);
    let mut flow = Flow::new(sheets);
    release::letterhead(&mut flow, &input.release, &words);
    flow.heading(&input.release.title, TITLE, 1);
    flow.gap(3.0);
    let state = input.state();
    let colour = if state == "pdf-receipt-state-partly" { IN_PART } else { REFUSED };
    flow.text(&words.say(state), Style { colour, ..HEADING });
    flow.gap(9.0);
    release::parties(&mut flow, &input.release, &words);
    for line in said(input, &words) {
        flow.text(&line, BODY);
        flow.gap(4.0);
    }
    uses(&mut flow, input, &words);
    flow.gap(9.0);
    for line in then(input, &words) {
        flow.text(&line, BODY);
        flow.gap(4.0);
    }
    flow.gap(5.0);
    let about = words.say("pdf-receipt-of-pdf");
    let label = flow.sheets.set(&about, LABEL, CONTENT);
    flow.block(&label, MARGIN);
    let hash = flow.sheets.set(&input.pdf_sha256.hex(), HASH, CONTENT);
    flow.block(&hash, MARGIN);
    evidence_page::draw_after(sheets, &input.release);
    release::draw_margins(sheets, &input.release);
}

/// What happened.
fn said(input: &Receipt, words: &Words) -> Vec<String> {
    let release = &input.release;
    let moment = |at| dates::moment_with_offset(release.locale, at, &release.zone);
    let day = |at: crate::model::Timestamp| dates::date(release.locale, at.day_in(&release.zone));
    let (person, event) = (release.person.name.as_str(), release.event.name.as_str());
    match &input.of {
        ReceiptOf::Withdrawal { signer, at, is_guardian, is_reported, .. } => {
            let values = [
                ("name", signer.as_str().into()),
                ("person", person.into()),
                ("event", event.into()),
                ("date", moment(*at).into()),
            ];
            let key = match is_guardian {
                true => "pdf-receipt-withdrawn-child",
                false => "pdf-receipt-withdrawn",
            };
            let mut lines = vec![words.say_with(key, values).into_owned()];
            if *is_reported {
                let name = [("name", signer.as_str().into())];
                lines.push(words.say_with("pdf-receipt-told", name).into_owned());
            }
            lines
        }
        ReceiptOf::End { given_at, ended_at } => {
            let values = [
                ("person", person.into()),
                ("event", event.into()),
                ("given", day(*given_at).into()),
                ("date", day(*ended_at).into()),
            ];
            vec![words.say_with("pdf-receipt-ended", values).into_owned()]
        }
    }
}

/// Every use that was offered, and what became of it.
fn uses(flow: &mut Flow<'_, '_>, input: &Receipt, words: &Words) {
    let answer = 120.0;
    flow.gap(5.0);
    flow.need(70.0);
    flow.heading(&words.say("pdf-receipt-uses"), HEADING, 2);
    flow.gap(4.0);
    flow.hairline();
    flow.sheets.open(Tag::Table);
    for (label, left) in &input.uses {
        let colour = if *left == UseLeft::Allowed { ACCEPTED } else { REFUSED };
        let width = CONTENT - answer - GUTTER;
        let label = flow.sheets.set(label, BODY, width);
        let style = Style { colour, ..STRONG };
        let said = flow.sheets.set(&words.say(left.key()), style, answer);
        flow.need(label.height() + 7.0);
        flow.gap(2.4);
        let place = MARGIN + CONTENT - answer;
        flow.row(&[Cell::new(Tag::RowHeader, MARGIN, label), Cell::new(Tag::Cell, place, said)]);
        flow.gap(2.4);
        flow.hairline();
    }
    flow.sheets.close();
}

/// What follows from it.
fn then(input: &Receipt, words: &Words) -> Vec<String> {
    let mut lines = vec![match &input.of {
        ReceiptOf::Withdrawal { days: Some(days), .. } => {
            let values = [("days", (*days).into())];
            words.say_with("pdf-receipt-then-days", values).into_owned()
        }
        ReceiptOf::Withdrawal { days: None, .. } => words.say("pdf-receipt-then").into_owned(),
        ReceiptOf::End { .. } => words.say("pdf-receipt-then-ended").into_owned(),
    }];
    if input.release.signers.len() > 1 && matches!(input.of, ReceiptOf::Withdrawal { .. }) {
        lines.push(words.say("pdf-receipt-each").into_owned());
    }
    lines
}

impl Receipt {
    /// The line below the title.
    fn state(&self) -> &'static str {
        let is_left = self.uses.iter().any(|(_, left)| *left == UseLeft::Allowed);
        match (&self.of, is_left) {
            (ReceiptOf::End { .. }, _) => "pdf-receipt-state-ended",
            (ReceiptOf::Withdrawal { .. }, true) => "pdf-receipt-state-partly",
            (ReceiptOf::Withdrawal { .. }, false) => "pdf-receipt-state-withdrawn",
        }
    }
}

impl UseLeft {
    fn key(self) -> &'static str {
        match self {
            UseLeft::Allowed => "pdf-receipt-use-allowed",
            UseLeft::Withdrawn => "pdf-receipt-use-withdrawn",
            UseLeft::Ended => "pdf-receipt-use-ended",
            UseLeft::Refused => "pdf-receipt-use-refused",
        }
    }
}
