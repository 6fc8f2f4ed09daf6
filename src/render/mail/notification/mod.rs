//! To a user: a notification by mail.

#[cfg(test)]
use super::samples::{Sample, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A notification by mail.
#[derive(Debug, Clone)]
pub struct NotificationMail {
    pub locale: Locale,
    /// The company's; None: a message of the instance.
    pub brand: Option<Brand>,
    /// The first name, for the greeting.
    pub name: String,
    pub title: String,
    /// One or several lines.
    pub text: String,
    /// The page of its subject.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl NotificationMail {
    pub fn render(&self) -> Rendered {
        let own = Brand::own();
        let mut draft = MailDraft::new(self.locale, self.brand.as_ref().unwrap_or(&own));
        draft.subject = in_subject(&self.title);
        draft.heading = in_subject(&self.title);
        draft.preheader = in_subject(&self.text);
        draft.greet(&self.name);
        for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
            draft.text(line.trim().to_owned());
        }
        let reason = match self.brand {
            Some(_) => "mail-footer-studio",
            None => "mail-footer-user",
        };
        draft.button("mail-notification-button", &self.link).foot(reason);
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let (title, text) = match locale {
        Locale::Fr => ("Nouvelle séance", "La séance « Portraits d’équipe » a été créée."),
        Locale::En => ("New shoot", "The shoot “Portraits d’équipe” has been created."),
    };
    let of_company = NotificationMail {
        locale,
        brand: Some(studio()),
        name: "Camille".into(),
        title: title.into(),
        text: text.into(),
        link: "https://photos.example.org/event/12".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    let of_instance = NotificationMail { brand: None, ..of_company.clone() };
    vec![("notification", of_company.render()), ("notification_of_instance", of_instance.render())]
}
