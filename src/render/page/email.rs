//! Confirming another e-mail for an account.

use askama::Template;

use super::Frame;

/// `/email/{token}`: the form, or that it is confirmed.
#[derive(Template)]
#[template(path = "pages/email.html")]
pub struct EmailConfirm {
    pub frame: Frame,
    pub token: String,
    pub email: String,
    /// The sentence of what is wrong, by its key.
    pub problem: Option<&'static str>,
    pub done: bool,
}

impl EmailConfirm {
    fn title(&self) -> &'static str {
        if self.done { "page-email-done-title" } else { "page-email-title" }
    }
}
