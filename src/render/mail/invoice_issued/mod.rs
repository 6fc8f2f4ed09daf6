//! To an owner: an invoice or a credit note, attached.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless, in_subject};
use crate::model::Locale;
use crate::model::billing::invoice::InvoiceKind;
use crate::render::pdf::money;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// What an invoice is about.
#[derive(Debug, Clone)]
pub struct InvoiceIssued {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub kind: InvoiceKind,
    pub number: String,
    pub label: String,
    /// In the smallest unit of the currency, taxes included.
    pub gross: i64,
    pub currency: String,
    /// The page with all invoices.
    pub link: String,
}

impl InvoiceIssued {
    pub fn render(&self) -> Rendered {
        let key = match self.kind {
            InvoiceKind::Invoice => "mail-invoice",
            InvoiceKind::CreditNote => "mail-credit-note",
        };
        let mut draft = MailDraft::of_instance(self.locale, key);
        let number = in_subject(&self.number);
        draft.subject = draft.say(&format!("{key}-subject"), [("number", &number)]);
        let said = draft.say(&format!("{key}-said"), []);
        draft
            .open(harmless(&self.name), said)
            .facts(&[
                ("mail-label-invoice-number", self.number.clone()),
                ("mail-label-invoice-for", harmless(&self.label).to_owned()),
                ("mail-label-invoice-amount", money(self.locale, self.gross, &self.currency)),
            ])
            .button("mail-invoice-button", &self.link)
            .say_note("mail-invoice-data", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let sample = |kind, number: &str| {
        InvoiceIssued {
            locale,
            name: "Camille".into(),
            kind,
            number: number.into(),
            label: match locale {
                Locale::Fr => "Abonnement Medium".into(),
                Locale::En => "Medium subscription".into(),
            },
            gross: 2_900,
            currency: "eur".into(),
            link: "https://photos.example.org/console/settings/plan".into(),
        }
        .render()
    };
    vec![
        ("invoice_issued", sample(InvoiceKind::Invoice, "2026-000012")),
        ("credit_note_issued", sample(InvoiceKind::CreditNote, "2026-000013")),
    ]
}
