//! All SQL, one file per table. A function is one statement (or a small group), takes the view it
//! runs in, and has no business rules. Names show the result: `find` (an Option), `list` (a Page),
//! `create` (an id), `set_…` (whether it changed).

pub mod alarms;
pub mod answers;
pub mod api_tokens;
pub mod archive;
pub mod attempts;
pub mod audit;
pub mod backups;
pub mod badges;
pub mod bench;
pub mod bounces;
pub mod calendar;
pub mod cases;
pub mod chain_seals;
pub mod claims;
pub mod clock_readings;
pub mod codes;
mod columns;
pub mod companies;
pub mod daily_roots;
mod db;
pub mod decisions;
pub mod digests;
pub mod documents;
pub mod dump;
pub mod email_changes;
mod employee_columns;
pub mod employees;
mod engine;
pub mod erasure;
pub mod event_groups;
pub mod events;
pub mod evidence;
pub mod exports;
pub mod facts;
pub mod files;
pub mod groups;
pub mod guardians;
pub mod history;
pub mod holds;
pub mod idempotency;
pub mod imports;
pub mod invitations;
pub mod jobs;
mod last_decision;
pub mod links;
pub mod live;
pub mod lost;
pub mod mail_sending;
pub mod mails;
pub mod memberships;
mod meters;
pub mod notifications;
pub mod origins;
pub mod photos;
pub mod places;
pub mod portraits;
pub mod queue;
mod readers;
pub mod released;
pub mod resets;
pub mod restore;
pub mod schedules;
mod scope;
pub mod seals;
pub mod search;
pub mod second_factors;
pub mod sent_mail;
pub mod sessions;
pub mod settings;
pub mod signers;
pub mod signings;
mod since_backup;
pub mod subscriptions;
pub mod templates;
pub mod tickets;
pub mod today;
pub mod uploads;
pub mod users;
mod values;
mod writer;

pub use since_backup::access::NewerAccess;
pub use since_backup::names::NewerNames;
pub use since_backup::{HeldDecision, Newer};

pub use db::{AllRead, AllTx, Db, Read, Tx};
use db::{Changes, Rows};
pub use engine::UPGRADE_COPY;
use engine::{Params, Row, Value, params};
pub use meters::WriterMeters;
pub use scope::{Actor, Credential, Reach, Scope};

#[cfg(test)]
#[path = "plans_tests.rs"]
mod plans;
