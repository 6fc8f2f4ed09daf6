//! To an administrator: evidence of a company contradicts its seals.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris};
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// Evidence contradicts its seal.
#[derive(Debug, Clone)]
pub struct EvidenceContradicted {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    /// When it was detected.
    pub at: Timestamp,
    /// The references of the answers.
    pub references: Vec<String>,
}

/// The maximum number of references listed; the rest are counted.
const NAMED: usize = 20;

impl EvidenceContradicted {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-evidence");
        let said = draft.say("mail-evidence-text", []);
        let when = dates::moment_with_offset(self.locale, self.at, &self.zone);
        let mut named: Vec<&str> = self.references.iter().take(NAMED).map(String::as_str).collect();
        let more = self.references.len().saturating_sub(NAMED).to_string();
        let more = draft.say("mail-evidence-more", [("count", &more)]);
        if self.references.len() > NAMED {
            named.push(&more);
        }
        let what = named.join(", ");
        draft
            .open(harmless(&self.name), said)
            .facts(&[("mail-label-when", when), ("mail-label-references", what)])
            .say_text("mail-evidence-next", []);
        draft.end("mail-footer-instance")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let contradicted = EvidenceContradicted {
        locale,
        zone: paris(),
        name: "Camille".into(),
        at: at("2026-05-02T02:30:00Z"),
        references: vec!["BR-7H2K-9QXM-4TNV".into(), "BR-2M4D-8WKP-6RTX".into()],
    };
    vec![("evidence_contradicted", contradicted.render())]
}
