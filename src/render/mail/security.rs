//! Mails about access to an account: what changed, and new sign-ins.

use jiff::tz::TimeZone;

use super::account::harmless;
use super::{Brand, MailDraft, Rendered, name};
use crate::model::mail_kind::FactorChange;
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// A second factor changed.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub change: FactorChange,
    pub recovery_codes_left: usize,
}

impl SecondFactor {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        let word = match self.change {
            FactorChange::On => "on",
            FactorChange::Off => "off",
            FactorChange::Reset => "reset",
            FactorChange::RecoveryCodeUsed => "recovery",
        };
        draft.subject = draft.say(&format!("mail-factor-{word}-subject"), []);
        draft.heading = draft.say(&format!("mail-factor-{word}-heading"), []);
        let statement = draft.say(&format!("mail-factor-{word}-said"), []);
        draft.preheader = statement.clone();
        let next = match self.change {
            FactorChange::On => draft.say("mail-factor-on-next", []),
            FactorChange::Off | FactorChange::Reset => draft.say("mail-factor-off-next", []),
            FactorChange::RecoveryCodeUsed => {
                draft.count("mail-factor-left", [("count", self.recovery_codes_left)])
            }
        };
        let warning = draft.say("mail-factor-unasked", []);
        draft.greet(harmless(&self.name)).text(statement).text(next).note(warning);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// An API token was created.
#[derive(Debug, Clone)]
pub struct ApiTokenMade {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    /// The token's name.
    pub token: String,
    /// The token's prefix.
    pub prefix: String,
    pub expires_at: Timestamp,
}

impl ApiTokenMade {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-token-subject", []);
        draft.heading = draft.say("mail-token-heading", []);
        let statement = draft.say("mail-token-said", []);
        draft.preheader = statement.clone();
        let warning = draft.say("mail-token-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(statement)
            .facts(&[
                ("mail-label-token", name(harmless(&self.token))),
                ("mail-label-prefix", format!("{}…", self.prefix)),
                (
                    "mail-label-expires",
                    dates::moment_with_offset(self.locale, self.expires_at, &self.zone),
                ),
            ])
            .note(warning);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// The link to confirm an account's new e-mail, sent to that e-mail.
#[derive(Debug, Clone)]
pub struct EmailChange {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub link: String,
    pub valid_hours: usize,
}

impl EmailChange {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-email-change-subject", []);
        draft.preheader = draft.count("mail-email-change-valid", [("hours", self.valid_hours)]);
        draft.heading = draft.say("mail-email-change-heading", []);
        let request = draft.say("mail-email-change-asked", []);
        let valid = draft.preheader.clone();
        let warning = draft.say("mail-email-change-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(request)
            .button("mail-email-change-button", &self.link)
            .text(valid)
            .note(warning);
        let reason = draft.say("mail-email-change-footer", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Somebody requested the address of an account for another account; sent to its holder.
#[derive(Debug, Clone)]
pub struct EmailChangeTaken {
    pub locale: Locale,
    /// How the holder is greeted: the first name.
    pub name: String,
}

impl EmailChangeTaken {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-email-taken-subject", []);
        draft.heading = draft.say("mail-email-taken-heading", []);
        let said = draft.say("mail-email-taken-said", []);
        draft.preheader = said.clone();
        let next = draft.say("mail-email-taken-next", []);
        draft.greet(harmless(&self.name)).text(said).note(next);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// A requested change of e-mail, sent to the current one.
#[derive(Debug, Clone)]
pub struct EmailChangeAsked {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    /// The new one, masked.
    pub email: String,
}

impl EmailChangeAsked {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-email-asked-subject", []);
        draft.heading = draft.say("mail-email-asked-heading", []);
        let statement = draft.say("mail-email-asked-said", [("email", &self.email)]);
        draft.preheader = statement.clone();
        let next = draft.say("mail-email-asked-next", []);
        let warning = draft.say("mail-email-asked-unasked", []);
        draft.greet(harmless(&self.name)).text(statement).text(next).note(warning);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// A sign-in from an unknown origin.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    pub at: Timestamp,
    /// Browser and system: `Firefox, Windows`; empty if unknown.
    pub device: String,
    /// The network, truncated: `203.0.x.x`; empty if unknown.
    pub network: String,
}

impl SignIn {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-signin-subject", []);
        draft.heading = draft.say("mail-signin-heading", []);
        let statement = draft.say("mail-signin-said", []);
        draft.preheader = statement.clone();
        let device = match self.device.as_str() {
            "" => draft.say("mail-signin-unknown", []),
            device => device.to_owned(),
        };
        let fine = draft.say("mail-signin-fine", []);
        let warning = draft.say("mail-signin-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(statement)
            .facts(&[
                ("mail-label-when", dates::moment_with_offset(self.locale, self.at, &self.zone)),
                ("mail-label-device", device),
                ("mail-label-network", self.network.clone()),
            ])
            .text(fine)
            .note(warning);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}
