//! Backups, for those who operate the instance: list them, and make one. A backup cannot be
//! downloaded by HTTP: it holds the data of every company and the keys of the instance, which no
//! stolen session may obtain.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::backup::{self, Backups, Snapshot, Tried};
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Instant, Taken};
use crate::http::right;

pub const OPERATIONS: &[Operation] = &[op("listBackups"), op("makeBackup")];

pub struct BackupsApi;

#[OpenApi(tag = "Tag::Operations")]
impl BackupsApi {
    /// List the backups
    ///
    /// Returns the complete backups in the instance's backup folder (`backup.folder`), and the
    /// results of the latest attempts. `be-right backup --check` verifies every byte of one. Copy
    /// the folder to take a backup away; none can be downloaded by HTTP, because it holds the data
    /// of every company and the keys of the instance. For ADMIN and DEVELOPER.
    #[oai(path = "/admin/backup", method = "get", operation_id = "listBackups")]
    async fn list(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Operate>,
    ) -> Result<Json<BackupList>, Problem> {
        Ok(Json(backup::list(&app).await?.into()))
    }

    /// Make a backup now
    ///
    /// Queues a backup; `GET /admin/backup` shows its result. If one is already queued or being
    /// made, that one is returned. For ADMIN and DEVELOPER.
    ///
    /// 503 `backup_off` if no backup folder is set.
    #[oai(path = "/admin/backup", method = "post", operation_id = "makeBackup")]
    async fn make(
        &self,
        app: Data<&App>,
        member: Allowed<right::Operate>,
        caller: Caller,
    ) -> Result<Taken<BackupBegun>, Problem> {
        let by = member.user();
        let job = backup::request(&app, by, caller.origin()).await?;
        Ok(Taken(BackupBegun { job_id: job.0 }))
    }
}

/// The queued backup.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupBegun {
    /// The id of the job, which `GET /admin/jobs` lists until it is done.
    job_id: i64,
}

/// The backups of the instance.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupList {
    /// Whether backups are made automatically.
    enabled: bool,
    /// How many backups are kept.
    keep: u64,
    /// When the next backup is made. Null if none is planned.
    next_run_at: Option<Instant>,
    /// The id of the job of the backup that is queued or being made; else null.
    job_id: Option<i64>,
    /// The backups in the folder, the latest first.
    backups: Vec<KeptBackup>,
    /// Why the folder cannot be read. Null if it can.
    trouble: Option<String>,
    /// The results of the latest 30 attempts, the latest first.
    tries: Vec<BackupTry>,
}

/// A complete backup.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct KeptBackup {
    /// The name, such as `2026-05-01T02-30-00Z`.
    name: String,
    /// The state of this instant is in the backup.
    taken_at: Instant,
    /// The size of everything it needs, in bytes. Backups share files, so together they take less.
    bytes: u64,
    /// The size of the database, in bytes.
    database_bytes: u64,
    /// The number of documents and photographs.
    files: u64,
    /// The number of those files that were already lost when the backup was made.
    lost_files: u64,
    /// The version of be-right that made it.
    version: String,
    /// The version of the database schema.
    schema: u32,
}

/// The result of an attempt to make a backup.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupTry {
    /// When the attempt began.
    began_at: Instant,
    /// When the attempt ended.
    ended_at: Instant,
    /// The name of the backup. Null if the attempt failed.
    name: Option<String>,
    /// The size of the backup, in bytes.
    bytes: u64,
    /// How many of these bytes no earlier backup had.
    new_bytes: u64,
    /// Why it failed: `no_room`, `full`, `folder`, `damaged` or `other`. Null if it did not.
    trouble: Option<String>,
    /// The same as a sentence in English. Null if it did not fail.
    detail: Option<String>,
}

impl From<Backups> for BackupList {
    fn from(found: Backups) -> Self {
        let (kept, trouble) = match found.kept {
            Ok(kept) => (kept, None),
            Err(trouble) => (vec![], Some(trouble.to_string())),
        };
        Self {
            enabled: found.is_on,
            keep: found.keep as u64,
            next_run_at: found.next.map(Into::into),
            job_id: found.job.map(|id| id.0),
            backups: kept.into_iter().map(Into::into).collect(),
            trouble,
            tries: found.tried.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Snapshot> for KeptBackup {
    fn from(Snapshot { name, manifest }: Snapshot) -> Self {
        Self {
            name,
            taken_at: manifest.at().into(),
            bytes: manifest.bytes(),
            database_bytes: manifest.database_bytes,
            files: manifest.blobs,
            lost_files: manifest.lost.len() as u64,
            version: manifest.version,
            schema: manifest.schema,
        }
    }
}

impl From<Tried> for BackupTry {
    fn from(tried: Tried) -> Self {
        let trouble = tried.outcome.as_ref().err();
        Self {
            began_at: tried.began_at.into(),
            ended_at: tried.ended_at.into(),
            bytes: tried.bytes,
            new_bytes: tried.added,
            trouble: trouble.map(|trouble| trouble.code().to_owned()),
            detail: trouble.map(ToString::to_string),
            name: tried.outcome.ok(),
        }
    }
}
