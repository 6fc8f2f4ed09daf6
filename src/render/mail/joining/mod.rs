//! To the invited: an invitation to work in a company.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris, studio};
use super::{Brand, Folder, MailDraft, Rendered, harmless, in_subject, name};
use crate::model::{Locale, Role, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A colleague's, photographer's or photographed person's link to join a company.
#[derive(Debug, Clone)]
pub struct Joining {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The name of the inviter.
    pub inviter: String,
    /// Their role in the company.
    pub role: Role,
    pub link: String,
    pub link_expires: Timestamp,
}

impl Joining {
    pub fn render(&self) -> Rendered {
        let company = Some(harmless(&self.brand.name)).filter(|name| !name.is_empty());
        let company = company.map_or_else(|| Brand::own().name, ToOwned::to_owned);
        let brand = Brand { name: company, ..self.brand.clone() };
        let mut draft = MailDraft::new(self.locale, &brand);
        let company = draft.brand.name.clone();
        draft.subject = draft.say("mail-joining-subject", [("company", &in_subject(&company))]);
        draft.heading = draft.say("mail-joining-heading", [("company", &in_subject(&company))]);
        let inviter = name(harmless(&self.inviter));
        let said = if inviter.is_empty() {
            draft.say("mail-joining-said-nobody", [("company", &company)])
        } else {
            draft.say("mail-joining-said", [("inviter", &inviter), ("company", &company)])
        };
        let role = match self.role {
            Role::Photographer => "mail-joining-photographer",
            Role::Employee => "mail-joining-employee",
            _ => "mail-joining-studio",
        };
        let named = match self.role {
            Role::Owner => "mail-joining-role-owner",
            Role::SuperUser => "mail-joining-role-super-user",
            Role::Photographer => "mail-joining-role-photographer",
            Role::Employee => "mail-joining-role-employee",
            _ => "mail-joining-role-user",
        };
        let expires = dates::moment_with_offset(self.locale, self.link_expires, &self.zone);
        draft
            .open(harmless(&self.name), said)
            .say_text(named, [])
            .say_text(role, [])
            .button("mail-joining-button", &self.link)
            .say_text("mail-joining-expires", [("moment", &expires)])
            .say_note("mail-joining-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let joining = Joining {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Noé".into(),
        inviter: "Camille Roy".into(),
        role: Role::Photographer,
        link: "https://photos.example.org/join/9f8e7d6c5b4a".into(),
        link_expires: at("2026-06-01T10:00:00Z"),
    };
    vec![("account_invitation", joining.render())]
}
