//! Jobs: work to do after the transaction that requested it.

use serde::{Deserialize, Serialize};

use super::address::Located;
use super::{
    AlarmKind, AnswerId, BroadcastId, DecisionId, EmployeeId, EventId, ExportId, Fact, FactId,
    ImportId, LinkId, MailId, OrderId,
};

/// A job holds ids, never copies: the worker reads the current rows. It may run twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(tag = "job", rename_all = "snake_case")]
#[strum_discriminants(
    name(JobName),
    doc = "The stable name of a job kind, as it is stored and published.",
    derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray),
    strum(serialize_all = "snake_case")
)]
pub enum Job {
    /// Process a fact: notify and update. Earlier versions left some without an id.
    Announce {
        fact: Fact,
        #[serde(default)]
        id: Option<FactId>,
    },
    /// Send an administrator's message to every user of the instance.
    Broadcast { broadcast: BroadcastId },
    /// Take a message whose end has come from everybody who has it.
    EndBroadcast { broadcast: BroadcastId },
    /// Notify administrators of a threat to data.
    ///
    /// Stored under its former name.
    #[serde(rename = "tell_administrators")]
    #[strum_discriminants(strum(serialize = "tell_administrators"))]
    NotifyAdministrators { alarm: AlarmKind },
    /// Send the daily mails.
    Digest,
    /// Send a queued mail.
    Mail { mail: MailId },
    /// Make, seal and store the PDF of an answer, then mail it.
    MakePdf { answer: AnswerId },
    /// Make, seal and store the receipt of a withdrawal, or of the end of a consent, then mail it.
    MakeReceipt {
        answer: AnswerId,
        /// The withdrawal; None: the consent has ended.
        decision: Option<DecisionId>,
        /// The link in the mail, where it is not that of the signer's current e-mail.
        link: Option<LinkId>,
        /// Whether a user of the company recorded the withdrawal.
        on_behalf: bool,
    },
    /// Recompute an event's status; due when it starts and when it ends.
    SettleEvent { event: EventId },
    /// Compare files with the rows and delete what nothing refers to.
    SweepFiles,
    /// Read a share of all files and verify their digests.
    CheckFiles,
    /// Erase rows deleted long ago, and expired evidence.
    Purge,
    /// Find the coordinates of an address.
    Geocode { of: Located },
    /// Enqueue geocoding for the addresses of an import, after a line: some at a time, to spare
    /// the external geocoder.
    PlaceImport { import: ImportId, after: i64 },
    /// Import a file of employees.
    Import { import: ImportId },
    /// Write a ZIP with everything that a company holds.
    ExportCompany { export: ExportId },
    /// Enqueue `FollowTerms` for every company.
    WatchTerms,
    /// Record which of a company's consents have ended, announce those that will end, and ask
    /// those who have come of age.
    FollowTerms,
    /// Find which published photographs of somebody may not be shown any more.
    SettleTakedowns { employee: EmployeeId },
    /// Enqueue `RemindAwaited` for every company.
    PlanReminders,
    /// Remind those a company awaits an answer from, by its settings.
    RemindAwaited,
    /// Archive events that are long over.
    Archive,
    /// Run the integrity check of the database.
    CheckDatabase,
    /// Enqueue `CheckChains` for every company.
    CheckEvidence,
    /// Verify the evidence of some of a company's answers, after one, against the seals.
    CheckChains { after: AnswerId },
    /// Delete old entries of the audit log, and verify the others.
    CheckAudit,
    /// Sign the Merkle root over the heads of all evidence chains.
    DailyRoot,
    /// Have a daily root time-stamped by the authority at this address.
    TimestampRoot { root: u64, url: String },
    /// Delete expired sessions, once keys and idempotency keys.
    Sweep,
    /// Compare the search index with the rows.
    CheckSearch,
    /// Make a backup in the instance's own folder.
    Backup,
    /// Enqueue `SyncCustomer` for every company that pays.
    SyncCustomers,
    /// Read what the payment service says of a company, and write it.
    SyncCustomer,
    /// Create the event of a paid order.
    CreateOrdered { order: OrderId },
}

crate::model::named!(JobName);

impl Job {
    /// The stable name of its kind.
    pub fn kind(&self) -> &'static str {
        JobName::from(self).name()
    }

    /// The kinds that wait while the clock is not trusted: those that delete, archive, expire or
    /// write to people because of a date, backups, which are rotated by date, and time-stamps, which
    /// are compared with it.
    pub const BY_THE_CLOCK: [&str; 14] = [
        "archive",
        "backup",
        "check_audit",
        "daily_root",
        "end_broadcast",
        "follow_terms",
        "plan_reminders",
        "purge",
        "remind_awaited",
        "settle_event",
        "sweep",
        "sweep_files",
        "timestamp_root",
        "watch_terms",
    ];

    /// Whether it is one of [`Job::BY_THE_CLOCK`].
    pub fn goes_by_the_clock(&self) -> bool {
        Self::BY_THE_CLOCK.contains(&self.kind())
    }

    /// Whether its progress is shown to the company's users.
    pub fn is_watched(&self) -> bool {
        matches!(self, Job::MakePdf { .. } | Job::Import { .. } | Job::PlaceImport { .. })
    }

    /// Of a mail that its reader is waiting for: before all other mail.
    pub const AWAITED_MAIL: i64 = 5;
    /// Mails have this priority or a lower number, and no other jobs have: the mail workers and
    /// the others select their jobs by it.
    pub const MAIL: i64 = 10;

    /// Lower runs first: interactive work, then the rest.
    pub fn priority(&self) -> i64 {
        match self {
            Job::Mail { .. } => Self::MAIL,
            Job::MakePdf { .. } | Job::MakeReceipt { .. } => 15,
            Job::Announce { .. }
            | Job::Broadcast { .. }
            | Job::EndBroadcast { .. }
            | Job::SettleEvent { .. }
            | Job::SettleTakedowns { .. }
            | Job::SyncCustomer
            | Job::CreateOrdered { .. }
            | Job::NotifyAdministrators { .. } => 20,
            Job::Import { .. } => 30,
            Job::Digest | Job::PlanReminders | Job::RemindAwaited => 50,
            Job::WatchTerms | Job::FollowTerms | Job::SyncCustomers => 60,
            Job::Geocode { .. } | Job::PlaceImport { .. } => 70,
            Job::ExportCompany { .. } => 80,
            Job::Archive
            | Job::Backup
            | Job::CheckDatabase
            | Job::CheckFiles
            | Job::CheckAudit
            | Job::CheckEvidence
            | Job::CheckChains { .. }
            | Job::DailyRoot
            | Job::TimestampRoot { .. }
            | Job::Purge
            | Job::Sweep
            | Job::SweepFiles
            | Job::CheckSearch => 90,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_mail_has_the_priorities_of_mail() {
        let mail = Job::Mail { mail: MailId(1) };
        assert!(mail.priority() == Job::MAIL && Job::AWAITED_MAIL < Job::MAIL);
        let fact = Fact::EventCreated { event: EventId(7) };
        for other in [
            Job::Announce { fact, id: None },
            Job::Broadcast { broadcast: BroadcastId(1) },
            Job::EndBroadcast { broadcast: BroadcastId(1) },
            Job::Digest,
            Job::MakePdf { answer: AnswerId(1) },
            Job::MakeReceipt { answer: AnswerId(1), decision: None, link: None, on_behalf: false },
            Job::SettleEvent { event: EventId(1) },
            Job::Import { import: ImportId(1) },
            Job::PlaceImport { import: ImportId(1), after: 0 },
            Job::ExportCompany { export: ExportId(1) },
            Job::WatchTerms,
            Job::FollowTerms,
            Job::SettleTakedowns { employee: EmployeeId(1) },
            Job::PlanReminders,
            Job::RemindAwaited,
            Job::Archive,
            Job::CheckDatabase,
            Job::CheckAudit,
            Job::CheckEvidence,
            Job::CheckChains { after: AnswerId(1) },
            Job::DailyRoot,
            Job::TimestampRoot { root: 1, url: String::new() },
            Job::Purge,
            Job::Sweep,
            Job::SweepFiles,
            Job::CheckSearch,
            Job::Backup,
            Job::SyncCustomers,
            Job::SyncCustomer,
            Job::CreateOrdered { order: OrderId(1) },
        ] {
            assert!(other.priority() > Job::MAIL, "{}", other.kind());
        }
    }

    #[test]
    fn what_an_older_version_left_in_the_queue_is_understood() {
        let old = r#"{"job":"announce","fact":{"fact":"event_created","event":7}}"#;
        let fact = Fact::EventCreated { event: EventId(7) };
        assert_eq!(serde_json::from_str::<Job>(old).unwrap(), Job::Announce { fact, id: None });
    }
}
