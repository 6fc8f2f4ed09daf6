//! Invoices and credit notes, as French law wants them (CGI, annexe II, art. 242 nonies A; Code de
//! commerce, L441-9): readable by people, and by programs through the XML inside (Factur-X).

use fluent_bundle::FluentValue;
use jiff::tz::TimeZone;

use super::archive::Attachment;
use super::flow::{
    BODY, CONTENT, Cell, FINE, Flow, GREY, HEADING, LABEL, MARGIN, SMALL, STRONG, TITLE,
};
use super::sheet::{self, Sheets, Style};
use super::tags::Tag;
use super::{About, Printed};
use crate::model::billing::decimal;
use crate::model::billing::invoice::{Invoice, InvoiceKind, percent};
use crate::model::{Digest, Locale, Timestamp, country};
use crate::render::{Words, dates, facturx, words};

const PAD: f32 = 5.0;
/// The left edge of each column, from the left margin, and its width.
const LABELS: (f32, f32) = (6.0, 240.0);
const QUANTITY: (f32, f32) = (256.0, 50.0);
const NET: (f32, f32) = (314.0, 70.0);
const RATE: (f32, f32) = (392.0, 34.0);
const GROSS: (f32, f32) = (434.0, CONTENT - 434.0 - 4.0);
/// Two columns of parties, and the column of sums.
const HALF: f32 = CONTENT / 2.0 - 8.0;

/// An amount in the language of the document: `1 234,50 €`.
pub fn money(locale: Locale, amount: i64, currency: &str) -> String {
    let plain = decimal(amount);
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(if locale == Locale::Fr { '\u{202f}' } else { ',' });
        }
        grouped.push(digit);
    }
    let symbol = match currency {
        "eur" => "€".to_owned(),
        other => other.to_ascii_uppercase(),
    };
    match locale {
        Locale::Fr => format!("{sign}{grouped},{cents}\u{a0}{symbol}"),
        Locale::En if currency == "eur" => format!("{sign}€{grouped}.{cents}"),
        Locale::En => format!("{sign}{grouped}.{cents}\u{a0}{symbol}"),
    }
}

impl Printed for Invoice {
    fn texts(&self) -> Vec<&str> {
        let (seller, buyer) = (&self.content.seller, &self.content.buyer);
        vec![
            &seller.name,
            &seller.legal_form,
            &seller.line,
            &seller.city,
            &seller.penalties_fr,
            &seller.penalties_en,
            &buyer.name,
            &buyer.line,
            &buyer.line2,
            &buyer.city,
            &self.content.line.label,
        ]
    }

    fn about(&self) -> About {
        let words = words(self.locale());
        let xml = facturx::xml(self).into_bytes();
        About {
            locale: self.locale(),
            title: self.title(words),
            author: self.content.seller.name.clone(),
            subject: self.number.clone(),
            made_at: self.issued_at,
            identity: Digest::of(&xml),
            address: None,
            attachments: vec![Attachment {
                name: facturx::NAME.to_owned(),
                media_type: "text/xml",
                about: words.say("invoice-attachment").into_owned(),
                bytes: xml,
            }],
            is_invoice: true,
        }
    }

    fn draw(&self, sheets: &mut Sheets<'_>) {
        let words = words(self.locale());
        let mut flow = Flow::new(sheets);
        flow.heading(&self.title(words), TITLE, 1);
        flow.gap(2.0);
        for (key, at) in
            [("invoice-issued", self.issued_at), ("invoice-supplied", self.content.paid_at)]
        {
            flow.text(&words.say_with(key, [("day", self.day(at).into())]), BODY);
        }
        if let Some((number, at)) = &self.content.corrects {
            let values = [("number", number.as_str().into()), ("day", self.day(*at).into())];
            flow.text(&words.say_with("invoice-corrects", values), BODY);
        }
        flow.gap(14.0);
        self.parties(&mut flow, words);
        flow.gap(18.0);
        self.table(&mut flow, words);
        flow.gap(10.0);
        self.sums(&mut flow, words);
        flow.gap(16.0);
        flow.text(&words.say(facturx::paid_key(&self.content)), STRONG);
        flow.gap(6.0);
        if self.content.seller.vat_rate == 0 {
            flow.text(facturx::EXEMPT, BODY);
        }
        flow.text(&words.say("invoice-category"), BODY);
        flow.gap(6.0);
        let penalties = match self.locale() {
            Locale::Fr => &self.content.seller.penalties_fr,
            Locale::En => &self.content.seller.penalties_en,
        };
        flow.text(penalties, Style { colour: GREY, ..SMALL });
        self.margins(sheets, words);
    }
}

impl Invoice {
    fn locale(&self) -> Locale {
        self.content.buyer.locale.unwrap_or(Locale::Fr)
    }

    fn day(&self, at: Timestamp) -> String {
        let zone = TimeZone::get(&self.content.zone).unwrap_or(TimeZone::UTC);
        dates::date(self.locale(), at.day_in(&zone))
    }

    fn money(&self, amount: i64) -> String {
        money(self.locale(), amount, &self.content.currency)
    }

    /// `Facture 2026-000001`.
    fn title(&self, words: Words) -> String {
        let key = match self.kind {
            InvoiceKind::Invoice => "invoice-title",
            InvoiceKind::CreditNote => "invoice-title-credit-note",
        };
        words.say_with(key, [("number", self.number.as_str().into())]).into_owned()
    }

    /// The seller on the left, the buyer on the right.
    fn parties(&self, flow: &mut Flow<'_, '_>, words: Words) {
        let (seller, buyer) = (&self.content.seller, &self.content.buyer);
        let said = |key: &str, value: &str| {
            (!value.is_empty())
                .then(|| words.say_with(key, [("number", FluentValue::from(value))]).into_owned())
        };
        let town = |code: &str, city: &str| format!("{code} {city}").trim().to_owned();
        let left: Vec<String> = [
            Some(seller.legal_form.clone()),
            Some(seller.line.clone()),
            Some(town(&seller.postal_code, &seller.city)),
            Some(country::said(&seller.country, self.locale()).to_owned()),
            said("invoice-siren", seller.siren()),
            said("invoice-siret", &seller.siret),
            said("invoice-vat-number", &seller.vat_number),
            Some(seller.email.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let kind = if buyer.is_business() { "invoice-business" } else { "invoice-consumer" };
        let right: Vec<String> = [
            Some(buyer.line.clone()),
            Some(buyer.line2.clone()),
            Some(town(&buyer.postal_code, &buyer.city)),
            Some(country::said(&buyer.country, self.locale()).to_owned()),
            said("invoice-siren", buyer.siren().unwrap_or_default()),
            said("invoice-siret", buyer.siret.as_deref().unwrap_or_default()),
            said("invoice-vat-number", buyer.vat_number.as_deref().unwrap_or_default()),
            Some(words.say(kind).into_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut party = |tag: Tag, x: f32, key: &str, name: &str, lines: &[String]| {
            let mut cell =
                Cell::new(tag, MARGIN + x, flow.sheets.set(&words.say(key), LABEL, HALF));
            cell.blocks.push(flow.sheets.set(name, HEADING, HALF));
            let lines = lines.iter().filter(|line| !line.trim().is_empty());
            let lines: Vec<_> = lines.map(|line| flow.sheets.set(line, BODY, HALF)).collect();
            cell.blocks.extend(lines);
            cell
        };
        let cells = [
            party(Tag::Cell, 0.0, "invoice-seller", &seller.name, &left),
            party(Tag::Cell, HALF + 16.0, "invoice-buyer", &buyer.name, &right),
        ];
        flow.sheets.open(Tag::Table);
        flow.row(&cells);
        flow.sheets.close();
    }

    fn table(&self, flow: &mut Flow<'_, '_>, words: Words) {
        let (sums, line) = (self.content.sums(), &self.content.line);
        flow.sheets.open(Tag::Table);
        let head = Style { size: 8.0, leading: 11.0, ..STRONG };
        let mut cell = |text: &str, tag: Tag, style: Style, (x, width): (f32, f32)| {
            Cell::new(tag, MARGIN + x, flow.sheets.set(text, style, width))
        };
        let headers = [
            ("invoice-label", LABELS),
            ("invoice-quantity", QUANTITY),
            ("invoice-net", NET),
            ("invoice-rate", RATE),
            ("invoice-gross", GROSS),
        ]
        .map(|(key, place)| cell(&words.say(key), Tag::ColumnHeader, head, place));
        let mut label = cell(&line.label, Tag::RowHeader, BODY, LABELS);
        if let Some((from, until)) = self.content.period {
            let values = [("from", self.day(from).into()), ("until", self.day(until).into())];
            let period = words.say_with("invoice-period", values);
            label.blocks.extend(cell(&period, Tag::Cell, SMALL, LABELS).blocks);
        }
        let rate = format!("{}\u{a0}%", percent(self.content.seller.vat_rate).replace('.', ","));
        let row = [
            label,
            cell(&line.quantity.to_string(), Tag::Cell, BODY, QUANTITY),
            cell(&self.money(sums.net), Tag::Cell, BODY, NET),
            cell(&rate, Tag::Cell, BODY, RATE),
            cell(&self.money(sums.gross), Tag::Cell, BODY, GROSS),
        ];
        for cells in [&headers, &row] {
            flow.gap(PAD);
            flow.row(cells);
            flow.gap(PAD);
            flow.hairline();
        }
        flow.sheets.close();
    }

    fn sums(&self, flow: &mut Flow<'_, '_>, words: Words) {
        let sums = self.content.sums();
        flow.sheets.open(Tag::Table);
        for (key, amount, style) in [
            ("invoice-total-net", sums.net, BODY),
            ("invoice-total-vat", sums.vat, BODY),
            ("invoice-total", sums.gross, STRONG),
        ] {
            let name = flow.sheets.set(&words.say(key), style, 160.0);
            let amount = flow.sheets.set(&self.money(amount), style, GROSS.1);
            let cells = [
                Cell::new(Tag::RowHeader, MARGIN + QUANTITY.0, name),
                Cell::new(Tag::Cell, MARGIN + GROSS.0, amount),
            ];
            flow.gap(2.0);
            flow.row(&cells);
        }
        flow.sheets.close();
    }

    fn margins(&self, sheets: &mut Sheets<'_>, words: Words) {
        let pages = sheets.pages.len();
        for page in 0..pages {
            sheets.on_page(page, |sheets| {
                let values = [
                    ("number", FluentValue::from(self.number.as_str())),
                    ("page", FluentValue::from(page + 1)),
                    ("pages", FluentValue::from(pages)),
                ];
                let foot = sheets.set(&words.say_with("invoice-foot", values), FINE, CONTENT);
                sheets.put(&foot, MARGIN, sheet::HEIGHT - 40.0);
            });
        }
    }
}
