//! Letters about who can get into an account: what changed, and who came in.

use jiff::tz::TimeZone;

use super::account::harmless;
use super::{Brand, Letter, Rendered, name};
use crate::model::letter::FactorChange;
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
        let mut letter = Letter::new(self.locale, &Brand::own());
        let word = match self.change {
            FactorChange::On => "on",
            FactorChange::Off => "off",
            FactorChange::Reset => "reset",
            FactorChange::RecoveryCodeUsed => "recovery",
        };
        letter.subject = letter.say(&format!("mail-factor-{word}-subject"), []);
        letter.heading = letter.say(&format!("mail-factor-{word}-heading"), []);
        let said = letter.say(&format!("mail-factor-{word}-said"), []);
        letter.preheader = said.clone();
        let next = match self.change {
            FactorChange::On => letter.say("mail-factor-on-next", []),
            FactorChange::Off | FactorChange::Reset => letter.say("mail-factor-off-next", []),
            FactorChange::RecoveryCodeUsed => {
                letter.count("mail-factor-left", [("count", self.recovery_codes_left)])
            }
        };
        let unasked = letter.say("mail-factor-unasked", []);
        letter.greet(harmless(&self.name)).text(said).text(next).note(unasked);
        let reason = letter.say("mail-footer-account", []);
        letter.footer.push(reason);
        letter.render()
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
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-token-subject", []);
        letter.heading = letter.say("mail-token-heading", []);
        let said = letter.say("mail-token-said", []);
        letter.preheader = said.clone();
        let unasked = letter.say("mail-token-unasked", []);
        letter
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
        let reason = letter.say("mail-footer-account", []);
        letter.footer.push(reason);
        letter.render()
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
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-email-change-subject", []);
        letter.preheader = letter.count("mail-email-change-valid", [("hours", self.valid_hours)]);
        letter.heading = letter.say("mail-email-change-heading", []);
        let asked = letter.say("mail-email-change-asked", []);
        let valid = letter.preheader.clone();
        let unasked = letter.say("mail-email-change-unasked", []);
        letter
            .greet(harmless(&self.name))
            .text(asked)
            .button("mail-email-change-button", &self.link)
            .text(valid)
            .note(unasked);
        let reason = letter.say("mail-email-change-footer", []);
        letter.footer.push(reason);
        letter.render()
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
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-email-asked-subject", []);
        letter.heading = letter.say("mail-email-asked-heading", []);
        let said = letter.say("mail-email-asked-said", [("email", &self.email)]);
        letter.preheader = said.clone();
        let next = letter.say("mail-email-asked-next", []);
        let unasked = letter.say("mail-email-asked-unasked", []);
        letter.greet(harmless(&self.name)).text(said).text(next).note(unasked);
        let reason = letter.say("mail-footer-account", []);
        letter.footer.push(reason);
        letter.render()
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
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-signin-subject", []);
        letter.heading = letter.say("mail-signin-heading", []);
        let said = letter.say("mail-signin-said", []);
        letter.preheader = said.clone();
        let device = match self.device.as_str() {
            "" => letter.say("mail-signin-unknown", []),
            device => device.to_owned(),
        };
        let fine = letter.say("mail-signin-fine", []);
        let unasked = letter.say("mail-signin-unasked", []);
        letter
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[
                ("mail-label-when", dates::moment_with_offset(self.locale, self.at, &self.zone)),
                ("mail-label-device", device),
                ("mail-label-network", self.network.clone()),
            ])
            .text(fine)
            .note(unasked);
        let reason = letter.say("mail-footer-account", []);
        letter.footer.push(reason);
        letter.render()
    }
}
