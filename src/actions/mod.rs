//! Use cases, one function per verb. An action opens at most one write transaction, checks the
//! model's rules inside it, and queues slow or external work as a job.

pub mod account_export;
pub mod alarms;
pub mod answers;
pub mod api_tokens;
pub mod audit;
pub mod auth;
pub mod backup;
pub mod badges;
pub mod billing;
pub mod calendar;
pub mod companies;
pub mod consent;
pub mod console;
pub mod employees;
pub mod events;
pub mod exports;
pub mod files;
pub mod groups;
pub mod health;
pub mod history;
pub mod home;
pub mod instance;
pub mod invitations;
pub mod jobs;
pub mod live;
pub mod mails;
pub mod maintenance;
pub mod media;
pub mod notifications;
pub mod notify;
pub mod outbox;
pub mod places;
pub mod profile;
pub mod retention;
pub mod schedules;
pub mod search;
pub mod settings;
pub mod takedowns;
pub mod templates;
pub mod unsubscribe;
pub mod users;
pub mod uses;

pub use crate::store::sessions::Origin;
pub use crate::store::{Actor, Bar, Credential, Reach, Scope};
