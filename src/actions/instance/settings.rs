//! The settings in effect, and where each was found. Secrets are masked when they are read.

use crate::App;
pub use crate::config::Effective as SettingInEffect;

/// Every setting, in the order of the sample file.
pub fn settings(app: &App) -> Vec<SettingInEffect> {
    app.config.provenance.effective.clone()
}
