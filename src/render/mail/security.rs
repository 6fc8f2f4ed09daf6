//! Mails about who can get into an account: what changed, and who came in.

use jiff::tz::TimeZone;

use super::account::harmless;
use super::{Brand, MailDraft, Rendered, name};
use crate::model::mail_kind::FactorChange;
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// Tells somebody what became of their second factor.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    pub locale: Locale,
    /// How the user is greeted: the first name.
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
        let said = draft.say(&format!("mail-factor-{word}-said"), []);
        draft.preheader = said.clone();
        let next = match self.change {
            FactorChange::On => draft.say("mail-factor-on-next", []),
            FactorChange::Off | FactorChange::Reset => draft.say("mail-factor-off-next", []),
            FactorChange::RecoveryCodeUsed => {
                draft.count("mail-factor-left", [("count", self.recovery_codes_left)])
            }
        };
        let unasked = draft.say("mail-factor-unasked", []);
        draft.greet(harmless(&self.name)).text(said).text(next).note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Tells somebody that a program can sign in in their name.
#[derive(Debug, Clone)]
pub struct ApiTokenMade {
    pub locale: Locale,
    pub zone: TimeZone,
    /// How the user is greeted: the first name.
    pub name: String,
    /// What the token was called.
    pub token: String,
    /// How it begins.
    pub prefix: String,
    pub expires_at: Timestamp,
}

impl ApiTokenMade {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-token-subject", []);
        draft.heading = draft.say("mail-token-heading", []);
        let said = draft.say("mail-token-said", []);
        draft.preheader = said.clone();
        let unasked = draft.say("mail-token-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[
                ("mail-label-token", name(harmless(&self.token))),
                ("mail-label-prefix", format!("{}…", self.prefix)),
                (
                    "mail-label-expires",
                    dates::moment_with_offset(self.locale, self.expires_at, &self.zone),
                ),
            ])
            .note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Brings the link to confirm another e-mail for an account, to that e-mail.
#[derive(Debug, Clone)]
pub struct EmailChange {
    pub locale: Locale,
    /// How the user is greeted: the first name.
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
        let asked = draft.say("mail-email-change-asked", []);
        let valid = draft.preheader.clone();
        let unasked = draft.say("mail-email-change-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(asked)
            .button("mail-email-change-button", &self.link)
            .text(valid)
            .note(unasked);
        let reason = draft.say("mail-email-change-footer", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Tells the holder of an account that somebody wants their address for another account.
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

/// Tells the e-mail that an account has that it is to have another.
#[derive(Debug, Clone)]
pub struct EmailChangeAsked {
    pub locale: Locale,
    /// How the user is greeted: the first name.
    pub name: String,
    /// The other one, masked.
    pub email: String,
}

impl EmailChangeAsked {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-email-asked-subject", []);
        draft.heading = draft.say("mail-email-asked-heading", []);
        let said = draft.say("mail-email-asked-said", [("email", &self.email)]);
        draft.preheader = said.clone();
        let next = draft.say("mail-email-asked-next", []);
        let unasked = draft.say("mail-email-asked-unasked", []);
        draft.greet(harmless(&self.name)).text(said).text(next).note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Tells somebody that they, or another, signed in from where they never have before.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub locale: Locale,
    pub zone: TimeZone,
    /// How the user is greeted: the first name.
    pub name: String,
    pub at: Timestamp,
    /// The program, coarsely: `Firefox, Windows`; empty if it is none of the usual ones.
    pub device: String,
    /// The network, coarsely: `203.0.x.x`; empty if it is not known.
    pub network: String,
}

impl SignIn {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-signin-subject", []);
        draft.heading = draft.say("mail-signin-heading", []);
        let said = draft.say("mail-signin-said", []);
        draft.preheader = said.clone();
        let device = match self.device.as_str() {
            "" => draft.say("mail-signin-unknown", []),
            device => device.to_owned(),
        };
        let fine = draft.say("mail-signin-fine", []);
        let unasked = draft.say("mail-signin-unasked", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[
                ("mail-label-when", dates::moment_with_offset(self.locale, self.at, &self.zone)),
                ("mail-label-device", device),
                ("mail-label-network", self.network.clone()),
            ])
            .text(fine)
            .note(unasked);
        let reason = draft.say("mail-footer-account", []);
        draft.footer.push(reason);
        draft.render()
    }
}
