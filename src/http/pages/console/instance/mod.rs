//! `/console/instance`: mails, jobs, schedules, backups and messages of the whole instance, for those
//! who operate it; and the mails of a company for its owners.

mod audit;
mod backups;
mod jobs;
mod mails;
mod messages;

pub use audit::{export_all_audit, export_audit, show_all_audit, show_audit};
pub use backups::{make_backup, show_backups};
pub use jobs::{change_job, list_jobs, list_schedules, run_schedule};
pub use mails::{act_on_any_mail, act_on_mail, list_all_mails, list_mails};
pub use messages::{list_messages, send_message};

use std::collections::{BTreeMap, BTreeSet};

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::{Console, ConsoleContext, Operate};
use crate::App;
use crate::actions::{alarms, backup, companies, jobs as queue, mails as log};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::{CompanyId, List, PageQuery, Right, Timestamp};
use crate::render::dates;
use crate::render::page::console::{
    Chrome, InstanceIndex, InstanceNav, InstanceState, InstanceTab,
};

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
        InstanceTab::Schedules | InstanceTab::Messages | InstanceTab::Audit => None,
    })
}

impl ConsoleContext {
    pub(super) fn instance(&self, here: Option<InstanceTab>) -> InstanceNav {
        InstanceNav::new(here, |right| self.may(right))
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
            return Ok(companies::names(app, ids).await?);
        }
        let number = |id: CompanyId| self.say_with("instance-company", "id", &id.0.to_string());
        Ok(ids.into_iter().map(|id| (id, number(id))).collect())
    }

    fn moment(&self, at: Timestamp) -> String {
        dates::moment(self.locale, at, &self.zone)
    }
}
