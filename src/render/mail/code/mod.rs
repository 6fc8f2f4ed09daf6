//! To a signer: the six-digit code.

#[cfg(test)]
use super::samples::{Sample, child, studio};
use super::{Block, Brand, Child, Folder, MailDraft, Rendered, in_subject, one_line};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The code that proves control of the mailbox.
#[derive(Debug, Clone)]
pub struct Code {
    pub locale: Locale,
    pub brand: Brand,
    /// The employee, where a guardian answers.
    pub child: Option<Child>,
    /// Six digits.
    pub code: String,
    pub valid_minutes: usize,
}

impl Code {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        // In neither subject nor preview, so that a locked screen does not show the code.
        let child = self.child.as_ref();
        let sender = in_subject(&self.brand.name);
        draft.subject = draft.say_of(child, "mail-code-subject", [("company", &sender)]);
        draft.preheader = draft.count("mail-code-preheader", [("minutes", self.valid_minutes)]);
        draft.heading = draft.say("mail-code-heading", []);
        let enter = draft.say_of(child, "mail-code-enter", []);
        let valid = draft.count("mail-code-valid", [("minutes", self.valid_minutes)]);
        draft.text(enter);
        draft.blocks.push(Block::Code(one_line(&self.code)));
        draft
            .text(valid)
            .say_text("mail-code-secret", [("company", &company)])
            .say_note("mail-code-unasked", []);
        draft.end("mail-footer-code")
    }
}

#[cfg(test)]
pub(super) fn sample(locale: Locale) -> Code {
    Code { locale, brand: studio(), child: None, code: "042917".into(), valid_minutes: 10 }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    vec![
        ("code", sample(locale).render()),
        ("guardian_code", Code { child: Some(child()), ..sample(locale) }.render()),
    ]
}
