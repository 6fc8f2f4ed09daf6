//! The audit log: who did what of importance in a company, and in the instance.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::lists::{ListQuery, Listed};
use super::table_format::{Accepted, TableFormat};
use crate::App;
use crate::actions::audit::{self, Extent};
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Instant, Sheet};
use crate::http::right;
use crate::model::audit::{AuditAction, AuditTopic};
use crate::model::{CompanyId, Locale, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listAudit").list(LIST.fixed_size()),
    op("exportAudit"),
    op("listAllAudit").list(LIST.fixed_size()),
    op("exportAllAudit"),
];

pub struct AuditApi;

#[OpenApi(tag = "Tag::Operations")]
impl AuditApi {
    /// List the audit log of the company
    ///
    /// Returns who did what of importance, the latest first: signing in to the company, invitations,
    /// roles, tokens, deleting, restoring and erasing, imports, exports, links to photographs, what
    /// was done with evidence, and changes of the company. Additions and changes of employees, events
    /// and groups are not in it, nor is what recipients decide: that is in the evidence. For OWNER.
    ///
    /// Each entry has the hash of the one before it. The hash of an entry is the SHA-256 of a JSON
    /// array without spaces: the previous hash, `companyId`, `userId`, `action`, `about` as text, `ip`,
    /// and `at` in milliseconds since 1970; null for what is missing. The server checks the hashes every night.
    #[oai(path = "/audit", method = "get", operation_id = "listAudit")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
        list: ListQuery,
        /// Return only entries about this.
        topic: Query<Option<AuditTopic>>,
        /// Return only entries of this action.
        action: Query<Option<AuditAction>>,
        /// Return only what this user did.
        #[oai(name = "userId")]
        user_id: Query<Option<i64>>,
        /// Return only entries at or after this instant.
        from: Query<Option<Instant>>,
        /// Return only entries before this instant.
        until: Query<Option<Instant>>,
    ) -> Result<Json<Listed<AuditEntry>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, None)?;
        let filter = filter(topic, action, user_id, (from, until), None);
        let found = audit::list(&app, Extent::Company(scope), query, filter).await?;
        Ok(Json(Listed::of(found, |entry| AuditEntry::of(entry, caller.locale()))))
    }

    /// Export the audit log of the company
    ///
    /// Returns the entries of `GET /audit` as a table, with their hashes. The format is that of `GET
    /// /employee/export`. Recorded in the log. For OWNER.
    #[oai(path = "/audit/export", method = "get", operation_id = "exportAudit")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn export(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
        accepted: Accepted,
        /// Return only entries about this.
        topic: Query<Option<AuditTopic>>,
        /// Return only entries of this action.
        action: Query<Option<AuditAction>>,
        /// Return only what this user did.
        #[oai(name = "userId")]
        user_id: Query<Option<i64>>,
        /// Return only entries at or after this instant.
        from: Query<Option<Instant>>,
        /// Return only entries before this instant.
        until: Query<Option<Instant>>,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let scope = member.scope()?;
        let filter = filter(topic, action, user_id, (from, until), None);
        let format = accepted.or(format.0);
        let extent = Extent::Company(scope);
        let by = (member.0.user, caller.origin());
        Ok(Sheet(audit::export(&app, by, extent, filter, format, caller.locale()).await?))
    }

    /// List the audit log of the instance
    ///
    /// As `GET /audit`, of all companies and of the instance itself: backups, jobs, mails, alarms and
    /// messages. Only for an ADMIN.
    #[oai(path = "/admin/audit", method = "get", operation_id = "listAllAudit")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list_all(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
        caller: Caller,
        list: ListQuery,
        /// Return only entries about this.
        topic: Query<Option<AuditTopic>>,
        /// Return only entries of this action.
        action: Query<Option<AuditAction>>,
        /// Return only what this user did.
        #[oai(name = "userId")]
        user_id: Query<Option<i64>>,
        /// Return only entries of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Return only entries at or after this instant.
        from: Query<Option<Instant>>,
        /// Return only entries before this instant.
        until: Query<Option<Instant>>,
    ) -> Result<Json<Listed<AuditEntry>>, Problem> {
        let query = list.checked_in_order(true, None)?;
        let filter = filter(topic, action, user_id, (from, until), company_id.0);
        let found = audit::list(&app, Extent::All, query, filter).await?;
        Ok(Json(Listed::of(found, |entry| AuditEntry::of(entry, caller.locale()))))
    }

    /// Export the audit log of the instance
    ///
    /// Returns the entries of `GET /admin/audit` as a table, with their hashes. The format is that of
    /// `GET /employee/export`. Only for an ADMIN.
    #[oai(path = "/admin/audit/export", method = "get", operation_id = "exportAllAudit")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn export_all(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        accepted: Accepted,
        /// Return only entries about this.
        topic: Query<Option<AuditTopic>>,
        /// Return only entries of this action.
        action: Query<Option<AuditAction>>,
        /// Return only what this user did.
        #[oai(name = "userId")]
        user_id: Query<Option<i64>>,
        /// Return only entries of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Return only entries at or after this instant.
        from: Query<Option<Instant>>,
        /// Return only entries before this instant.
        until: Query<Option<Instant>>,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let filter = filter(topic, action, user_id, (from, until), company_id.0);
        let format = accepted.or(format.0);
        let by = (member.0.user, caller.origin());
        Ok(Sheet(audit::export(&app, by, Extent::All, filter, format, caller.locale()).await?))
    }
}

fn filter(
    topic: Query<Option<AuditTopic>>,
    action: Query<Option<AuditAction>>,
    user: Query<Option<i64>>,
    (from, until): (Query<Option<Instant>>, Query<Option<Instant>>),
    company: Option<i64>,
) -> audit::AuditFilter {
    audit::AuditFilter {
        topic: topic.0,
        action: action.0,
        user: user.0.map(UserId),
        company: company.map(CompanyId),
        from: from.0.map(|at| at.0),
        until: until.0.map(|at| at.0),
        before: None,
    }
}

/// An entry of the audit log.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AuditEntry {
    /// The id of the entry.
    id: i64,
    /// When it was done.
    at: Instant,
    /// What was done. An action of an earlier version of the program may have another name than
    /// those of the `action` parameter.
    action: String,
    /// What was done, in the caller's language.
    said: String,
    /// The id of the company. Null for what was done to an account or to the instance.
    company_id: Option<i64>,
    /// The name of the company today. Null without one.
    company_name: Option<String>,
    /// The id of the user who did it. Null for the instance itself, a recipient, and a sign-in with
    /// an unknown e-mail.
    user_id: Option<i64>,
    /// The name of the user today. Null once the account is erased.
    user_name: Option<String>,
    /// The ids concerned, as a JSON object: the text that the hash covers.
    about: String,
    /// The name today of what it is about. Null if it has none, or was erased.
    subject: Option<String>,
    /// The address that the request came from. Null if it is not known.
    ip: Option<String>,
    /// The hash of the entry before, in hexadecimal. Null for entries made before there were hashes.
    previous_hash: Option<String>,
    /// The hash of the entry, in hexadecimal.
    hash: Option<String>,
}

impl AuditEntry {
    fn of(entry: audit::AuditEntry, locale: Locale) -> Self {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: entry.id,
            at: entry.at.into(),
            said: audit::said(&entry.action, &entry.about, locale),
            action: entry.action,
            company_id: entry.company.map(|id| id.0),
            company_name: some(entry.company_name),
            user_id: entry.user.map(|id| id.0),
            user_name: some(entry.user_name),
            about: entry.about,
            subject: entry.subject,
            ip: entry.ip,
            previous_hash: entry.previous,
            hash: entry.hash,
        }
    }
}
