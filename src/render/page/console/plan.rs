//! The plan of the company, and the pages around the payment page.

use askama::Template;

use super::{Chrome, Notice, SettingsNav};

/// `/console/settings/plan`.
#[derive(Template)]
#[template(path = "pages/console/settings/plan.html")]
pub struct PlanSettings {
    pub chrome: Chrome,
    pub nav: SettingsNav,
    pub notice: Option<Notice>,
    /// The name of the plan.
    pub name: String,
    /// What is to be said of it, a sentence each.
    pub lines: Vec<String>,
    /// Whether nothing can be added until a payment is made.
    pub is_unpaid: bool,
    pub has_portal: bool,
    pub limits: Vec<LimitRow>,
    /// What is asked for before anything is sold, and where it is entered.
    pub lacking: Option<(String, String)>,
    /// Empty if there is a subscription: the portal changes it.
    pub offers: Vec<PlanOffer>,
    pub invoices: Vec<InvoiceRow>,
}

/// A limit, and what is used of it.
pub struct LimitRow {
    pub name: String,
    pub says: String,
    /// How much of how much; None: any amount.
    pub bar: Option<(u64, u64)>,
    pub is_reached: bool,
}

/// A plan to subscribe to.
pub struct PlanOffer {
    pub plan: &'static str,
    pub name: String,
    /// None: only the payment page says it.
    pub price: Option<String>,
    pub allows: String,
}

/// An invoice in the list.
pub struct InvoiceRow {
    pub id: i64,
    pub title: String,
    pub day: String,
    pub label: String,
    pub amount: String,
}

/// `/console/billing/…`: the way to a page of the payment service, and back.
#[derive(Template)]
#[template(path = "pages/console/to_payments.html")]
pub struct ToPayments {
    pub chrome: Chrome,
    pub title: String,
    pub lines: Vec<String>,
    /// The address and the label of the way on.
    pub go: Option<(String, String)>,
    pub back: (String, String),
    /// Whether the page is loaded again after some seconds.
    pub refresh: bool,
}
