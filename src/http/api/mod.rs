//! The API: one file per noun, in the order of the OpenAPI document. Request and
//! reply types stand beside their handlers, and so does what is declared of each
//! operation (`OPERATIONS`); what several nouns share is here.
//! A handler's doc comment is published: its first line is the summary.

mod answers;
mod api_tokens;
mod auth;
mod backups;
mod badges;
mod bulk_requests;
mod calendar;
mod companies;
mod consent;
mod downloads;
mod employees;
mod erasure;
mod events;
pub mod files;
mod groups;
pub(in crate::http) mod imports;
mod invitations;
mod jobs;
mod lists;
mod live;
mod mails;
mod notifications;
mod profile;
mod search;
mod second_factor;
mod shapes;
mod templates;
mod users;

pub use answers::AnswersApi;
pub use api_tokens::ApiTokensApi;
pub use auth::AuthApi;
pub use backups::BackupsApi;
pub use badges::BadgesApi;
pub use bulk_requests::BulkRequestsApi;
pub use calendar::CalendarApi;
pub use companies::CompaniesApi;
pub use consent::{ConsentApi, VerifyApi};
pub use downloads::DownloadsApi;
pub use employees::EmployeesApi;
pub use erasure::ErasureApi;
pub use events::EventsApi;
pub use files::{ExportsApi, FilesApi, PhotosApi};
pub use groups::GroupsApi;
pub use imports::ImportsApi;
pub use invitations::InvitationsApi;
pub use jobs::JobsApi;
pub use live::LiveApi;
pub use mails::MailsApi;
pub use notifications::NotificationsApi;
pub use profile::ProfileApi;
pub use search::SearchApi;
pub use second_factor::SecondFactorApi;
pub use templates::TemplatesApi;
pub use users::UsersApi;

use poem_openapi::Tags;

use super::operation::Operation;

/// What each module declares; a test finds one that is not here.
const DECLARED: &[&[Operation]] = &[
    auth::OPERATIONS,
    profile::OPERATIONS,
    second_factor::OPERATIONS,
    api_tokens::OPERATIONS,
    users::OPERATIONS,
    invitations::OPERATIONS,
    companies::OPERATIONS,
    templates::OPERATIONS,
    employees::OPERATIONS,
    groups::OPERATIONS,
    events::OPERATIONS,
    calendar::OPERATIONS,
    imports::OPERATIONS,
    files::OPERATIONS,
    files::photos::OPERATIONS,
    answers::OPERATIONS,
    bulk_requests::OPERATIONS,
    search::OPERATIONS,
    downloads::OPERATIONS,
    notifications::OPERATIONS,
    live::OPERATIONS,
    badges::OPERATIONS,
    jobs::OPERATIONS,
    backups::OPERATIONS,
    mails::OPERATIONS,
    consent::OPERATIONS,
    erasure::OPERATIONS,
];

/// Every declared operation.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    DECLARED.iter().copied().flatten()
}

/// The declaration of an operation, by its `operationId`.
pub fn operation(id: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.id == id)
}

/// The nouns of the document.
#[derive(Tags)]
pub enum Tag {
    /// Getting in, staying in, getting out.
    Auth,
    /// One's own account and settings, and the people of the company.
    Users,
    /// Studios and their release texts.
    Companies,
    /// The people who may be photographed.
    Employees,
    /// People by the thousand: files of them in, tables of them out.
    Imports,
    /// People who are asked together.
    Groups,
    /// Shoots.
    Events,
    /// Photographs, documents, logos: uploaded, shown, and published if everybody agrees.
    Files,
    /// Requests for consent, as the studio sees them.
    Answers,
    /// What one was told, and how one wants to be.
    Notifications,
    /// What happens, as it happens.
    Live,
    /// What one earns on the way.
    Badges,
    /// Finding anything by what one remembers of it.
    Search,
    /// The recipient's side: link, code, document, decision, withdrawal. No account needed.
    Consent,
    /// What keeps the instance going: the queue, the clock, backups, the mail queue.
    Operations,
    /// Is this document genuine? Public, and without personal data.
    Verify,
}
