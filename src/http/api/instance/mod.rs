//! The administration of the instance.

mod companies;
mod rows;
mod settings;
mod stats;
mod users;

pub use companies::{InstanceCompaniesApi, OPERATIONS as COMPANIES};
pub use rows::{InstanceRowsApi, OPERATIONS as ROWS};
pub use settings::{InstanceSettingsApi, OPERATIONS as SETTINGS};
pub use stats::{OPERATIONS as STATS, StatsApi};
pub use users::{InstanceUsersApi, OPERATIONS as USERS};

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Deserialize;

use crate::actions::instance::Because;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::problem::Problem;
use crate::model::Right;

/// Why an administrator does something.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AdminReason {
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
}

impl Example for AdminReason {
    fn example() -> Self {
        Self { reason: "Asked for by the owner, by telephone".into() }
    }
}

/// An administrator, with their reason.
fn because(member: &Member, caller: &Caller, reason: &str) -> Result<Because, Problem> {
    let by = member.allowed(Right::Administer)?;
    Ok(Because::new(by, caller.origin(), reason)?)
}
