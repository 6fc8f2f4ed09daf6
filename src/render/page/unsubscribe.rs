//! The page to unsubscribe from mails.

use askama::Template;

use super::Frame;
use crate::model::unsubscribe::Of;

/// `/unsubscribe/{token}`: the form, or its confirmation.
#[derive(Template)]
#[template(path = "pages/unsubscribe.html")]
pub struct Unsubscribe {
    pub frame: Frame,
    pub token: String,
    /// None: administrators' messages.
    pub company: Option<String>,
    pub of: Of,
    pub done: bool,
}

impl Unsubscribe {
    fn title(&self) -> &'static str {
        if self.done { "page-unsubscribe-done" } else { "page-unsubscribe-title" }
    }

    /// The mails concerned, by the title of their notification type.
    fn what(&self) -> String {
        match self.of {
            Of::Digest => self.frame.t("mail-digest-heading").into_owned(),
            Of::Notification(kind) => {
                let kind = kind.name().to_lowercase().replace('_', "-");
                self.frame.t(&format!("notification-{kind}-title")).into_owned()
            }
        }
    }

    fn sender(&self) -> &str {
        self.company.as_deref().unwrap_or("be-right")
    }
}
