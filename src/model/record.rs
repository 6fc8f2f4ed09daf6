//! The record of a decision, which the evidence hashes and the bundle contains. Written once; its
//! JSON never changes.

use serde::{Deserialize, Serialize};

use super::{Digest, Timestamp};
use crate::error::Result;

/// A decision of one signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecisionRecord {
    /// The reference of the answer.
    pub reference: String,
    pub kind: DecisionKind,
    /// The name of the signer.
    pub signer: String,
    /// PERSON or GUARDIAN.
    pub role: String,
    #[serde(with = "super::chain::rfc3339")]
    pub at: Timestamp,
    /// The guardian rule that applied; None if the employee decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardians: Option<GuardianRule>,
    /// The only known guardian, where two are required, declared to exercise parental authority
    /// alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sole_authority: bool,
    /// The other guardian, named by the only known one where two are required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_guardian: Option<NamedGuardian>,
    /// Every use offered, in the order shown, and whether it is granted from now on.
    pub uses: Vec<UseDecided>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hash of the exact bytes shown; None for a withdrawal that did not show them again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_sha256: Option<Digest>,
    /// The hash of the signature's JSON, see [`Signature::digest`](super::Signature::digest).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_sha256: Option<Digest>,
}

/// How many guardians the company requires, and how many it knew when this was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuardianRule {
    pub needed: u8,
    pub known: u8,
}

impl GuardianRule {
    /// Whether a required guardian is unknown to the company.
    pub fn is_one_unknown(self) -> bool {
        self.known < self.needed
    }
}

/// The other holder of parental authority, as named by the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamedGuardian {
    pub name: String,
    pub email: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DecisionKind {
    /// At least one use was granted.
    Accepted,
    Refused,
    /// Some or all uses were withdrawn.
    Withdrawn,
}

/// One use, by its code, and whether it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UseDecided {
    #[serde(rename = "use")]
    pub name: String,
    pub accepted: bool,
}

impl DecisionRecord {
    /// How many signers have to decide before anything is allowed, as far as this signer was told: for
    /// a minor as many guardians as are required and known, and the one whom the first names.
    pub fn signers_needed(&self) -> usize {
        let Some(rule) = self.guardians else { return 1 };
        let known = rule.known.max(1 + u8::from(self.other_guardian.is_some()));
        match self.sole_authority {
            true => 1,
            false => usize::from(rule.needed.min(known)).max(1),
        }
    }

    /// The JSON that is stored and hashed.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::from)?)
    }

    /// The hash in the evidence (field `decisionSha256`).
    pub fn digest(&self) -> Result<Digest> {
        Ok(Digest::of(self.to_json()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_that_is_hashed_is_stable() {
        let record = DecisionRecord {
            reference: "ref".into(),
            kind: DecisionKind::Accepted,
            signer: "Zoé".into(),
            role: "PERSON".into(),
            at: Timestamp(1_500),
            guardians: None,
            sole_authority: false,
            other_guardian: None,
            uses: vec![UseDecided { name: "web".into(), accepted: true }],
            reason: None,
            document_sha256: Some(Digest::ZERO),
            signature_sha256: None,
        };
        let json = record.to_json().unwrap();
        assert_eq!(
            json,
            format!(
                r#"{{"reference":"ref","kind":"ACCEPTED","signer":"Zoé","role":"PERSON","at":"1970-01-01T00:00:01.5Z","uses":[{{"use":"web","accepted":true}}],"documentSha256":"{}"}}"#,
                Digest::ZERO
            )
        );
        assert_eq!(serde_json::from_str::<DecisionRecord>(&json).unwrap(), record);
        assert_eq!(record.digest().unwrap(), Digest::of(json));
    }
}
