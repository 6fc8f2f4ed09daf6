//! The evidence of one answer: an append-only hash chain of events over *salted* hashes of each
//! detail, so that a person's data can be erased (value and salt destroyed) while the chain still
//! verifies.
//!
//! The exact bytes, all integers big-endian, `len(x)` a 32-bit count of bytes:
//! - field hash = SHA-256(salt, 16 bytes ‖ len(name) ‖ name ‖ value)
//! - entry hash = SHA-256("be-right evidence 1\n" ‖ previous entry's hash (32
//!   zero bytes for the first) ‖ seq, 64 bits ‖ len(kind) ‖ kind ‖ at, signed
//!   64 bits, milliseconds since 1970 ‖ number of fields, 32 bits ‖ for each
//!   field: len(name) ‖ name ‖ field hash)

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Digest, Timestamp};

const DOMAIN: &[u8] = b"be-right evidence 1\n";

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// A step in the evidence of an answer. The names are stable: they are hashed.
#[derive(Hash)]
pub enum EvidenceKind {
    /// The invitation was sent to a signer.
    InvitationSent,
    /// A signer requested a code.
    CodeRequested,
    /// The code was sent.
    CodeSent,
    /// A signer proved their e-mail by a code.
    CodeVerified,
    /// The document was shown to a signer.
    DocumentShown,
    /// A signer decided.
    Answered,
    /// The signed PDF was made.
    PdfMade,
    /// The confirmation was sent.
    Sent,
    /// A reminder was sent to a signer.
    Reminded,
    /// A signer withdrew uses.
    Withdrawn,
    /// The licence ended.
    Expired,
    /// The e-mail of a signer was changed.
    EmailChanged,
    /// A user copied a signing link.
    LinkCopied,
    /// A signing link was revoked.
    LinkRevoked,
    /// A manifest was made and signed.
    Sealed,
}
}

/// The names of fields that bind other data to the chain: each value is a SHA-256 in hexadecimal.
/// Verification of a bundle reads them.
pub mod field {
    /// In DOCUMENT_SHOWN: the hash of the exact bytes shown.
    pub const DOCUMENT_SHA256: &str = "documentSha256";
    /// In ANSWERED and WITHDRAWN: the hash of the
    /// [`DecisionRecord`](super::super::record::DecisionRecord).
    pub const DECISION_SHA256: &str = "decisionSha256";
    /// In PDF_MADE: the hash of the file.
    pub const PDF_SHA256: &str = "pdfSha256";
    /// In SEALED: the hash of the manifest.
    pub const MANIFEST_SHA256: &str = "manifestSha256";
    /// The signer concerned, counted from 1, and whether PERSON or GUARDIAN.
    pub const SIGNER: &str = "signer";
    pub const ROLE: &str = "role";
    /// In ANSWERED, of a guardian: the child agreed as well.
    pub const CHILD_AGREES: &str = "childAgrees";
    /// The client address of a request.
    pub const IP: &str = "ip";
    pub const USER_AGENT: &str = "userAgent";
    /// In the first step: the ids of the event and of the employee that the answer is about, on this
    /// server. Chains that were begun before have neither.
    pub const EVENT: &str = "eventId";
    pub const EMPLOYEE: &str = "employeeId";
    /// The recipient of a mail, and the mail server's reply.
    pub const TO: &str = "to";
    pub const SMTP_REPLY: &str = "smtpReply";
}

/// Sixteen random bytes that prevent guessing a short value (an IP, a name) from its hash. 32
/// hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt(pub [u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Salt({})", hex::encode(self.0))
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> String {
        hex::encode(salt.0)
    }
}

impl TryFrom<String> for Salt {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, hex::FromHexError> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// One detail of an entry. After erasure `value` and `salt` are gone, the hash stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    pub hash: Digest,
}

impl Field {
    fn new(name: &str, value: String, salt: Salt) -> Self {
        let hash = Self::digest(name, &value, salt);
        Self { name: name.to_owned(), value: Some(value), salt: Some(salt), hash }
    }

    fn digest(name: &str, value: &str, salt: Salt) -> Digest {
        Digest::of_parts(&[&salt.0, &len(name), name.as_bytes(), value.as_bytes()])
    }

    /// Erases the value; the chain still verifies.
    pub fn erase(&mut self) {
        self.value = None;
        self.salt = None;
    }
}

/// One recorded event. In the database `fields` is one JSON column; in a bundle the whole entry
/// is JSON, `at` in RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1, 2, 3… without a gap.
    pub seq: u64,
    pub kind: EvidenceKind,
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
    pub fields: Vec<Field>,
    /// The hash of the entry before; zeroes for the first.
    pub previous: Digest,
    pub hash: Digest,
}

/// The end of a chain: the next entry's predecessor, and what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub seq: u64,
    pub hash: Digest,
}

impl Entry {
    /// Creates the entry after `previous` (None: the first of a chain). `salts` returns 16 new
    /// random bytes per field.
    pub fn next(
        previous: Option<&Head>,
        kind: EvidenceKind,
        at: Timestamp,
        fields: Vec<(&'static str, String)>,
        mut salts: impl FnMut() -> [u8; 16],
    ) -> Self {
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(name, value)| Field::new(name, value, Salt(salts())))
            .collect();
        let (seq, previous) = previous.map_or((1, Digest::ZERO), |head| (head.seq + 1, head.hash));
        let hash = digest(seq, kind, at, &fields, previous);
        Self { seq, kind, at, fields, previous, hash }
    }

    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }

    /// The value of a field; None if absent or erased.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name)?.value.as_deref()
    }

    /// Erases every field. Kind, time and hashes stay.
    pub fn erase(&mut self) {
        self.fields.iter_mut().for_each(Field::erase);
    }
}

/// The place and the cause of a broken chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq}: {why}")]
pub struct Broken {
    /// The position in the chain, counted from 1; 0 if there is no entry at all.
    pub seq: u64,
    pub why: Why,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("the chain is empty")]
    Empty,
    #[error("an entry is missing, repeated or out of order")]
    Sequence,
    #[error("it does not follow the entry before it")]
    Previous,
    #[error("the value of “{0}” is not the one recorded")]
    Field(String),
    #[error("“{0}” is half erased")]
    HalfErased(String),
    #[error("its own hash does not match its content")]
    Hash,
}

/// Verifies a whole chain from its first entry; returns its head if nothing was altered, dropped
/// or inserted. (Truncation is not detected here: the seal is for that.)
pub fn verify<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Head, Broken> {
    let mut head: Option<Head> = None;
    for entry in entries {
        let (seq, previous) = head.map_or((1, Digest::ZERO), |head| (head.seq + 1, head.hash));
        let broken = |why| Broken { seq, why };
        if entry.seq != seq {
            return Err(broken(Why::Sequence));
        }
        if entry.previous != previous {
            return Err(broken(Why::Previous));
        }
        for field in &entry.fields {
            match (&field.value, field.salt) {
                (Some(value), Some(salt)) => {
                    if Field::digest(&field.name, value, salt) != field.hash {
                        return Err(broken(Why::Field(field.name.clone())));
                    }
                }
                (None, None) => {}
                _ => return Err(broken(Why::HalfErased(field.name.clone()))),
            }
        }
        if digest(entry.seq, entry.kind, entry.at, &entry.fields, entry.previous) != entry.hash {
            return Err(broken(Why::Hash));
        }
        head = Some(entry.head());
    }
    head.ok_or(Broken { seq: 0, why: Why::Empty })
}

fn digest(
    seq: u64,
    kind: EvidenceKind,
    at: Timestamp,
    fields: &[Field],
    previous: Digest,
) -> Digest {
    let mut bytes = Vec::with_capacity(128 + fields.len() * 64);
    bytes.extend_from_slice(DOMAIN);
    bytes.extend_from_slice(previous.as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&len(kind.name()));
    bytes.extend_from_slice(kind.name().as_bytes());
    bytes.extend_from_slice(&at.0.to_be_bytes());
    bytes.extend_from_slice(&count(fields.len()));
    for field in fields {
        bytes.extend_from_slice(&len(&field.name));
        bytes.extend_from_slice(field.name.as_bytes());
        bytes.extend_from_slice(field.hash.as_bytes());
    }
    Digest::of(bytes)
}

fn len(text: &str) -> [u8; 4] {
    count(text.len())
}

fn count(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

pub(super) mod rfc3339 {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::Timestamp;

    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&at.rfc3339())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Timestamp::parse_rfc3339(&text)
            .filter(|at| at.rfc3339() == text)
            .ok_or_else(|| serde::de::Error::custom("not an instant in UTC, to the millisecond"))
    }
}

#[cfg(test)]
mod tests;
