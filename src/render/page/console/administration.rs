//! The pages of an instance that are for its administrators: figures, companies, accounts, settings.

use askama::Template;

use super::{Chrome, InstanceNav, Pager};
use crate::render::page::Frame;
use crate::render::page::ui::{Chart, Columns, FormField, FormPanel, SortHead};

/// The figures of the instance, on its first page.
#[derive(Template)]
#[template(path = "pages/console/instance/figures.html")]
pub struct Figures {
    pub frame: Frame,
    /// Label and number, in words.
    pub totals: Vec<(String, String)>,
    /// Answers and mails by state.
    pub states: Vec<(String, Chart)>,
    /// What was added in the last months.
    pub months: Vec<(String, Columns)>,
}

/// A list with its filters.
pub struct AdminList {
    /// The page it stands on.
    pub path: String,
    pub search: FormField,
    pub choices: Vec<FormField>,
    /// Whether anything restricts it.
    pub is_narrowed: bool,
    /// The order, to be kept by the filters.
    pub sort: String,
    pub heads: Vec<SortHead>,
    pub total: i64,
    pub pager: Pager,
}

/// A row of a list: its page, and what it says.
pub struct AdminRow {
    pub href: String,
    pub name: String,
    /// Below the name.
    pub detail: String,
    /// Classes and words of its badges.
    pub badges: Vec<(&'static str, String)>,
    pub cells: Vec<String>,
}

/// `/console/instance/companies` and the like.
#[derive(Template)]
#[template(path = "pages/console/instance/list.html")]
pub struct AdminListPage {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub list: AdminList,
    pub rows: Vec<AdminRow>,
    /// What to do for all at once.
    pub forms: Vec<FormPanel>,
}

/// The page of a company, an account or a row of a company.
#[derive(Template)]
#[template(path = "pages/console/instance/one.html")]
pub struct AdminOnePage {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    pub title: String,
    pub badges: Vec<(&'static str, String)>,
    /// Why it is suspended.
    pub suspended_for: Option<String>,
    /// Label and value.
    pub figures: Vec<(String, String)>,
    /// Members of a company, or the companies of an account.
    pub others: String,
    pub rows: Vec<AdminRow>,
    /// Where else to look: path and label.
    pub links: Vec<(String, String)>,
    pub forms: Vec<FormPanel>,
}

/// `/console/instance/settings`.
#[derive(Template)]
#[template(path = "pages/console/instance/settings.html")]
pub struct InstanceSettings {
    pub chrome: Chrome,
    pub nav: InstanceNav,
    /// What must be set before invoices can be written.
    pub missing: Vec<&'static str>,
    /// Sections with their settings.
    pub sections: Vec<(String, Vec<SettingRow>)>,
}

/// A setting in effect.
pub struct SettingRow {
    pub key: String,
    pub value: String,
    /// Where it was found.
    pub from: String,
    /// Whether somebody set it.
    pub is_set: bool,
}
