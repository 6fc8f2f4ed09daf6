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

use std::ops::Deref;

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::types::Example;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, Object};
use serde::Deserialize;

use super::lists::ListQuery;
use crate::App;
use crate::actions::instance::{Because, RowId, RowReader, act_on};
use crate::actions::{Origin, Scope};
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::problem::Problem;
use crate::http::right;
use crate::model::PageQuery;

/// An administrator of the instance, and where the request came from.
struct Admin {
    member: Allowed<right::Administer>,
    caller: Caller,
}

impl Deref for Admin {
    type Target = Allowed<right::Administer>;

    fn deref(&self) -> &Self::Target {
        &self.member
    }
}

impl Admin {
    fn origin(&self) -> Origin {
        self.caller.origin()
    }

    /// The administrator, with their reason.
    fn because(&self, reason: &str) -> Result<Because, Problem> {
        Ok(Because::new(self.user(), self.origin(), reason)?)
    }

    /// The company of a row that is changed for a reason, which its owners read.
    async fn act_on(&self, app: &App, row: RowId, reason: &str) -> Result<Scope, Problem> {
        Ok(act_on(app, row, self.because(reason)?).await?)
    }

    /// The administrator, as the audit log names who read.
    fn reader(&self) -> RowReader {
        RowReader { by: self.user(), origin: self.origin() }
    }
}

impl<'a> ApiExtractor<'a> for Admin {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        Allowed::<right::Administer>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        Allowed::<right::Administer>::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let member = Allowed::from_request(request, body, options).await?;
        let caller = <Caller as FromRequest>::from_request(request, body).await?;
        Ok(Self { member, caller })
    }
}

/// What is asked of a list of all companies: a page, and what is searched.
fn of_all<O: Copy>(
    list: &ListQuery,
    orders: &[(&'static str, O)],
    descending: bool,
) -> Result<(PageQuery<O>, Option<String>), Problem> {
    let query = list.checked_with_deleted(orders, descending, None)?;
    Ok((query, list.search().map(str::to_owned)))
}

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
