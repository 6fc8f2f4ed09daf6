//! The register of processing activities.

use askama::Template;

use super::Chrome;

/// `/console/settings/data/register`.
#[derive(Template)]
#[template(path = "pages/console/settings/register.html")]
pub struct RegisterPage {
    pub chrome: Chrome,
    pub made_on: String,
    pub controller: Vec<RegisterLine>,
    pub activities: Vec<RegisterActivity>,
    /// Sentences.
    pub measures: Vec<String>,
}

/// A processing activity.
pub struct RegisterActivity {
    pub title: String,
    pub facts: Vec<RegisterLine>,
}

/// A line of the register; without values, it is missing in the settings.
pub struct RegisterLine {
    pub label: String,
    pub values: Vec<String>,
}
