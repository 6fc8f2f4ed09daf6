//! Choosing a password, after a reset request or an invitation.

use askama::Template;

use super::Frame;

/// `/reset/{token}`: the form.
#[derive(Template)]
#[template(path = "pages/reset.html")]
pub struct Reset {
    pub frame: Frame,
    pub token: String,
    /// The problem with the submitted password, in words.
    pub problem: Option<String>,
}

/// The password is set.
#[derive(Template)]
#[template(path = "pages/reset_done.html")]
pub struct ResetDone {
    pub frame: Frame,
}
