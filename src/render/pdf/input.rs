//! What a PDF is made from: plain values, all text already in the reader's
//! language and its places filled.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::chain::EvidenceKind;
use crate::model::{Digest, Locale, Signature, Timestamp};

/// One answer, as it was signed.
#[derive(Debug, Clone)]
pub struct Release {
    pub locale: Locale,
    /// Where the studio is: the hours of the first pages. Evidence is in UTC.
    pub zone: TimeZone,
    /// The reference that people quote and verify by.
    pub reference: String,
    /// The date inside the file.
    pub made_at: Timestamp,
    pub company: Company,
    pub person: Person,
    pub event: Event,
    pub title: String,
    /// The text that was shown, paragraph by paragraph.
    pub text: Vec<String>,
    /// Everything that was offered.
    pub uses: Vec<Use>,
    /// The person, or the guardians.
    pub signers: Vec<Signer>,
    /// Where guardians answer: by which rule.
    pub guardians: Option<Guardians>,
    pub studio: Studio,
    /// The licence's end; none if nothing was granted.
    pub expires_at: Option<Timestamp>,
    /// Why it was refused, in the person's words.
    pub reason: Option<String>,
    /// Of the exact bytes that were shown.
    pub document_sha256: Digest,
    /// Where anyone can check this file.
    pub verify_url: String,
    /// What led here.
    pub steps: Vec<Step>,
    /// The hash of the last of the steps.
    pub chain_head: Digest,
}

#[derive(Debug, Clone)]
pub struct Company {
    pub name: String,
    /// Line by line.
    pub address: Vec<String>,
    pub siret: Option<String>,
    /// `#rrggbb`; anything else is taken for none.
    pub colour: Option<String>,
}

/// A company's logo, as large as it is printed.
#[derive(Debug, Clone)]
pub struct Logo {
    /// Without transparency. One that is no PNG is left out.
    pub png: Vec<u8>,
    /// In points.
    pub width: f32,
    pub height: f32,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub email: Option<String>,
    pub birth_date: Option<Date>,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub name: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub place: Option<String>,
}

/// A use of the pictures, and whether it was granted.
#[derive(Debug, Clone)]
pub struct Use {
    pub label: String,
    pub accepted: bool,
}

/// By which rule guardians answered.
#[derive(Debug, Clone)]
pub struct Guardians {
    /// How many of them the studio asks for.
    pub needed: u8,
    /// How many of them it knew when it asked.
    pub known: u8,
    /// Who declared to exercise parental authority alone.
    pub alone: Option<String>,
    /// Who named the other one, and whom.
    pub named: Option<(String, String)>,
}

/// Somebody who was asked, and what they said.
#[derive(Debug, Clone)]
pub struct Signer {
    pub name: String,
    /// Where it is not printed beside the person already: of a guardian.
    pub email: Option<String>,
    pub role: Role,
    pub accepted: bool,
    /// Whether they accepted some of the uses and refused others.
    pub partly: bool,
    pub decided_at: Timestamp,
    /// Of the exact bytes that this signer was shown.
    pub document_sha256: Digest,
    pub signature: Option<Signature>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Person,
    Guardian,
}

/// Who asked, in the studio's name.
#[derive(Debug, Clone)]
pub struct Studio {
    pub name: String,
    pub signature: Option<Signature>,
}

/// One entry of the evidence, as it is printed.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: Timestamp,
    pub kind: EvidenceKind,
    /// Which signer it is about, counted from 1, and their name; none where there is only one.
    pub signer: Option<(u8, String)>,
    /// Whom a mail went to.
    pub to: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// Anything else worth printing, in the reader's language.
    pub note: Option<String>,
}

impl Release {
    /// Every text that somebody typed.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut texts = vec![
            self.reference.as_str(),
            &self.company.name,
            &self.person.name,
            &self.event.name,
            &self.title,
            &self.studio.name,
            &self.verify_url,
        ];
        texts.extend(self.company.address.iter().map(String::as_str));
        texts.extend(self.company.siret.as_deref());
        texts.extend(self.person.email.as_deref());
        texts.extend(self.event.place.as_deref());
        texts.extend(self.text.iter().map(String::as_str));
        texts.extend(self.uses.iter().map(|offered| offered.label.as_str()));
        texts.extend(self.reason.as_deref());
        for signer in &self.signers {
            texts.push(&signer.name);
            texts.extend(signer.email.as_deref());
            texts.extend(typed(signer.signature.as_ref()));
        }
        if let Some(rule) = &self.guardians {
            texts.extend(rule.alone.as_deref());
            let named = rule.named.iter();
            texts.extend(named.flat_map(|(by, name)| [by.as_str(), name]));
        }
        texts.extend(typed(self.studio.signature.as_ref()));
        for step in &self.steps {
            texts.extend(step.signer.as_ref().map(|(_, name)| name.as_str()));
            texts.extend(step.to.as_deref());
            texts.extend(step.ip.as_deref());
            texts.extend(step.user_agent.as_deref());
            texts.extend(step.note.as_deref());
        }
        texts
    }
}

fn typed(signature: Option<&Signature>) -> Option<&str> {
    match signature {
        Some(Signature::Typed { name }) => Some(name),
        _ => None,
    }
}
