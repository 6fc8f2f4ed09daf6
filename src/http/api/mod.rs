//! The API: one file per noun, in the order of the OpenAPI document. Request and reply types, and
//! the declaration of each operation (`OPERATIONS`), are beside their handlers; what several nouns
//! share is here. A handler's doc comment is published: its first line is the summary.

mod answers;
mod api_tokens;
mod audit;
mod auth;
mod backups;
mod badges;
mod billing;
mod bulk_requests;
mod calendar;
mod companies;
mod company_exports;
mod consent;
mod downloads;
mod employees;
mod erasure;
mod events;
pub mod files;
mod groups;
pub(in crate::http) mod imports;
mod instance;
mod invitations;
mod jobs;
mod lists;
mod live;
mod mails;
mod notifications;
mod personal_data;
mod profile;
mod publications;
mod roots;
mod search;
mod second_factor;
mod shapes;
mod table_format;
mod templates;
mod users;
mod verification;

pub use answers::AnswersApi;
pub use api_tokens::ApiTokensApi;
pub use audit::AuditApi;
pub use auth::AuthApi;
pub use backups::BackupsApi;
pub use badges::BadgesApi;
pub use billing::BillingApi;
pub use bulk_requests::BulkRequestsApi;
pub use calendar::CalendarApi;
pub use companies::CompaniesApi;
pub use company_exports::CompanyExportsApi;
pub use consent::{ConsentApi, VerifyApi};
pub use downloads::DownloadsApi;
pub(in crate::http) use downloads::zip as documents_zip;
pub use employees::EmployeesApi;
pub use erasure::ErasureApi;
pub use events::EventsApi;
pub use files::{ExportsApi, FilesApi, PhotosApi};
pub use groups::GroupsApi;
pub use imports::ImportsApi;
pub use instance::{
    InstanceCompaniesApi, InstanceRowsApi, InstanceSettingsApi, InstanceUsersApi, StatsApi,
};
pub use invitations::InvitationsApi;
pub use jobs::JobsApi;
pub use live::LiveApi;
pub use mails::MailsApi;
pub use notifications::NotificationsApi;
pub use personal_data::PersonalDataApi;
pub use profile::ProfileApi;
pub use publications::PublicationsApi;
pub use roots::RootsApi;
pub use search::SearchApi;
pub use second_factor::SecondFactorApi;
pub use templates::TemplatesApi;
pub use users::UsersApi;

use poem_openapi::Tags;

pub(super) use lists::described;

use super::operation::Operation;

/// The declarations of each module; a test reports operations that are missing.
const DECLARED: &[&[Operation]] = &[
    auth::OPERATIONS,
    profile::OPERATIONS,
    second_factor::OPERATIONS,
    api_tokens::OPERATIONS,
    users::OPERATIONS,
    invitations::OPERATIONS,
    companies::OPERATIONS,
    company_exports::OPERATIONS,
    templates::OPERATIONS,
    employees::OPERATIONS,
    groups::OPERATIONS,
    events::OPERATIONS,
    calendar::OPERATIONS,
    imports::OPERATIONS,
    files::OPERATIONS,
    files::photos::OPERATIONS,
    publications::OPERATIONS,
    answers::OPERATIONS,
    bulk_requests::OPERATIONS,
    search::OPERATIONS,
    downloads::OPERATIONS,
    notifications::OPERATIONS,
    live::OPERATIONS,
    badges::OPERATIONS,
    billing::OPERATIONS,
    audit::OPERATIONS,
    instance::STATS,
    instance::COMPANIES,
    instance::USERS,
    instance::ROWS,
    instance::SETTINGS,
    jobs::OPERATIONS,
    backups::OPERATIONS,
    mails::OPERATIONS,
    consent::OPERATIONS,
    roots::OPERATIONS,
    erasure::OPERATIONS,
    personal_data::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    DECLARED.iter().copied().flatten()
}

/// The declaration of an operation, by its `operationId`.
pub fn operation(id: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.id == id)
}

/// The tags of the document, one for each noun of the API.
#[derive(Tags)]
pub enum Tag {
    /// Sign up, log in and out, sessions, and forgotten passwords.
    Auth,
    /// The caller's account and settings, and the users, invitations and API tokens of the company.
    Users,
    /// Companies (photo studios) and the versions of their release texts.
    Companies,
    /// Employees: the people who may be photographed, and the guardians of minors.
    Employees,
    /// Import employees from CSV files and workbooks; export employees and answers as tables.
    Imports,
    /// Groups of employees who are asked for their consent together.
    Groups,
    /// Events (photo shoots), their participants and the calendar.
    Events,
    /// Photographs, documents, logos and portraits: upload, download, and check what may be
    /// published.
    Files,
    /// Answers: the request for consent to one employee for one event, and the decision.
    Answers,
    /// The caller's notifications, and how each type of notification is delivered.
    Notifications,
    /// A stream of server-sent events that reports changes as they happen.
    Live,
    /// The plan of a company, payment pages and invoices. Off unless the instance has a key of a
    /// payment service: then all of it is 503 `billing_disabled`.
    Billing,
    /// Badges that users earn by using the service.
    Badges,
    /// Full-text search over employees, groups, events, answers and files.
    Search,
    /// The signing side, for the person who is asked. It needs no account: a link, a code sent by
    /// e-mail, the document, the decision and the withdrawal.
    Consent,
    /// Operation of the instance: the job queue, the schedules, backups and sent mails.
    Operations,
    /// Check whether a signed document is genuine. Public; no personal data is returned.
    Verify,
}
