//! The data of a PDF: plain values, all text already in the reader's language with its
//! placeholders filled.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::chain::EvidenceKind;
use crate::model::{Digest, Locale, Signature, Timestamp};

/// A signed answer.
#[derive(Debug, Clone)]
pub struct Release {
    pub locale: Locale,
    /// The company's time zone.
    pub zone: TimeZone,
    /// The reference to quote and to verify.
    pub reference: String,
    /// The date inside the file.
    pub made_at: Timestamp,
    pub company: Company,
    pub person: Person,
    pub event: Event,
    pub title: String,
    /// The text shown, by paragraph.
    pub text: Vec<String>,
    /// The texts of signers who were shown it in another language.
    pub other_texts: Vec<OtherText>,
    /// All uses offered.
    pub uses: Vec<Use>,
    /// The employee, or the guardians.
    pub signers: Vec<Signer>,
    /// The guardian rule, where guardians answer.
    pub guardians: Option<Guardians>,
    pub studio: Studio,
    /// The end of the licence; None if nothing was granted.
    pub expires_at: Option<Timestamp>,
    /// The reason for a refusal, as typed.
    pub reason: Option<String>,
    /// The hash of the exact bytes shown.
    pub document_sha256: Digest,
    /// Where anyone can verify this file.
    pub verify_url: String,
    /// The recorded steps.
    pub steps: Vec<Step>,
    /// The hash of the last step.
    pub chain_head: Digest,
    /// The evidence up to that step, to be carried in the file.
    pub bundle: Option<Carried>,
    pub logo: Option<Logo>,
}

/// An evidence bundle inside a PDF.
#[derive(Debug, Clone)]
pub struct Carried {
    pub zip: Vec<u8>,
    /// Nothing was left out to keep it from other signers.
    pub is_whole: bool,
}

#[derive(Debug, Clone)]
pub struct Company {
    pub name: String,
    /// By line.
    pub address: Vec<String>,
    pub siret: Option<String>,
    /// Legal form, representative, contact: what else the document says, by line.
    pub more: Vec<String>,
    /// `#rrggbb`; anything else counts as None.
    pub colour: Option<String>,
}

/// A company's logo, at its printed size.
#[derive(Debug, Clone)]
pub struct Logo {
    /// Without transparency. Ignored if it is not a PNG.
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
    /// Photographer, client, by line.
    pub more: Vec<String>,
}

/// The text in the language in which a signer read and signed it.
#[derive(Debug, Clone)]
pub struct OtherText {
    /// The name of the signer.
    pub signer: String,
    pub title: String,
    /// By paragraph.
    pub text: Vec<String>,
}

/// A use of the pictures, and whether it was granted.
#[derive(Debug, Clone)]
pub struct Use {
    pub label: String,
    /// What it means, if the document says it.
    pub sentence: Option<String>,
    pub accepted: bool,
}

/// The guardian rule that applied.
#[derive(Debug, Clone)]
pub struct Guardians {
    /// How many the company requires.
    pub needed: u8,
    /// How many the company knew when it asked.
    pub known: u8,
    /// The guardian who declared to exercise parental authority alone.
    pub alone: Option<String>,
    /// The guardian who named the other one, and the other one.
    pub named: Option<(String, String)>,
    /// The child, who was asked as well and agreed.
    pub child: Option<String>,
}

/// A signer and their answer.
#[derive(Debug, Clone)]
pub struct Signer {
    pub name: String,
    /// None if it is printed with the employee already: set for guardians.
    pub email: Option<String>,
    pub role: Role,
    pub accepted: bool,
    /// Whether they accepted some uses and refused others.
    pub partly: bool,
    pub decided_at: Timestamp,
    /// The hash of the exact bytes shown to this signer.
    pub document_sha256: Digest,
    pub signature: Option<Signature>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Person,
    Guardian,
}

/// The user who signed the text for the company; else the company.
#[derive(Debug, Clone)]
pub struct Studio {
    pub name: String,
    pub signature: Option<Signature>,
    /// When the text was signed.
    pub confirmed_at: Option<Timestamp>,
}

/// An entry of the evidence, as printed.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: Timestamp,
    pub kind: EvidenceKind,
    /// The name of the signer concerned; None if there is only one.
    pub signer: Option<String>,
    /// The recipient of a mail.
    pub to: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// What the mail server said.
    pub reply: Option<String>,
}

/// The receipt of a withdrawal, or of the end of a consent.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The parties, the event and the evidence; its title is that of the receipt, and its steps are those
    /// since the PDF of the consent was made.
    pub release: Release,
    pub of: ReceiptOf,
    /// Each use that was offered, and what became of it.
    pub uses: Vec<(String, UseLeft)>,
    /// The hash of the PDF of the consent.
    pub pdf_sha256: Digest,
}

/// What a receipt is about.
#[derive(Debug, Clone)]
pub enum ReceiptOf {
    Withdrawal {
        /// The name of who withdrew.
        signer: String,
        at: Timestamp,
        /// Whether they withdrew for a child.
        is_guardian: bool,
        /// Whether the company recorded it, as it was told.
        is_reported: bool,
        /// How many days the company has, if the text says so.
        days: Option<u32>,
    },
    End {
        given_at: Timestamp,
        ended_at: Timestamp,
    },
}

/// What became of a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseLeft {
    /// It is still allowed, by all signers.
    Allowed,
    Withdrawn,
    Ended,
    /// It was never allowed, or another signer has withdrawn it.
    Refused,
}

impl Release {
    /// The name of the bundle inside the file.
    pub(super) fn bundle_name(&self) -> String {
        format!("{}.zip", self.reference)
    }

    /// Every text that was typed by users.
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
        texts.extend(self.company.more.iter().chain(&self.event.more).map(String::as_str));
        texts.extend(self.person.email.as_deref());
        texts.extend(self.event.place.as_deref());
        texts.extend(self.text.iter().map(String::as_str));
        texts.extend(self.uses.iter().map(|offered| offered.label.as_str()));
        texts.extend(self.uses.iter().filter_map(|offered| offered.sentence.as_deref()));
        texts.extend(self.reason.as_deref());
        for signer in &self.signers {
            texts.push(&signer.name);
            texts.extend(signer.email.as_deref());
            texts.extend(typed(signer.signature.as_ref()));
        }
        if let Some(rule) = &self.guardians {
            texts.extend(rule.alone.as_deref());
            texts.extend(rule.child.as_deref());
            let named = rule.named.iter();
            texts.extend(named.flat_map(|(by, name)| [by.as_str(), name]));
        }
        texts.extend(typed(self.studio.signature.as_ref()));
        for step in &self.steps {
            texts.extend(step.signer.as_deref());
            texts.extend(step.to.as_deref());
            texts.extend(step.ip.as_deref());
            texts.extend(step.user_agent.as_deref());
            texts.extend(step.reply.as_deref());
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
