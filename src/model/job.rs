//! Work to be done after the transaction that asked for it.

use serde::{Deserialize, Serialize};

use super::address::Located;
use super::{AlarmKind, AnswerId, BroadcastId, EventId, Fact, FactId, ImportId, MailId};

/// A job carries ids, never copies: the worker reads the rows again, as they are
/// by then. It may run twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Turn a fact into what follows from it. Versions that did not number facts
    /// have left some without an id.
    Announce {
        fact: Fact,
        #[serde(default)]
        id: Option<FactId>,
    },
    /// Tell everybody of the instance what an administrator wrote.
    Broadcast { broadcast: BroadcastId },
    /// Tell administrators of something that threatens data.
    TellAdministrators { alarm: AlarmKind },
    /// Write to whoever wants one mail a day.
    Digest,
    /// Send a mail that has been queued.
    Mail { mail: MailId },
    /// Make, seal and keep the PDF of an answer, then mail it.
    MakePdf { answer: AnswerId },
    /// Recompute an event's status; due when it starts and when it ends.
    SettleEvent { event: EventId },
    /// Hold files against their bytes, and throw away what nothing refers to.
    SweepFiles,
    /// Read a share of all files and hold them against their names.
    CheckFiles,
    /// Erase what has been deleted for long, and evidence that is over.
    Purge,
    /// Find where an address is.
    Geocode { of: Located },
    /// Have the addresses that came in a file looked up, those of the lines after one:
    /// some at a time, for the geocoder is somebody else's.
    PlaceImport { import: ImportId, after: i64 },
    /// Read a file of people into the company.
    Import { import: ImportId },
    /// Have every company's consents followed, see `FollowTerms`.
    WatchTerms,
    /// Note which of a company's consents have ended, tell of those that will, and
    /// ask who has come of age.
    FollowTerms,
    /// Set off each company's reminders, see `RemindAwaited`.
    PlanReminders,
    /// Write again to whoever the company still awaits an answer from, as it wishes.
    RemindAwaited,
    /// Take out of the lists what is long over.
    Archive,
    /// See whether the database file is whole.
    CheckDatabase,
    /// Have every company's evidence held against its seals, see `CheckChains`.
    CheckEvidence,
    /// Hold the evidence of some of a company's answers, those after one, against the seals.
    CheckChains { after: AnswerId },
    /// Throw away what has served: old sessions, once keys, idempotency keys.
    Sweep,
    /// See whether the search index holds what the rows say.
    CheckSearch,
    /// Keep a backup in the instance's own folder.
    Backup,
}

impl Job {
    pub fn kind(&self) -> &'static str {
        match self {
            Job::Announce { .. } => "announce",
            Job::Broadcast { .. } => "broadcast",
            Job::TellAdministrators { .. } => "tell_administrators",
            Job::Digest => "digest",
            Job::Mail { .. } => "mail",
            Job::MakePdf { .. } => "make_pdf",
            Job::SettleEvent { .. } => "settle_event",
            Job::SweepFiles => "sweep_files",
            Job::CheckFiles => "check_files",
            Job::Purge => "purge",
            Job::Geocode { .. } => "geocode",
            Job::PlaceImport { .. } => "place_import",
            Job::Import { .. } => "import",
            Job::WatchTerms => "watch_terms",
            Job::FollowTerms => "follow_terms",
            Job::PlanReminders => "plan_reminders",
            Job::RemindAwaited => "remind_awaited",
            Job::Archive => "archive",
            Job::CheckDatabase => "check_database",
            Job::CheckEvidence => "check_evidence",
            Job::CheckChains { .. } => "check_chains",
            Job::Sweep => "sweep",
            Job::CheckSearch => "check_search",
            Job::Backup => "backup",
        }
    }

    /// The kinds that wait while the clock cannot be trusted: what deletes, archives, lets
    /// expire or writes to people because of a date, and backups, which go by their date.
    pub const BY_THE_CLOCK: [&str; 10] = [
        "archive",
        "backup",
        "follow_terms",
        "plan_reminders",
        "purge",
        "remind_awaited",
        "settle_event",
        "sweep",
        "sweep_files",
        "watch_terms",
    ];

    /// Whether it is one of [`Job::BY_THE_CLOCK`].
    pub fn goes_by_the_clock(&self) -> bool {
        Self::BY_THE_CLOCK.contains(&self.kind())
    }

    /// Whether somebody of the company looks on while it is done, and is told how it goes.
    pub fn is_watched(&self) -> bool {
        matches!(self, Job::MakePdf { .. } | Job::Import { .. } | Job::PlaceImport { .. })
    }

    /// Of a mail that somebody waits for in front of a screen: before all other mail.
    pub const AWAITED_MAIL: i64 = 5;
    /// Mails have this priority or a lower number, and nothing else has: what sends mail
    /// and what does the rest find their jobs by it.
    pub const MAIL: i64 = 10;

    /// Lower goes first: what people wait for, then the rest.
    pub fn priority(&self) -> i64 {
        match self {
            Job::Mail { .. } => Self::MAIL,
            Job::MakePdf { .. } => 15,
            Job::Announce { .. }
            | Job::Broadcast { .. }
            | Job::SettleEvent { .. }
            | Job::TellAdministrators { .. } => 20,
            Job::Import { .. } => 30,
            Job::Digest | Job::PlanReminders | Job::RemindAwaited => 50,
            Job::WatchTerms | Job::FollowTerms => 60,
            Job::Geocode { .. } | Job::PlaceImport { .. } => 70,
            Job::Archive
            | Job::Backup
            | Job::CheckDatabase
            | Job::CheckFiles
            | Job::CheckEvidence
            | Job::CheckChains { .. }
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
            Job::Digest,
            Job::MakePdf { answer: AnswerId(1) },
            Job::SettleEvent { event: EventId(1) },
            Job::Import { import: ImportId(1) },
            Job::PlaceImport { import: ImportId(1), after: 0 },
            Job::WatchTerms,
            Job::FollowTerms,
            Job::PlanReminders,
            Job::RemindAwaited,
            Job::Archive,
            Job::CheckDatabase,
            Job::CheckEvidence,
            Job::CheckChains { after: AnswerId(1) },
            Job::Purge,
            Job::Sweep,
            Job::SweepFiles,
            Job::CheckSearch,
            Job::Backup,
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
