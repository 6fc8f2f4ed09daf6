//! Threats to data, reported until resolved.

use serde::{Deserialize, Serialize};

crate::model::named! { "snake_case"
/// A kind of threat. At most one alarm of each kind is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// The database file fails its integrity check.
    DatabaseDamaged,
    /// Files that rows refer to are missing or corrupt.
    FilesLost,
    /// A sweep of files would have deleted far more than usual, and deleted nothing.
    SweepHeld,
    /// The clock jumped: jobs that delete or expire wait.
    ClockLeapt,
    /// The key that seals evidence is not the one of the existing seals.
    SealKeyChanged,
    /// A restore holds uses of answers: their people had taken them back since the backup.
    DecisionsHeld,
    /// A restore could not read the database that it replaced: refusals and withdrawals made since
    /// the backup are not known. Reported for a month.
    DecisionsUnknown,
    /// The database lacks decisions that were recorded beside it: its write-ahead log was removed
    /// or damaged while no server ran. Reported for a month.
    DecisionsLost,
    /// The last daily root has evidence that the database lacks.
    EvidenceLost,
    /// Daily roots before the last one were changed in the database, or are missing.
    RootsContradicted,
    /// Evidence of answers is not what was sealed: nothing is published on the strength of them.
    EvidenceContradicted,
    /// Entries of the audit log were changed or are missing.
    AuditContradicted,
    /// A time-stamping authority replies with what proves nothing, or another time than ours.
    TimestampsWrong,
    /// Somebody paid for what is not known here, or twice: money may have to be given back.
    PaymentsStrange,
}
}

impl AlarmKind {
    /// What an administrator should do, in English: for the command line and the log.
    pub fn next(self) -> &'static str {
        match self {
            AlarmKind::DatabaseDamaged => {
                "Keep a copy of the data folder, then `be-right restore` the last good backup."
            }
            AlarmKind::FilesLost => {
                "`be-right media check` names them; put them back from a backup."
            }
            AlarmKind::SweepHeld => {
                "If the database is older than the folder blobs/, restore the right one. If those \
                 files may go: `be-right media confirm`."
            }
            AlarmKind::ClockLeapt => {
                "Set the clock right; if it is right as it is: `be-right clock confirm`."
            }
            AlarmKind::SealKeyChanged => {
                "Put secrets/seal.key back from the backup and restart: what is sealed with \
                 another key cannot be verified."
            }
            AlarmKind::DecisionsHeld => {
                "Ask those people again (POST /answer/renew), or release each use with a reason \
                 (POST /answer/{id}/release)."
            }
            AlarmKind::EvidenceLost => {
                "Keep a copy of the data folder, find out who could write to it, and compare with \
                 the last backup. If the last daily root is not what it was, none is made until \
                 `be-right seal confirm`."
            }
            AlarmKind::RootsContradicted => {
                "Keep a copy of the data folder, find out who could write to it, and put the rows of \
                 daily_roots back from a backup; `be-right seal confirm` accepts them as they are."
            }
            AlarmKind::EvidenceContradicted => {
                "Keep a copy of the data folder, and find out who could write to it. Put the rows back \
                 from a backup, or ask those people again (POST /answer/renew): until then nothing \
                 is published on the strength of their answers."
            }
            AlarmKind::AuditContradicted => {
                "Keep a copy of the data folder, find out who could write to it, and compare the audit \
                 log with that of the last backup; `be-right seal confirm audit` accepts it as it is."
            }
            AlarmKind::TimestampsWrong => {
                "Compare the clock of this server with others, and look at proof.timestamp_urls; \
                 `be-right doctor` asks each authority. Nothing that was wrong is kept."
            }
            AlarmKind::PaymentsStrange => {
                "Give the money back at the payment service, or do by hand what was paid for; it ends \
                 with the next look there."
            }
            AlarmKind::DecisionsUnknown | AlarmKind::DecisionsLost => {
                "Publish nothing on the strength of consents given so far until those people have \
                 been asked again (POST /answer/renew)."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_known_by_its_name() {
        for kind in AlarmKind::ALL {
            assert_eq!(AlarmKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(AlarmKind::from_name("nothing"), None);
    }
}
