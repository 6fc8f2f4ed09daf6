//! Not being written to any more.

use askama::Template;

use super::Frame;
use crate::model::unsubscribe::Of;

/// `/unsubscribe/{token}`: what is stopped by a press, or has been.
#[derive(Template)]
#[template(path = "pages/unsubscribe.html")]
pub struct Unsubscribe {
    pub frame: Frame,
    pub token: String,
    /// None: what administrators tell everybody.
    pub company: Option<String>,
    pub of: Of,
    pub done: bool,
}

impl Unsubscribe {
    fn title(&self) -> &'static str {
        if self.done { "page-unsubscribe-done" } else { "page-unsubscribe-title" }
    }

    /// Which mails, by the title of what they tell.
    fn what(&self) -> String {
        match self.of {
            Of::Digest => self.frame.t("mail-digest-heading").into_owned(),
            Of::Told(kind) => {
                let kind = kind.name().to_lowercase().replace('_', "-");
                self.frame.t(&format!("notification-{kind}-title")).into_owned()
            }
        }
    }

    fn sender(&self) -> &str {
        self.company.as_deref().unwrap_or("be-right")
    }
}
