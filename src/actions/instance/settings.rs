//! The settings in effect, and where each was found. Secrets are masked when they are read.

use crate::App;
pub use crate::config::Effective as SettingInEffect;

/// What must be set before invoices can be written; nothing where nothing is billed.
pub fn missing_of_seller(app: &App) -> Vec<&'static str> {
    app.config.plan_rules().map(|rules| rules.seller.missing()).unwrap_or_default()
}

/// Every setting, in the order of the sample file.
pub fn settings(app: &App) -> Vec<SettingInEffect> {
    app.config.provenance.effective.clone()
}
