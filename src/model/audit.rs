//! The audit log: who did what of importance, on what, from where. Entries hold ids only, and each
//! holds the hash of the one before it, so that a changed or missing entry is noticed.

use serde::{Deserialize, Serialize};

use super::seal::{PublicKey, SealBytes, SealKey};
use super::{CompanyId, Digest, Fact, Timestamp, UserId};

super::published! { "snake_case"
/// What was done.
#[derive(Hash, PartialOrd, Ord)]
pub enum AuditAction {
    // Signing in, and what protects it.
    Register,
    Claim,
    SignIn,
    SignInRefused,
    SecondFactorRefused,
    RefreshTokenReused,
    SwitchCompany,
    EndSession,
    EndOtherSessions,
    ForgotPassword,
    ResetPassword,
    ChangePassword,
    ChangeEmail,
    SecondFactorOn,
    SecondFactorOff,
    RenewRecoveryCodes,
    ResetSecondFactor,
    ResetSecondFactorLocally,
    SetPasswordLocally,

    // Who may do what.
    InviteUser,
    WithdrawInvitation,
    AcceptInvitation,
    DeclineInvitation,
    SetRole,
    SetRoleLocally,
    AddUserLocally,
    RemoveUser,
    RestoreUser,
    CreateApiToken,
    RevokeApiToken,
    OpenCalendarFeed,
    CloseCalendarFeed,
    SetInstanceRole,
    SuspendUser,
    ReopenUser,
    SignUserOut,
    SignCompanyOut,
    SignEverybodyOut,
    DeleteUser,
    RestoreAccount,
    EraseAccount,
    CreateAccount,
    RenameAccount,
    EnterCompany,
    LeaveCompany,
    ActForCompany,
    ReadRow,
    ReadRows,

    // People, shoots, groups and files.
    DeleteEvent,
    RestoreEvent,
    EraseEvent,
    DeleteEmployee,
    RestoreEmployee,
    EraseEmployee,
    TryEmailAgain,
    ImportEmployees,
    DeleteGroup,
    RestoreGroup,
    DeleteFile,
    RestoreFile,
    UnnamePeople,
    LinkFile,
    NotePublication,
    EndPublication,
    ExportEmployees,
    ExportPerson,
    ExportAccount,
    ExportAudit,
    ExportAnswers,
    ExportPhotos,
    RequestExport,
    DownloadExport,

    // Consents and their evidence.
    CopyLink,
    WithdrawFor,
    ReleaseHold,
    OpenArchive,
    DownloadEvidence,
    EvidenceContradicted,
    RootsContradicted,
    AcceptRoots,
    PdfDamaged,
    MakeDailyRoot,
    RotateSealKey,

    // The company.
    CreateCompany,
    UpdateCompany,
    DeleteCompany,
    RestoreCompany,
    SuspendCompany,
    ReopenCompany,
    PublishTemplate,
    ConfirmTemplate,
    ChangePlan,
    UnsubscribeByLink,

    // The instance.
    Backup,
    RequestBackup,
    Restore,
    CheckDatabase,
    ConfirmAlarm,
    RunSchedule,
    RetryJob,
    RetryJobs,
    DropJob,
    ResendMail,
    SendHeldMails,
    SetBounced,
    Broadcast,
    EndBroadcast,
    PruneAudit,
}
}

super::published! { "SCREAMING_SNAKE_CASE"
/// What entries of the audit log are about.
///
/// - `SIGN_IN`: signing in, passwords, second factors and sessions.
/// - `ACCESS`: invitations, roles, API tokens and calendar feeds.
/// - `DATA`: deleting, restoring, erasing, importing, exporting and links to photographs.
/// - `EVIDENCE`: consents, their evidence and its key.
/// - `COMPANY`: the company's details, texts and plan.
/// - `INSTANCE`: backups, jobs, mails, alarms and messages.
pub enum AuditTopic {
    SignIn,
    Access,
    Data,
    Evidence,
    Company,
    Instance,
}
}

impl AuditAction {
    /// What it is about.
    pub fn topic(self) -> AuditTopic {
        use AuditAction::*;
        match self {
            Register
            | Claim
            | SignIn
            | SignInRefused
            | SecondFactorRefused
            | RefreshTokenReused
            | SwitchCompany
            | EndSession
            | EndOtherSessions
            | ForgotPassword
            | ResetPassword
            | ChangePassword
            | ChangeEmail
            | SecondFactorOn
            | SecondFactorOff
            | RenewRecoveryCodes
            | ResetSecondFactor
            | ResetSecondFactorLocally
            | SetPasswordLocally => AuditTopic::SignIn,
            InviteUser | WithdrawInvitation | AcceptInvitation | DeclineInvitation | SetRole
            | SetRoleLocally | AddUserLocally | RemoveUser | RestoreUser | CreateApiToken
            | RevokeApiToken | OpenCalendarFeed | CloseCalendarFeed | SetInstanceRole
            | SuspendUser | ReopenUser | SignUserOut | SignCompanyOut | SignEverybodyOut
            | DeleteUser | RestoreAccount | EraseAccount | CreateAccount | RenameAccount
            | EnterCompany | LeaveCompany | ActForCompany | ReadRow | ReadRows => {
                AuditTopic::Access
            }
            DeleteEvent | RestoreEvent | EraseEvent | DeleteEmployee | RestoreEmployee
            | EraseEmployee | TryEmailAgain | ImportEmployees | DeleteGroup | RestoreGroup
            | DeleteFile | RestoreFile | UnnamePeople | LinkFile | NotePublication
            | EndPublication | ExportEmployees | ExportPerson | ExportAccount | ExportAudit
            | ExportAnswers | ExportPhotos | RequestExport | DownloadExport => AuditTopic::Data,
            CopyLink | WithdrawFor | ReleaseHold | OpenArchive | DownloadEvidence
            | EvidenceContradicted | RootsContradicted | AcceptRoots | PdfDamaged
            | MakeDailyRoot | RotateSealKey => AuditTopic::Evidence,
            CreateCompany | UpdateCompany | DeleteCompany | RestoreCompany | SuspendCompany
            | ReopenCompany | PublishTemplate | ConfirmTemplate | ChangePlan
            | UnsubscribeByLink => AuditTopic::Company,
            Backup | RequestBackup | Restore | CheckDatabase | ConfirmAlarm | RunSchedule
            | RetryJob | RetryJobs | DropJob | ResendMail | SendHeldMails | SetBounced
            | Broadcast | EndBroadcast | PruneAudit => AuditTopic::Instance,
        }
    }
}

impl Fact {
    /// The entry of the audit log that a fact is, if it is one. Additions and changes of people,
    /// events and groups are not: the history of the event or the person shows them. What a
    /// recipient decides, and its consequences, is in the evidence.
    pub fn audited(&self) -> Option<(AuditAction, serde_json::Value)> {
        use serde_json::json;
        Some(match self {
            Fact::EventDeleted { event } => (AuditAction::DeleteEvent, json!({ "event": event })),
            Fact::EventRestored { event } => (AuditAction::RestoreEvent, json!({ "event": event })),
            Fact::EmployeeDeleted { employee } => {
                (AuditAction::DeleteEmployee, json!({ "employee": employee }))
            }
            Fact::EmployeeRestored { employee } => {
                (AuditAction::RestoreEmployee, json!({ "employee": employee }))
            }
            Fact::ImportDone { import } => {
                (AuditAction::ImportEmployees, json!({ "import": import }))
            }
            Fact::GroupDeleted { group } => (AuditAction::DeleteGroup, json!({ "group": group })),
            Fact::GroupRestored { group } => (AuditAction::RestoreGroup, json!({ "group": group })),
            Fact::FileDeleted { file } => (AuditAction::DeleteFile, json!({ "file": file })),
            Fact::FileRestored { file } => (AuditAction::RestoreFile, json!({ "file": file })),
            Fact::PlanChanged => (AuditAction::ChangePlan, json!({})),
            // Recorded by their actions, with more detail.
            Fact::EmployeeErased { .. }
            | Fact::EventErased { .. }
            | Fact::CompanyUpdated
            | Fact::ExportReady { .. }
            | Fact::RootMade { .. }
            | Fact::UserJoined { .. }
            | Fact::CompanySuspended
            | Fact::CompanyReopened
            | Fact::CompanyEntered
            // Evidence.
            | Fact::AnswerBegun { .. }
            | Fact::AnswerGiven { .. }
            | Fact::AnswerWithdrawn { .. }
            | Fact::AnswerExpired { .. }
            | Fact::ConsentsExpiring { .. }
            // A consequence of what they decided.
            | Fact::TakedownsOpened { .. }
            | Fact::CameOfAge { .. }
            | Fact::EmailBounced { .. }
            | Fact::MailUndelivered { .. }
            // Histories.
            | Fact::EventCreated { .. }
            | Fact::EventUpdated { .. }
            | Fact::EventStarted { .. }
            | Fact::EventCompleted { .. }
            | Fact::EventReminded { .. }
            | Fact::EventClosed { .. }
            | Fact::EmployeeCreated { .. }
            | Fact::EmployeeUpdated { .. }
            | Fact::GroupCreated { .. }
            | Fact::GroupUpdated { .. }
            | Fact::FileAdded { .. } => return None,
        })
    }
}

/// The content of an entry, as its hash covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditContent<'a> {
    pub company: Option<CompanyId>,
    pub user: Option<UserId>,
    /// A name of [`AuditAction`], or one of an earlier version.
    pub action: &'a str,
    /// JSON as it is stored.
    pub about: &'a str,
    pub ip: Option<&'a str>,
    pub at: Timestamp,
}

impl AuditContent<'_> {
    /// The hash of the entry after the one whose hash is `previous`: the SHA-256 of a JSON array
    /// without spaces of the previous hash in hexadecimal, the ids of the company and of the user,
    /// the action, what it is about as text, the IP address and the milliseconds since 1970; null
    /// for what is missing.
    pub fn hash(&self, previous: Digest) -> Digest {
        let fields = serde_json::json!([
            previous.hex(),
            self.company.map(|id| id.0),
            self.user.map(|id| id.0),
            self.action,
            self.about,
            self.ip,
            self.at.0,
        ]);
        Digest::of(fields.to_string())
    }
}

/// The end of a chain of the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditHead {
    /// None: of the instance.
    pub company: Option<CompanyId>,
    /// The id of the last entry, and its hash.
    pub entry: i64,
    pub hash: Digest,
}

/// The ends of all chains, signed by the instance. Who can change the database, but has not the key,
/// can then replace no chain up to its end, and take none away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuditHeads {
    /// Greater than that of the heads before.
    pub number: u64,
    #[serde(with = "super::chain::rfc3339")]
    pub at: Timestamp,
    pub heads: Vec<AuditHead>,
    pub public_key: PublicKey,
    pub signature: SealBytes,
}

const HEADS: &[u8] = b"be-right audit heads 1\n";

impl AuditHeads {
    pub fn sign(key: &SealKey, number: u64, at: Timestamp, heads: Vec<AuditHead>) -> Self {
        let signature = SealBytes([0; 64]);
        let mut made = Self { number, at, heads, public_key: key.public(), signature };
        made.signature = key.sign(&made.message());
        made
    }

    /// Whether this key signed it.
    pub fn is_signed_by(&self, key: PublicKey) -> bool {
        self.public_key == key && key.signed(&self.message(), &self.signature)
    }

    /// What is signed: "be-right audit heads 1\n", number, time in milliseconds since 1970, then of
    /// each head the id of the company (0: the instance), the id of the entry (64 bits each,
    /// big-endian) and its hash.
    fn message(&self) -> Vec<u8> {
        let mut message = HEADS.to_vec();
        message.extend(self.number.to_be_bytes());
        message.extend(self.at.0.to_be_bytes());
        for head in &self.heads {
            message.extend(head.company.map_or(0, |id| id.0).to_be_bytes());
            message.extend(head.entry.to_be_bytes());
            message.extend(head.hash.as_bytes());
        }
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> AuditContent<'static> {
        AuditContent {
            company: Some(CompanyId(3)),
            user: Some(UserId(7)),
            action: "delete_event",
            about: r#"{"event":12}"#,
            ip: Some("192.0.2.7"),
            at: Timestamp(1_764_460_800_000),
        }
    }

    /// So that others can compute it: `printf '%s' '["00…","…"]' | sha256sum`.
    #[test]
    fn the_hash_of_an_entry_covers_everything_in_it_and_the_entry_before() {
        let hash = content().hash(Digest::ZERO);
        let expected = Digest::of(format!(
            r#"["{}",3,7,"delete_event","{{\"event\":12}}","192.0.2.7",1764460800000]"#,
            "0".repeat(64)
        ));
        assert_eq!(hash, expected);
        let others = [
            content().hash(hash),
            AuditContent { company: None, ..content() }.hash(Digest::ZERO),
            AuditContent { user: Some(UserId(8)), ..content() }.hash(Digest::ZERO),
            AuditContent { action: "restore_event", ..content() }.hash(Digest::ZERO),
            AuditContent { about: "{}", ..content() }.hash(Digest::ZERO),
            AuditContent { ip: None, ..content() }.hash(Digest::ZERO),
            AuditContent { at: Timestamp(0), ..content() }.hash(Digest::ZERO),
        ];
        assert!(!others.contains(&hash));
    }

    #[test]
    fn any_change_breaks_the_signature_of_heads() {
        let key = SealKey::from_bytes([7; 32]);
        let head = AuditHead { company: None, entry: 4, hash: Digest::of("4") };
        let whole = AuditHeads::sign(&key, 2, Timestamp(1), vec![head]);
        assert!(whole.is_signed_by(key.public()));
        assert!(!whole.is_signed_by(SealKey::from_bytes([8; 32]).public()));
        let changes: [fn(&mut AuditHeads); 6] = [
            |made| made.number = 3,
            |made| made.at = Timestamp(2),
            |made| made.heads[0].company = Some(CompanyId(1)),
            |made| made.heads[0].entry = 5,
            |made| made.heads[0].hash = Digest::of("5"),
            |made| made.heads.clear(),
        ];
        for change in changes {
            let mut changed = whole.clone();
            change(&mut changed);
            assert!(!changed.is_signed_by(key.public()), "{changed:?}");
        }
    }
}
