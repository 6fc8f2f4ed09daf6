//! Mails about accounts. Strangers can cause them (anybody can request a password reset for
//! anybody, or register with another person's address), so names that look like web addresses are
//! left out.

use jiff::tz::TimeZone;

use super::{Brand, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Role, Timestamp};
use crate::render::dates;

/// The link to choose a new password.
#[derive(Debug, Clone)]
pub struct PasswordReset {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub link: String,
    pub valid_minutes: usize,
}

impl PasswordReset {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-reset-subject", []);
        draft.preheader = draft.count("mail-reset-valid", [("minutes", self.valid_minutes)]);
        draft.heading = draft.say("mail-reset-heading", []);
        let asked = draft.say("mail-reset-asked", []);
        let valid = draft.preheader.clone();
        let unasked = draft.say("mail-reset-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(asked)
            .button("mail-reset-button", &self.link)
            .text(valid)
            .note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// A colleague's or photographer's link to join a company.
#[derive(Debug, Clone)]
pub struct AccountInvitation {
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

impl AccountInvitation {
    pub fn render(&self) -> Rendered {
        let company = Some(harmless(&self.brand.name)).filter(|name| !name.is_empty());
        let company = company.map_or_else(|| Brand::own().name, ToOwned::to_owned);
        let brand = Brand { name: company, ..self.brand };
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
        draft.preheader = said.clone();
        let role = draft.say(
            match self.role {
                Role::Photographer => "mail-joining-photographer",
                Role::Employee => "mail-joining-employee",
                _ => "mail-joining-studio",
            },
            [],
        );
        let expires = dates::moment_with_offset(self.locale, self.link_expires, &self.zone);
        let expires = draft.say("mail-joining-expires", [("moment", &expires)]);
        let unasked = draft.say("mail-joining-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .text(role)
            .button("mail-joining-button", &self.link)
            .text(expires)
            .note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// The welcome after opening an account.
#[derive(Debug, Clone)]
pub struct Welcome {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    /// The user's new company.
    pub company: String,
    /// The sign-in page.
    pub link: String,
}

impl Welcome {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-welcome-subject", []);
        draft.heading = draft.say("mail-welcome-heading", []);
        let company = name(harmless(&self.company));
        let said = if company.is_empty() {
            draft.say("mail-welcome-said-nobody", [])
        } else {
            draft.say("mail-welcome-said", [("company", &company)])
        };
        draft.preheader = said.clone();
        let first = draft.say("mail-welcome-first", []);
        let unasked = draft.say("mail-welcome-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .text(first)
            .button("mail-welcome-button", &self.link)
            .note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// The name, or nothing if mail programs would turn it into a link: strangers must not be able to
/// send advertisements through us.
pub(super) fn harmless(name: &str) -> &str {
    let dotted = |(dot, mark): (usize, &str)| {
        let after = name[dot + mark.len()..].chars().next();
        let before = name[..dot].chars().next_back();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    let linked = name.contains([':', '/', '\\', '@', '<', '>', '[', ']'])
        || name.match_indices(['.', '。', '．', '｡']).any(dotted);
    if linked { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn names_that_would_become_links_are_left_out() {
        for link in [
            "http://evil.example",
            "evil.example",
            "a@b",
            "see www.evil.fr now",
            "x/y",
            "evil。example",
        ] {
            assert_eq!(harmless(link), "", "{link}");
        }
        for name in ["J.-P. Dupont", "Ann", "Martin Luther King Jr.", "山田", "O’Brien & fils"]
        {
            assert_eq!(harmless(name), name);
        }
    }
}
