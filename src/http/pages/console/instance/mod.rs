//! `/console/instance`: mails, jobs, schedules, backups and messages of the whole instance, for those
//! who operate it; and the mails of a company for its owners.

mod audit;
mod backups;
mod companies;
mod jobs;
mod mails;
mod messages;
mod overview;
mod plans;
mod rows;
mod settings;
mod users;

pub use audit::{export_all_audit, export_audit, show_all_audit, show_audit};
pub use backups::{make_backup, show_backups};
pub use companies::{change_company, leave_company, list_companies, show_company};
pub use jobs::{change_job, list_jobs, list_schedules, run_schedule};
pub use mails::{act_on_any_mail, act_on_mail, list_all_mails, list_mails};
pub use messages::{list_messages, send_message};
pub use plans::list_plans;
pub use rows::{change_row, list_rows, show_row};
pub use settings::show_instance_settings;
pub use users::{change_user, change_users, list_users, show_user};

use std::collections::{BTreeMap, BTreeSet};

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::forms::filled;
use super::{Console, ConsoleContext, Operate};
use crate::actions::instance::{Because, REASON};
use crate::actions::{alarms, backup, companies as names, jobs as queue, mails as log};
use crate::http::pages::fields::Fields;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::{CompanyId, List, PageQuery, Right, Timestamp};
use crate::render::page::console::{
    Chrome, InstanceIndex, InstanceNav, InstanceState, InstanceTab,
};
use crate::render::page::ui::{FieldChoice, FieldKind, Filled, FormField, FormPanel};
use crate::render::{dates, grouped};
use crate::{App, Error};

/// How the instance is, and its pages.
#[handler]
pub async fn show_instance(app: Data<&App>, context: Console<Operate>) -> poem::Result<Response> {
    let open = alarms::list(&app).await.map_err(Problem)?;
    let say = |alarm: &alarms::Alarm| {
        let key = alarm.kind.name().replace('_', "-");
        (context.say(&format!("alarm-{key}-title")), context.say(&format!("alarm-{key}-text")))
    };
    let nav = context.instance(None);
    let mut states = vec![];
    for tab in nav.tabs.clone() {
        states.push((tab, state(&app, &context, tab).await?));
    }
    let page = InstanceIndex {
        chrome: context.chrome("/console/instance".to_owned()),
        nav,
        figures: overview::figures(&app, &context).await?,
        alarms: open.iter().map(say).collect(),
        states,
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(show(StatusCode::OK, &page))
}

/// What the list says of a page, if it says anything.
async fn state(
    app: &App,
    context: &ConsoleContext,
    tab: InstanceTab,
) -> Result<Option<InstanceState>, Problem> {
    let one = PageQuery { limit: 1, ..context.page_of(List::Users, None, ()) };
    let counted = |key: &str, count: i64| {
        let count = usize::try_from(count).unwrap_or_default();
        Some(InstanceState { said: context.count(key, count), is_wrong: count > 0 })
    };
    Ok(match tab {
        InstanceTab::Mails => {
            let filter = log::Filter { status: Some(log::Status::Failed), ..Default::default() };
            counted("instance-mails-refused", log::list(app, one, filter).await?.total)
        }
        InstanceTab::Jobs => {
            let filter = queue::Filter { state: Some(queue::State::Parked), kind: None };
            counted("instance-jobs-parked", queue::list(app, one, filter).await?.total)
        }
        InstanceTab::Backups => {
            let found = backup::list(app).await?;
            let last = found.tried.first();
            Some(match last {
                _ if !found.is_on => {
                    InstanceState { said: context.say("instance-backup-off"), is_wrong: true }
                }
                None => InstanceState { said: context.say("instance-never"), is_wrong: false },
                Some(last) => InstanceState {
                    said: context.moment(last.ended_at),
                    is_wrong: last.outcome.is_err(),
                },
            })
        }
        InstanceTab::Companies
        | InstanceTab::Users
        | InstanceTab::Plans
        | InstanceTab::Events
        | InstanceTab::Employees
        | InstanceTab::Answers
        | InstanceTab::Schedules
        | InstanceTab::Messages
        | InstanceTab::Audit
        | InstanceTab::Settings => None,
    })
}

/// Bytes in a unit that people read.
fn size(context: &ConsoleContext, bytes: u64) -> String {
    let (number, key) = match bytes {
        0..1_000_000 => (bytes.div_ceil(1_000), "size-kilobytes"),
        1_000_000..10_000_000_000 => (bytes / 1_000_000, "size-megabytes"),
        _ => (bytes / 1_000_000_000, "size-gigabytes"),
    };
    context.count(key, usize::try_from(number).unwrap_or_default())
}

/// A field to choose from values, whose labels are keys.
fn choice(
    context: &ConsoleContext,
    name: &str,
    label: &str,
    choices: &[(&str, &str)],
    now: &str,
) -> FormField {
    let choices = choices
        .iter()
        .map(|(value, key)| FieldChoice { value: (*value).to_owned(), label: context.say(key) });
    FormField {
        value: now.to_owned(),
        choices: choices.collect(),
        ..FormField::new(name, context.say(label)).kind(FieldKind::Choice)
    }
}

/// A form that does one thing for a reason: `instance-company-suspend` names it, and says with
/// `-hint` what it does.
fn reason_form(
    context: &ConsoleContext,
    what: &str,
    act: &'static str,
    path: &str,
    filled: &Filled,
) -> FormPanel {
    let key = format!("instance-{what}-{act}");
    let reason = filled
        .field(&format!("reason.{act}"), context.say("instance-reason"))
        .kind(FieldKind::Lines)
        .of(context.say(&key))
        .required()
        .most(REASON);
    let go = context.say(&key);
    FormPanel::new(context.frame(None), act, go.clone(), path, go)
        .hint(context.say(&format!("{key}-hint")))
        .act(act)
        .fields(vec![reason])
        .folded()
        .with_problems(&filled.only(&format!("reason.{act}")), context.say("ui-problems"))
}

/// The administrator, with the reason that the form gives for what it does.
fn because(context: &ConsoleContext, fields: &Fields, act: &str) -> Result<Because, Error> {
    let reason = fields.text(&format!("reason.{act}"));
    Because::new(context.actor.user, context.caller.origin(), reason)
}

/// The form as it was sent, with the error beside its reason, or beside the field of `others` that it
/// is about.
fn refused(
    context: &ConsoleContext,
    fields: &Fields,
    act: &str,
    others: &[&str],
    error: &Error,
) -> Filled {
    let name = format!("reason.{act}");
    let is_other = |field: &str| others.contains(&field);
    let errors = context.errors(error, |field| match is_other(field) {
        true => field.to_owned(),
        false => name.clone(),
    });
    let beside = |(field, text): (String, String)| match field.is_empty() {
        true => (name.clone(), text),
        false => (field, text),
    };
    let known: Vec<&str> = others.iter().copied().chain([name.as_str()]).collect();
    filled(fields, &known).with_errors(errors.into_iter().map(beside).collect())
}

impl ConsoleContext {
    /// A number in groups of three digits.
    fn grouped(&self, number: i64) -> String {
        grouped(self.locale, number.unsigned_abs())
    }

    pub(super) fn instance(&self, here: Option<InstanceTab>) -> InstanceNav {
        InstanceNav::new(here, self.bills, |right| self.may(right))
    }

    fn instance_chrome(&self, tab: InstanceTab) -> Chrome {
        self.chrome(tab.path())
    }

    fn may_administer(&self) -> bool {
        self.may(Right::Administer)
    }

    /// The companies of some rows in words: their names for an administrator, else their numbers.
    async fn studios(
        &self,
        app: &App,
        ids: impl IntoIterator<Item = Option<CompanyId>>,
    ) -> Result<BTreeMap<CompanyId, String>, Problem> {
        let ids: BTreeSet<CompanyId> = ids.into_iter().flatten().collect();
        if self.may(Right::Administer) {
            return Ok(names::names(app, ids).await?);
        }
        let number = |id: CompanyId| self.say_with("instance-company", "id", &id.0.to_string());
        Ok(ids.into_iter().map(|id| (id, number(id))).collect())
    }

    fn moment(&self, at: Timestamp) -> String {
        dates::short_moment(self.locale, at, &self.zone)
    }
}
