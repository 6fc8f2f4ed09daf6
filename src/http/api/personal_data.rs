//! Personal data to hand over: of an employee, of the caller's account, and consents in a standard
//! form.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;

use super::Tag;
use crate::App;
use crate::actions::{account_export, answers};
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::right;
use crate::http::send::Streamed;
use crate::model::api_token::TokenScope::{AnswersRead, FilesRead, PeopleRead};
use crate::model::{AnswerId, EmployeeId};

pub const OPERATIONS: &[Operation] = &[
    op("exportEmployee").sends(&["application/zip"]).scopes(&[PeopleRead, AnswersRead, FilesRead]),
    op("exportAccount").sends(&["application/zip"]),
    op("getConsentRecord").scopes(&[AnswersRead]),
];

pub struct PersonalDataApi;

#[OpenApi]
impl PersonalDataApi {
    /// Export everything about an employee
    ///
    /// Streams a ZIP archive to hand to an employee who asks for their data (GDPR, articles 15 and
    /// 20): the rows about them as JSON; the signed PDF and the evidence of each answer;
    /// `consent-records.json` with a record of each request as `GET /answer/{id}/record` returns
    /// it; the photographs that they are named on and the documents about them, byte for byte; and
    /// an explanation in French and English. What users of the company did is left out. Deleted
    /// employees can be exported until they are erased. Recorded in the audit log. For OWNER,
    /// SUPER_USER and USER.
    ///
    /// 503 `too_many_exports` if too many archives are being made.
    #[oai(
        path = "/employee/:id/export",
        method = "get",
        operation_id = "exportEmployee",
        tag = "Tag::Employees"
    )]
    async fn person(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the employee.
        id: Path<i64>,
        /// Whether the photographs and documents themselves are in it. Defaults to true; otherwise
        /// they are only listed.
        files: Query<Option<bool>>,
    ) -> Result<Streamed, Problem> {
        let scope = member.scope()?;
        let (id, with_files) = (EmployeeId(id.0), files.0.unwrap_or(true));
        let export = answers::export_person(&app, scope, id, with_files).await?;
        Ok(Streamed { name: export.name, media_type: "application/zip", archive: export.archive })
    }

    /// Export your own account
    ///
    /// Streams a ZIP archive with everything the instance holds about the caller's account, in all
    /// companies: details, settings, memberships, sessions, devices, API tokens, notifications,
    /// mails, and the entries of the audit log by the caller. Secrets are left out. Recorded in the
    /// audit log. For every user, with an access token; API tokens are refused.
    ///
    /// 503 `too_many_exports` if too many archives are being made.
    #[oai(
        path = "/user/profile/export",
        method = "get",
        operation_id = "exportAccount",
        tag = "Tag::Users"
    )]
    async fn account(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::OwnAccount>,
    ) -> Result<Streamed, Problem> {
        let user = member.user();
        let export = account_export::export(&app, user, caller.origin()).await?;
        Ok(Streamed { name: export.name, media_type: "application/zip", archive: export.archive })
    }

    /// Get the consent record of an answer
    ///
    /// Returns a JSON document in the form of ISO/IEC TS 27560 (consent record information
    /// structure): what was asked and decided when, for which purposes, by whom data is processed,
    /// how long it is kept, and how consent is withdrawn. Codes are of the W3C Data Privacy
    /// Vocabulary. The record names the employee by address only. Answers whose content was erased
    /// are not found. For OWNER, SUPER_USER and USER; an EMPLOYEE gets the records of their own
    /// answers.
    #[oai(
        path = "/answer/:id/record",
        method = "get",
        operation_id = "getConsentRecord",
        tag = "Tag::Answers"
    )]
    async fn record(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Any<serde_json::Value>>, Problem> {
        let scope = member.scope()?;
        Ok(Json(Any(answers::record_of(&app, scope, AnswerId(id.0)).await?)))
    }
}
