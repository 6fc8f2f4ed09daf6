//! Invoices: what they say, fixed when they are made. Amounts are in the smallest unit of the
//! currency, and taxes are included in what was paid.

use serde::{Deserialize, Serialize};

use super::super::check::{siret, vat_number};
use super::super::company::Missing;
use super::super::{
    Address, CompanyId, CustomerKind, Identity, InvoiceId, Locale, Timestamp, country,
};

/// Who sells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub name: String,
    /// With the capital, as `SAS au capital de 1 000 €`.
    pub legal_form: String,
    /// Fourteen digits.
    pub siret: String,
    /// Empty if there is no VAT.
    pub vat_number: String,
    pub line: String,
    pub postal_code: String,
    pub city: String,
    /// Two letters.
    pub country: String,
    pub email: String,
    /// In hundredths of a percent; 0: no VAT is due (art. 293 B du CGI).
    pub vat_rate: u32,
    pub penalties_fr: String,
    pub penalties_en: String,
}

impl Seller {
    /// The settings without which no invoice can be written.
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing = vec![];
        let needed = [
            ("billing.seller_name", &self.name),
            ("billing.seller_siret", &self.siret),
            ("billing.seller_line", &self.line),
            ("billing.seller_postal_code", &self.postal_code),
            ("billing.seller_city", &self.city),
            ("billing.seller_country", &self.country),
            ("billing.penalties_fr", &self.penalties_fr),
            ("billing.penalties_en", &self.penalties_en),
        ];
        missing.extend(needed.iter().filter(|(_, text)| text.trim().is_empty()).map(|one| one.0));
        if !self.siret.is_empty() && siret(&self.siret).is_err() {
            missing.push("billing.seller_siret");
        }
        if self.vat_rate > 0 && vat_number(&self.vat_number).is_err() {
            missing.push("billing.seller_vat_number");
        }
        missing
    }

    /// Nine digits.
    pub fn siren(&self) -> &str {
        self.siret.get(..9).unwrap_or(&self.siret)
    }
}

/// Who pays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub name: String,
    /// None: a consumer, or a body without one, such as a small association.
    pub siret: Option<String>,
    pub vat_number: Option<String>,
    pub line: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    /// Two letters.
    pub country: String,
    pub email: String,
    pub locale: Option<Locale>,
    /// None on the invoices of earlier versions, which had it guessed.
    #[serde(default)]
    pub kind: Option<CustomerKind>,
}

impl Buyer {
    /// Whether it is a business in the sense of the rules on invoices. An association is one if it is
    /// registered as such.
    pub fn is_business(&self) -> bool {
        match self.kind {
            Some(CustomerKind::Business) => true,
            Some(CustomerKind::Private) => false,
            Some(CustomerKind::Association) | None => {
                self.siret.is_some() || self.vat_number.is_some()
            }
        }
    }

    /// Nine digits.
    pub fn siren(&self) -> Option<&str> {
        self.siret.as_deref().and_then(|siret| siret.get(..9))
    }
}

/// What a company has not told and invoices must name, so that nothing is sold to it: its street and
/// city; of a business the SIRET in France, the VAT number elsewhere in the European Union. One without
/// a country is in that of the seller, `home`.
pub fn lacking(siret: Option<&str>, address: &Address, own: &Identity, home: &str) -> Vec<Missing> {
    let code = match address.country.as_deref().and_then(country::named) {
        Some(country) => country::code(country),
        None => home,
    };
    let is_business = own.customer_kind == CustomerKind::Business;
    let mut lacking = vec![];
    if address.line.is_none() || address.city.is_none() {
        lacking.push(Missing::Address);
    }
    if is_business && FRANCE.contains(&code) {
        lacking.extend(siret.is_none().then_some(Missing::Siret));
    } else if is_business && UNION.contains(&code) && code != home {
        lacking.extend(own.vat_number.is_none().then_some(Missing::VatNumber));
    }
    lacking
}

/// Where businesses have a SIRET: France and what of it has a code of its own in ISO 3166-1.
const FRANCE: [&str; 9] = ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"];
/// The other members of the European Union.
const UNION: [&str; 26] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// What a document is.
///
/// - `INVOICE`: it says what was paid.
/// - `CREDIT_NOTE`: it says what of an invoice was given back.
pub enum InvoiceKind {
    /// It says what was paid.
    Invoice,
    /// It says what of an invoice was given back.
    CreditNote,
}
}

/// What was paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub label: String,
    pub quantity: u32,
    /// Taxes included, of all together.
    pub gross: i64,
}

/// All that an invoice says besides its number, fixed when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub seller: Seller,
    pub buyer: Buyer,
    pub line: Line,
    pub currency: String,
    pub paid_at: Timestamp,
    /// The first and last instant it is for.
    pub period: Option<(Timestamp, Timestamp)>,
    /// The number and the day of the invoice that a credit note corrects.
    pub corrects: Option<(String, Timestamp)>,
    /// The IANA name of the zone in which its days are counted.
    pub zone: String,
}

/// What is due, without and with VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    pub net: i64,
    pub vat: i64,
    pub gross: i64,
}

impl Content {
    pub fn sums(&self) -> Sums {
        self.seller.sums(self.line.gross)
    }
}

impl Seller {
    /// Of a price with taxes. The net is rounded to the nearest unit, halves up; the VAT is the rest, so
    /// that the sum is exactly what was paid.
    pub fn sums(&self, gross: i64) -> Sums {
        let rate = i64::from(self.vat_rate);
        let net = (gross * 10_000 * 2 + 10_000 + rate) / ((10_000 + rate) * 2);
        Sums { net, vat: gross - net, gross }
    }
}

/// An invoice or credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub id: InvoiceId,
    pub company: CompanyId,
    /// `2026-000001`: without gaps in a calendar year.
    pub number: String,
    pub kind: InvoiceKind,
    pub issued_at: Timestamp,
    pub content: Content,
}

/// The number of the `nth` document of a year, from 1.
pub fn number(year: i32, nth: i64) -> String {
    format!("{year}-{nth:06}")
}

/// The percent of a rate: `20`, `5.5`.
pub fn percent(rate: u32) -> String {
    let text = format!("{}.{:02}", rate / 100, rate % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(gross: i64, vat_rate: u32) -> (i64, i64) {
        let content = Content {
            seller: Seller { vat_rate, ..Seller::default() },
            buyer: Buyer::default(),
            line: Line { label: String::new(), quantity: 1, gross },
            currency: "eur".to_owned(),
            paid_at: Timestamp(0),
            period: None,
            corrects: None,
            zone: "Europe/Paris".to_owned(),
        };
        let sums = content.sums();
        assert_eq!(sums.net + sums.vat, gross);
        (sums.net, sums.vat)
    }

    #[test]
    fn the_net_and_the_vat_make_what_was_paid() {
        assert_eq!(sums(1_200, 2_000), (1_000, 200));
        assert_eq!(sums(1_000, 2_000), (833, 167));
        assert_eq!(sums(1, 2_000), (1, 0));
        assert_eq!(sums(999, 0), (999, 0));
        assert_eq!(sums(1_055, 550), (1_000, 55));
    }

    #[test]
    fn what_an_invoice_would_leave_empty_is_named() {
        let all = Seller::default().missing();
        assert!(all.contains(&"billing.seller_name") && all.contains(&"billing.seller_siret"));
        let seller = Seller {
            name: "Atelier".to_owned(),
            siret: "73282932000074".to_owned(),
            line: "1 rue".to_owned(),
            postal_code: "75001".to_owned(),
            city: "Paris".to_owned(),
            country: "FR".to_owned(),
            penalties_fr: "…".to_owned(),
            penalties_en: "…".to_owned(),
            ..Seller::default()
        };
        assert_eq!(seller.missing(), [""; 0]);
        assert_eq!(seller.siren(), "732829320");
        let with_vat = Seller { vat_rate: 2_000, ..seller };
        assert_eq!(with_vat.missing(), ["billing.seller_vat_number"]);
    }

    #[test]
    fn a_buyer_tells_what_invoices_must_name() {
        use CustomerKind::*;
        let address = |country: Option<&str>| Address {
            line: Some("1 rue".to_owned()),
            city: Some("Lyon".to_owned()),
            country: country.map(str::to_owned),
            ..Address::default()
        };
        let lacks = |customer_kind, country: Option<&str>, siret, vat: Option<&str>| {
            let vat_number = vat.map(str::to_owned);
            let own = Identity { customer_kind, vat_number, ..Identity::default() };
            lacking(siret, &address(country), &own, "FR")
        };
        let siret = Some("73282932000074");
        assert_eq!(lacks(Business, None, None, None), [Missing::Siret]);
        assert_eq!(lacks(Business, Some("La Réunion"), None, None), [Missing::Siret]);
        assert_eq!(lacks(Business, Some("France"), None, Some("FR44732829320")), [Missing::Siret]);
        assert_eq!(lacks(Business, Some("Belgique"), siret, None), [Missing::VatNumber]);
        assert_eq!(lacks(Business, Some("France"), siret, None), []);
        assert_eq!(lacks(Business, Some("BE"), None, Some("BE0123456789")), []);
        assert_eq!(lacks(Business, Some("Suisse"), None, None), []);
        assert_eq!(lacks(Association, None, None, None), []);
        assert_eq!(lacks(Private, Some("Belgique"), None, None), []);
        let nowhere = lacking(None, &Address::default(), &Identity::default(), "FR");
        assert_eq!(nowhere, [Missing::Address, Missing::Siret]);
    }

    #[test]
    fn numbers_and_rates_are_written_as_the_law_has_them() {
        assert_eq!(number(2026, 7), "2026-000007");
        assert_eq!([2_000, 550, 0, 1_025].map(percent), ["20", "5.5", "0", "10.25"]);
    }
}
