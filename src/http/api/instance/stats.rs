//! The figures of the instance.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::App;
use crate::actions::instance;
use crate::http::api::Tag;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Instant;
use crate::http::right;
use crate::model::AnswerState;
use crate::model::stats::{Added, Counted, Stats, StatsPeriod};

pub const OPERATIONS: &[Operation] = &[op("getStats")];

pub struct StatsApi;

#[OpenApi(tag = "Tag::Operations")]
impl StatsApi {
    /// Get the figures of the instance
    ///
    /// Returns how much the instance holds, and how much of it was added in each day or month.
    /// Deleted and erased rows are not counted. No personal data is returned. For ADMIN and
    /// DEVELOPER.
    #[oai(path = "/admin/stats", method = "get", operation_id = "getStats")]
    async fn stats(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Operate>,
        /// How the figures over time are grouped. Defaults to `MONTH`.
        by: Query<Option<StatsPeriod>>,
    ) -> Result<Json<InstanceStats>, Problem> {
        let period = by.0.unwrap_or(StatsPeriod::Month);
        Ok(Json(InstanceStats::of(&instance::stats(&app, period).await?, period)))
    }
}

/// The figures of the instance.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct InstanceStats {
    /// When they were read.
    at: Instant,
    /// The number of companies.
    companies: i64,
    /// The number of accounts.
    users: i64,
    /// The number of employees of all companies.
    employees: i64,
    /// The number of events of all companies.
    events: i64,
    /// The number of answers of all companies, by state.
    answers: AnswerStats,
    /// The number of mails, by status.
    mails: MailStats,
    /// The size of all files, in bytes.
    storage_bytes: i64,
    /// How `overTime` is grouped.
    by: StatsPeriod,
    /// What was added in each day or month and still exists, the earliest first.
    over_time: Vec<StatsAdded>,
}

/// The number of answers, by state.
#[derive(Object)]
struct AnswerStats {
    /// Not decided by all signers.
    pending: i64,
    /// At least one use is allowed.
    accepted: i64,
    /// Every use was refused.
    refused: i64,
    /// Accepted, and all of it was withdrawn later.
    withdrawn: i64,
    /// Accepted, and the licence has ended.
    expired: i64,
}

/// The number of mails, by status.
#[derive(Object)]
struct MailStats {
    /// Waiting for their turn, or for the mail server.
    queued: i64,
    /// Accepted by the mail server.
    sent: i64,
    /// Refused by the mail server for good.
    failed: i64,
    /// No longer wanted when their turn came.
    dropped: i64,
}

/// What was added in a day or month.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct StatsAdded {
    /// The first day, such as `2026-11-01`, by UTC.
    from: String,
    /// The number of companies.
    companies: i64,
    /// The number of accounts.
    users: i64,
    /// The number of employees.
    employees: i64,
    /// The number of events.
    events: i64,
    /// The number of answers.
    answers: i64,
    /// The number of mails.
    mails: i64,
    /// The size of files, in bytes.
    storage_bytes: i64,
}

impl InstanceStats {
    fn of(stats: &Stats, by: StatsPeriod) -> Self {
        let answers = |state: AnswerState| stats.in_state(Counted::Answer, state.name());
        let mails = |status: &str| stats.in_state(Counted::Mail, status);
        Self {
            at: stats.at.into(),
            companies: stats.total(Counted::Company),
            users: stats.total(Counted::User),
            employees: stats.total(Counted::Employee),
            events: stats.total(Counted::Event),
            answers: AnswerStats {
                pending: answers(AnswerState::Pending),
                accepted: answers(AnswerState::Accepted),
                refused: answers(AnswerState::Refused),
                withdrawn: answers(AnswerState::Withdrawn),
                expired: answers(AnswerState::Expired),
            },
            mails: MailStats {
                queued: mails("QUEUED"),
                sent: mails("SENT"),
                failed: mails("FAILED"),
                dropped: mails("DROPPED"),
            },
            storage_bytes: stats.total(Counted::Bytes),
            by,
            over_time: stats.over_time.iter().map(StatsAdded::of).collect(),
        }
    }
}

impl StatsAdded {
    fn of(added: &Added) -> Self {
        Self {
            from: added.from.to_string(),
            companies: added.of(Counted::Company),
            users: added.of(Counted::User),
            employees: added.of(Counted::Employee),
            events: added.of(Counted::Event),
            answers: added.of(Counted::Answer),
            mails: added.of(Counted::Mail),
            storage_bytes: added.of(Counted::Bytes),
        }
    }
}
