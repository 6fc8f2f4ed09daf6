//! The pages for somebody who has lost the link to their answer.

use askama::Template;

use super::frame::Frame;

/// `/withdraw`: the reference and the e-mail.
#[derive(Template)]
#[template(path = "pages/lost_link.html")]
pub struct LostLink {
    pub frame: Frame,
    pub reference: String,
    pub email: String,
    pub wrong_reference: bool,
    pub wrong_email: bool,
}

/// The code that was sent, if both belong together.
#[derive(Template)]
#[template(path = "pages/lost_code.html")]
pub struct LostCode {
    pub frame: Frame,
    pub reference: String,
    pub email: String,
    /// For how long a code is valid.
    pub minutes: i64,
    pub is_wrong: bool,
}

impl LostCode {
    fn minutes(&self) -> u64 {
        self.minutes.unsigned_abs()
    }
}
