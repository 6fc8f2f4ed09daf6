//! Exports of everything that a company holds.

use super::{CompanyId, ExportId, Timestamp, UserId};

/// The days for which a finished export can be downloaded.
pub const KEPT_DAYS: i64 = 7;

/// The state of an export.
///
/// - `WAITING`: it is queued.
/// - `RUNNING`: it is being made.
/// - `DONE`: it can be downloaded.
/// - `FAILED`: it could not be made.
/// - `EXPIRED`: its file was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename = "CompanyExportState", rename_all = "SCREAMING_SNAKE_CASE")]
#[derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ExportState {
    /// It is queued.
    Waiting,
    /// It is being made.
    Running,
    /// It can be downloaded.
    Done,
    /// It could not be made.
    Failed,
    /// Its file was deleted.
    Expired,
}

crate::model::named!(ExportState);

impl ExportState {
    /// Whether it is still to be finished.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// An export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub id: ExportId,
    pub company: CompanyId,
    /// Who asked for it.
    pub user: UserId,
    pub state: ExportState,
    /// The random part of the name of its file.
    pub nonce: String,
    /// The papers and files that are in it so far, and all of them.
    pub done: i64,
    pub total: i64,
    /// The size, once it is done.
    pub bytes: Option<i64>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// When its file is deleted.
    pub expires_at: Option<Timestamp>,
}

impl Export {
    /// The state at an instant: the file of an export that has expired may still be there.
    pub fn as_of(self, now: Timestamp) -> Self {
        match self.state {
            ExportState::Done if self.expires_at.is_some_and(|at| at <= now) => {
                Self { state: ExportState::Expired, ..self }
            }
            _ => self,
        }
    }

    /// The name of its file on the disk.
    pub fn file_name(nonce: &str) -> String {
        format!("{nonce}.zip")
    }
}
