//! Exports of everything that a company holds.

use poem::http::HeaderMap;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use crate::App;
use crate::actions::exports;
use crate::http::body::Body;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Instant, Taken};
use crate::http::right;
use crate::http::send::{Original, Sent};
use crate::model::{ExportId, ExportState};

pub const OPERATIONS: &[Operation] = &[
    op("exportCompany").conflict().counted().while_suspended(),
    op("listCompanyExports"),
    op("getCompanyExport"),
    op("downloadCompanyExport").conflict().gone(),
];

pub struct CompanyExportsApi;

#[OpenApi(tag = "Tag::Companies")]
impl CompanyExportsApi {
    /// Export everything a company holds
    ///
    /// Queues a job that writes a ZIP archive: the rows of all tables as JSON objects, with a file
    /// that names their fields; the evidence of each consent with its PDF, as `be-right verify`
    /// checks it; and all photographs and documents, byte for byte. Passwords, access tokens and
    /// links of requests are left out, and so is the evidence of erased employees. The caller is
    /// notified when it is ready, and can download it for 7 days. Requires the caller's password,
    /// and is recorded. For OWNER.
    ///
    /// 409 `export_under_way` if one is being made; 503 `storage_full` if the disk of the instance
    /// has no room for it.
    #[oai(path = "/export", method = "post", operation_id = "exportCompany")]
    async fn make(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        body: Body<ExportBody>,
    ) -> Result<Taken<CompanyExport>, Problem> {
        let scope = member.scope()?;
        let user = member.0.user;
        let made = exports::request(&app, scope, user, Some(body.0.current_password)).await?;
        Ok(Taken(made.into()))
    }

    /// List the exports
    ///
    /// Returns the latest 10 exports of the company, the newest first. For OWNER.
    #[oai(path = "/export", method = "get", operation_id = "listCompanyExports")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
    ) -> Result<Json<Vec<CompanyExport>>, Problem> {
        let scope = member.scope()?;
        let found = exports::list(&app, scope).await?;
        Ok(Json(found.into_iter().map(Into::into).collect()))
    }

    /// Get an export
    ///
    /// Returns its state and progress. For OWNER.
    #[oai(path = "/export/:id", method = "get", operation_id = "getCompanyExport")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of the export.
        id: Path<i64>,
    ) -> Result<Json<CompanyExport>, Problem> {
        let scope = member.scope()?;
        Ok(Json(exports::find(&app, scope, ExportId(id.0)).await?.into()))
    }

    /// Download an export
    ///
    /// Returns the ZIP archive, whole or the requested `Range`. Each download is recorded. For
    /// OWNER.
    ///
    /// 409 `export_not_ready` while it is being made, or if it failed; 410 `export_expired` once
    /// it was deleted.
    #[oai(path = "/export/:id/archive", method = "get", operation_id = "downloadCompanyExport")]
    async fn download(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of the export.
        id: Path<i64>,
        headers: &HeaderMap,
    ) -> Result<Original, Problem> {
        let scope = member.scope()?;
        let (user, id) = (member.0.user, ExportId(id.0));
        let (name, bytes) = exports::open(&app, scope, user, id).await?;
        let tag = format!("\"export-{}\"", id.0);
        let sent = Sent { bytes, media_type: "application/zip", name: &name, tag };
        Ok(Original::of(&app, headers, sent).await?)
    }
}

/// The confirmation of an export.
#[derive(Object, Deserialize)]
#[oai(rename = "CompanyExportInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExportBody {
    /// The caller's password.
    current_password: String,
}

impl poem_openapi::types::Example for ExportBody {
    fn example() -> Self {
        Self { current_password: "a long and quiet afternoon".into() }
    }
}

/// An export of everything that a company holds.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct CompanyExport {
    /// The id.
    id: i64,
    /// The id of the user who asked for it.
    user_id: i64,
    /// The state.
    state: ExportState,
    /// The consents and files written so far.
    done: i64,
    /// All consents and files to be written. 0 until it has begun.
    total: i64,
    /// The size of the archive in bytes. Null until it is done.
    bytes: Option<i64>,
    /// When it was asked for.
    created_at: Instant,
    /// When it was finished, or failed. Null until then.
    ended_at: Option<Instant>,
    /// When its archive is deleted. Null until it is done.
    expires_at: Option<Instant>,
}

impl From<crate::model::Export> for CompanyExport {
    fn from(export: crate::model::Export) -> Self {
        Self {
            id: export.id.0,
            user_id: export.user.0,
            state: export.state,
            done: export.done,
            total: export.total,
            bytes: export.bytes,
            created_at: Instant(export.created_at),
            ended_at: export.ended_at.map(Instant),
            expires_at: export.expires_at.map(Instant),
        }
    }
}
