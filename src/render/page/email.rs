//! Confirmation of an account's new e-mail.

use askama::Template;

use super::Frame;

/// `/email/{token}`: the form, or the confirmation.
#[derive(Template)]
#[template(path = "pages/email.html")]
pub struct EmailConfirm {
    pub frame: Frame,
    pub token: String,
    pub email: String,
    /// The key of the error's text.
    pub problem: Option<&'static str>,
    pub done: bool,
}

impl EmailConfirm {
    fn title(&self) -> &'static str {
        if self.done { "page-email-done-title" } else { "page-email-title" }
    }
}
