//! What the verification of a document replies.

use std::collections::BTreeMap;

use poem_openapi::Object;

use crate::model::standing::ChangeKind;
use crate::model::{AnswerState, Use};

/// Whether a document is genuine, and what holds today.
#[derive(Object)]
#[oai(rename = "Verification", rename_all = "camelCase")]
pub(super) struct VerificationBody {
    /// Whether the hash is that of the document. Null if no hash was given, or the PDF is not made
    /// yet.
    pub(super) genuine: Option<bool>,
    /// Whether anything was signed under this reference. If false, it is an unanswered request, and
    /// no document of it is genuine.
    pub(super) answered: bool,
    /// The state today of the employee's last answer for this event: the document's own answer, or
    /// one that replaced it. This field and all below, except `publicKey`, are set only for the
    /// hash of the genuine PDF.
    pub(super) state: Option<AnswerState>,
    /// The day on which the document's answer was given, `YYYY-MM-DD`.
    pub(super) signed_at: Option<String>,
    /// Each use that the document granted or that changed since, and `internal`, `web`, `social`,
    /// `press` and `print`: whether it is in force today.
    pub(super) uses: Option<BTreeMap<String, bool>>,
    /// The last change of each use since the document was signed. A use that is not named stands as
    /// the document says.
    pub(super) changes: Vec<UseChange>,
    /// The day on which a later answer replaced the document's, `YYYY-MM-DD`. Null if none did.
    pub(super) superseded_on: Option<String>,
    /// The day on which what is in force ends, `YYYY-MM-DD`.
    pub(super) ends_on: Option<String>,
    /// The public key of the instance's seal (Ed25519, hexadecimal), for `be-right verify --key`.
    pub(super) public_key: String,
}

/// The last change of a use since the document was signed.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct UseChange {
    /// The use.
    #[oai(rename = "use")]
    pub(super) name: Use,
    /// What happened to it.
    pub(super) change: ChangeKind,
    /// The day of the change, `YYYY-MM-DD`.
    pub(super) on: String,
}
