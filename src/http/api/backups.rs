//! Backups, for those who run the instance: what there is, and one more. None can be
//! had by HTTP: it holds the data of every company and the keys of the instance, which
//! no stolen session may carry away.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::backup::{self, Backups, Snapshot, Tried};
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Instant, Taken};
use crate::model::Right;

pub const OPERATIONS: &[Operation] = &[op("listBackups"), op("makeBackup")];

pub struct BackupsApi;

#[OpenApi(tag = "Tag::Operations")]
impl BackupsApi {
    /// List the backups
    ///
    /// Those in the folder that the instance keeps them in (`backup.folder`), and what
    /// became of the latest. Only whole ones are listed; `be-right backup --check` reads
    /// every byte of one. They are taken away by copying the folder, never by HTTP: a
    /// backup holds the data of every company and the keys of the instance. For
    /// administrators and developers of the instance.
    #[oai(path = "/admin/backup", method = "get", operation_id = "listBackups")]
    async fn list(&self, app: Data<&App>, member: Member) -> Result<Json<BackupList>, Problem> {
        member.allowed(Right::Operate)?;
        Ok(Json(backup::list(&app).await?.into()))
    }

    /// Make a backup now
    ///
    /// It is queued; `GET /admin/backup` tells how it ended. If one waits or is being
    /// made already, it is that one. Where no folder is set, 503 `backup_off`. For
    /// administrators and developers of the instance.
    #[oai(path = "/admin/backup", method = "post", operation_id = "makeBackup")]
    async fn make(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
    ) -> Result<Taken<BackupBegun>, Problem> {
        let by = member.allowed(Right::Operate)?;
        let job = backup::request(&app, by, caller.origin()).await?;
        Ok(Taken(BackupBegun { job_id: job.0 }))
    }
}

/// It has been queued.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupBegun {
    /// The job, which `GET /admin/jobs` lists until it is done.
    job_id: i64,
}

/// What there is of backups.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupList {
    /// Whether backups are made by themselves.
    enabled: bool,
    /// How many are kept.
    keep: u64,
    next_run_at: Option<Instant>,
    /// The job of the one that waits or is being made.
    job_id: Option<i64>,
    /// In the folder, the latest first.
    backups: Vec<KeptBackup>,
    /// Why the folder cannot be read, if so.
    trouble: Option<String>,
    /// What became of the latest thirty, the latest first.
    tries: Vec<BackupTry>,
}

/// A backup that is whole.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct KeptBackup {
    /// `2026-05-01T02-30-00Z`
    name: String,
    /// What was committed before is in it.
    taken_at: Instant,
    /// All it needs. Backups share their files, so together they take less.
    bytes: u64,
    database_bytes: u64,
    /// Documents and photographs.
    files: u64,
    /// Of which so many were lost already.
    lost_files: u64,
    /// The be-right that made it.
    version: String,
    schema: u32,
}

/// What became of a backup.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct BackupTry {
    began_at: Instant,
    ended_at: Instant,
    /// None if it failed.
    name: Option<String>,
    bytes: u64,
    /// Of that, what no earlier backup had.
    new_bytes: u64,
    /// Why it failed: `no_room`, `full`, `folder`, `damaged` or `other`.
    trouble: Option<String>,
    /// The same as a sentence in English.
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
