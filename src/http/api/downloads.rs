//! Documents to print or keep: the roster of an event, and several signed PDFs at once.

use poem::web::Data;
use poem::{IntoResponse, Response};
use poem_openapi::param::{Path, Query};
use poem_openapi::registry::{MetaResponses, Registry};
use poem_openapi::{ApiResponse, Enum, OpenApi};

use super::Tag;
use crate::App;
use crate::actions::answers::{self, Kept};
use crate::app::archive;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Download;
use crate::http::right;
use crate::http::send::Streamed;
use crate::model::api_token::TokenScope::{AnswersRead, EventsRead, PeopleRead};
use crate::model::{AnswerId, EventId, formula};
use crate::{Error, Result};

pub const OPERATIONS: &[Operation] = &[
    op("downloadEventRoster").sends(&["application/pdf"]).scopes(&[
        PeopleRead,
        EventsRead,
        AnswersRead,
    ]),
    op("downloadAnswerPdfs")
        .sends(&["application/pdf", "application/zip"])
        .scopes(&[AnswersRead])
        .conflict(),
];

pub struct DownloadsApi;

#[OpenApi]
impl DownloadsApi {
    /// Download the roster of an event as a PDF
    ///
    /// Returns a table of everybody whose consent is in force now: the uses they accepted, when
    /// they gave it, how long it lasts, and the reference to verify it by. Employees who refused,
    /// withdrew or have not answered, and those whose consent has ended, are not in it. Those whose
    /// uses are all on hold after a restore are counted apart and not listed; of others, the uses
    /// on hold are marked. The texts are in the caller's language. For OWNER, SUPER_USER and USER;
    /// a PHOTOGRAPHER can download the rosters of the events they are the partner of.
    #[oai(
        path = "/event/:id/accepted.pdf",
        method = "get",
        operation_id = "downloadEventRoster",
        tag = "Tag::Events"
    )]
    async fn roster(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeEvents>,
        caller: Caller,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Download, Problem> {
        let scope = member.scope()?;
        let (name, bytes) = answers::roster(&app, scope, EventId(id.0), caller.locale()).await?;
        Ok(Download { bytes, media_type: "application/pdf", name })
    }

    /// Download several signed PDFs
    ///
    /// For one answer, returns its PDF. For several, streams a ZIP with a `manifest.csv` that names
    /// each answer, its state and its file. An answer without a document (nobody has answered, the
    /// PDF is being made, or the employee was erased: see `GET /answer/{id}/pdf`) is named there
    /// without a file. For OWNER, SUPER_USER and USER.
    ///
    /// With `as=pdf` all documents are merged into one PDF to read and print; the seals cover the
    /// single files, not the merged one. If a document is missing, this is 409 `not_answered`,
    /// `pdf_not_ready` or `person_erased`. 422 if an id is unknown.
    #[oai(
        path = "/answer/pdf",
        method = "get",
        operation_id = "downloadAnswerPdfs",
        tag = "Tag::Answers"
    )]
    async fn pdfs(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The ids of the answers, separated by commas; 1 to 200.
        ids: Query<String>,
        /// The form of the download. Defaults to `pdf` for one answer and to `zip` for several.
        #[oai(name = "as")]
        form: Query<Option<Form>>,
    ) -> Result<File, Problem> {
        let scope = member.scope()?;
        let kept = answers::kept(&app, scope, numbers(&ids.0)?).await?;
        let form = form.0.unwrap_or(if kept.len() == 1 { Form::Pdf } else { Form::Zip });
        if form == Form::Zip {
            return Ok(File(zip(app.0.clone(), kept)));
        }
        let single = match kept.as_slice() {
            [one] => one.file.as_ref().map(|(name, _)| name.clone()),
            _ => None,
        };
        let bytes = answers::merged(&app, kept).await?;
        let name = single.unwrap_or_else(|| "be-right.pdf".into());
        Ok(File(Download { bytes, media_type: "application/pdf", name }.into_response()))
    }
}

/// The form in which several documents are returned.
///
/// - `pdf`: all documents merged into one PDF.
/// - `zip`: a ZIP archive with one file for each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "DownloadForm", rename_all = "lowercase")]
enum Form {
    /// All documents merged into one PDF.
    Pdf,
    /// A ZIP archive with one file for each document.
    Zip,
}

/// A PDF or a ZIP.
struct File(Response);

impl IntoResponse for File {
    fn into_response(self) -> Response {
        self.0
    }
}

impl ApiResponse for File {
    fn meta() -> MetaResponses {
        Download::meta()
    }

    fn register(registry: &mut Registry) {
        Download::register(registry);
    }
}

fn numbers(text: &str) -> Result<Vec<AnswerId>> {
    let mut found = vec![];
    for (nth, part) in text.split(',').map(str::trim).filter(|part| !part.is_empty()).enumerate() {
        let number = part.parse().map_err(|_| Error::invalid(format!("ids.{nth}"), "unknown"))?;
        found.push(AnswerId(number));
        if nth > answers::DOCUMENTS {
            break;
        }
    }
    Ok(found)
}

/// Sends the documents while they are fetched, one after the other.
pub(in crate::http) fn zip(app: App, kept: Vec<Kept>) -> Response {
    let archive = archive::send(|mut archive| async move {
        archive.put_text("manifest.csv", manifest(&kept)?).await?;
        for (name, digest) in kept.iter().filter_map(|one| one.file.as_ref()) {
            archive.put(name, answers::document(&app, *digest).await?).await?;
        }
        Ok(archive)
    });
    let name = "be-right.zip".to_owned();
    Streamed { name, media_type: "application/zip", archive }.into_response()
}

/// The table of contents of the archive, for spreadsheets: UTF-8 with a byte order mark, and no
/// cell that a spreadsheet would treat as a formula.
fn manifest(kept: &[Kept]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let broken = |error: csv::Error| anyhow::Error::from(error);
    table
        .write_record(["answerId", "reference", "person", "event", "state", "file"])
        .map_err(broken)?;
    for one in kept {
        let file = one.file.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default();
        let id = one.answer.0.to_string();
        let cells = [&id, &one.reference, &one.person, &one.event, one.state.name(), file];
        table
            .write_record(cells.map(|cell| formula::guarded(cell).into_owned()))
            .map_err(broken)?;
    }
    let bytes = table.into_inner().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(bytes)
}
