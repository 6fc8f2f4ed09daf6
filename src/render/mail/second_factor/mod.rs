//! To a user: their second factor changed.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::Locale;
use crate::model::mail_kind::FactorChange;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

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
        let word = match self.change {
            FactorChange::On => "on",
            FactorChange::Off => "off",
            FactorChange::Reset => "reset",
            FactorChange::RecoveryCodeUsed => "recovery",
        };
        let mut draft = MailDraft::of_instance(self.locale, &format!("mail-factor-{word}"));
        let said = draft.say(&format!("mail-factor-{word}-said"), []);
        let next = match self.change {
            FactorChange::On => draft.say("mail-factor-on-next", []),
            FactorChange::Off | FactorChange::Reset => draft.say("mail-factor-off-next", []),
            FactorChange::RecoveryCodeUsed => {
                draft.count("mail-factor-left", [("count", self.recovery_codes_left)])
            }
        };
        draft.open(harmless(&self.name), said).text(next).say_note("mail-factor-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let name = || "Camille".into();
    let sample =
        |change| SecondFactor { locale, name: name(), change, recovery_codes_left: 9 }.render();
    vec![
        ("second_factor_on", sample(FactorChange::On)),
        ("second_factor_off", sample(FactorChange::Off)),
        ("second_factor_reset", sample(FactorChange::Reset)),
        ("recovery_code_used", sample(FactorChange::RecoveryCodeUsed)),
    ]
}
