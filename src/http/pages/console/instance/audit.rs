//! The audit log: of the instance for an administrator, of a company for its owners.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::super::forms::day_start;
use super::super::{Administer, Console, ConsoleContext, Govern};
use crate::actions::audit::{self, AuditEntry, AuditFilter, Extent};
use crate::actions::{instance, users};
use crate::http::caller::Caller;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::http::reply::Sheet;
use crate::model::audit::{AuditAction, AuditTopic};
use crate::model::check::day;
use crate::model::{CompanyId, List, Page, PageQuery, UserId};
use crate::render::page::console::{
    AuditLog, AuditRow, InstanceAudit, InstanceTab, Pager, SettingsTab, StudioAudit,
};
use crate::render::page::ui::ListPath;
use crate::render::sheet::Format;
use crate::{App, Result};

/// The users to choose from.
const USERS: u32 = 100;

/// The query of the lists.
#[derive(Deserialize, Default)]
pub struct AuditQuery {
    page: Option<u32>,
    /// A topic, in small letters.
    #[serde(default)]
    topic: String,
    user: Option<String>,
    /// Of the instance only.
    company: Option<String>,
    /// The first day, and the last.
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

impl AuditQuery {
    fn topic(&self) -> Option<AuditTopic> {
        AuditTopic::ALL.into_iter().find(|topic| value(*topic) == self.topic)
    }

    fn user(&self) -> Option<UserId> {
        self.user.as_deref()?.parse().ok().map(UserId)
    }

    fn company(&self) -> Option<CompanyId> {
        self.company.as_deref()?.parse().ok().map(CompanyId)
    }

    fn filter(&self, context: &ConsoleContext) -> AuditFilter {
        let start = |text: &str| day(text).ok().map(|day| day_start(day, &context.zone));
        let end = |text: &str| {
            let after = day(text).ok()?.checked_add(jiff::ToSpan::days(1)).ok()?;
            Some(day_start(after, &context.zone))
        };
        AuditFilter {
            topic: self.topic(),
            user: self.user(),
            company: self.company(),
            from: start(&self.from),
            until: end(&self.until),
            ..AuditFilter::default()
        }
    }

    /// The list, without its page.
    fn path(&self, path: String) -> ListPath {
        let typed = |text: &str| day(text).map(|day| day.to_string()).unwrap_or_default();
        ListPath::new(
            path,
            [
                ("topic", self.topic().map(value).unwrap_or_default()),
                ("user", self.user().map(|id| id.0.to_string()).unwrap_or_default()),
                ("company", self.company().map(|id| id.0.to_string()).unwrap_or_default()),
                ("from", typed(&self.from)),
                ("until", typed(&self.until)),
            ],
        )
    }
}

/// A topic as an address has it.
fn value(topic: AuditTopic) -> String {
    topic.name().to_lowercase().replace('_', "-")
}

/// What was done in all companies and to the instance, the latest first.
#[handler]
pub async fn show_all_audit(
    app: Data<&App>,
    Query(params): Query<AuditQuery>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let tab = InstanceTab::Audit;
    let (log, here) = log(&app, &context, tab.path(), &params, Extent::All, vec![]).await?;
    let nav = context.instance(Some(tab));
    let page = InstanceAudit { chrome: context.chrome(here), nav, log };
    Ok(show(StatusCode::OK, &page))
}

/// What was done in the company, the latest first.
#[handler]
pub async fn show_audit(
    app: Data<&App>,
    Query(params): Query<AuditQuery>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let tab = SettingsTab::Audit;
    let query =
        PageQuery { limit: USERS, ..context.page_of(List::Users, None, users::Order::Name) };
    let found = users::list(&app, context.scope, query, None, false).await.map_err(Problem)?;
    let members = found.data.into_iter().map(|member| {
        let name = format!("{} {}", member.first_name, member.last_name);
        (member.id.0.to_string(), name.trim().to_owned())
    });
    let extent = Extent::Company(context.scope);
    let members = members.collect();
    let (log, here) = log(&app, &context, tab.path(), &params, extent, members).await?;
    let nav = context.settings(Some(tab));
    let page = StudioAudit { chrome: context.chrome(here), nav, log };
    Ok(show(StatusCode::OK, &page))
}

/// The log of the instance as a table.
#[handler]
pub async fn export_all_audit(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<AuditQuery>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    Ok(export(&app, &caller, &context, &params, Extent::All).await.map_err(Problem)?)
}

/// The log of the company as a table.
#[handler]
pub async fn export_audit(
    app: Data<&App>,
    caller: Caller,
    Query(params): Query<AuditQuery>,
    context: Console<Govern>,
) -> poem::Result<Response> {
    let extent = Extent::Company(context.scope);
    Ok(export(&app, &caller, &context, &params, extent).await.map_err(Problem)?)
}

async fn export(
    app: &App,
    caller: &Caller,
    context: &ConsoleContext,
    params: &AuditQuery,
    extent: Extent,
) -> Result<Response> {
    let filter = params.filter(context);
    let by = (context.actor.user, caller.origin());
    let made = audit::export(app, by, extent, filter, Format::Csv, context.locale).await?;
    Ok(Sheet(made).into_response())
}

/// The list, and its address.
async fn log(
    app: &App,
    context: &ConsoleContext,
    path: String,
    params: &AuditQuery,
    extent: Extent,
    mut users: Vec<(String, String)>,
) -> poem::Result<(AuditLog, String)> {
    let query = context.page_of(List::Users, params.page, ());
    let found = audit::list(app, extent, query, params.filter(context)).await.map_err(Problem)?;
    let of_all = matches!(extent, Extent::All);
    let here = params.path(path.clone());
    let mut topics = vec![(String::new(), context.say("audit-everything"))];
    for topic in AuditTopic::ALL {
        // The server's own entries are in no company's log.
        if of_all || topic != AuditTopic::Instance {
            let value = value(topic);
            topics.push((value.clone(), context.say(&format!("audit-topic-{value}"))));
        }
    }
    if !users.is_empty() {
        users.insert(0, (String::new(), context.say("audit-everyone")));
    }
    let chosen = |name: &str| {
        let found = here.chosen().iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let only = if of_all { only(app, context, params).await? } else { vec![] };
    let pager = Pager { page: found.page, pages: found.total_pages(), base: here.page_base() };
    let address = format!("{}{}", here.page_base(), found.page);
    let export = ListPath::new(format!("{path}/export"), here.chosen().iter().cloned()).here();
    let log = AuditLog {
        frame: context.frame(None),
        total: found.total,
        rows: rows(context, found, of_all),
        topic: chosen("topic"),
        user: chosen("user"),
        only,
        from: chosen("from"),
        until: chosen("until"),
        path,
        topics,
        users,
        export,
        pager,
    };
    Ok((log, address))
}

/// The company and the user whose entries alone are listed, with their names.
async fn only(
    app: &App,
    context: &ConsoleContext,
    params: &AuditQuery,
) -> Result<Vec<(&'static str, String, String)>, Problem> {
    let mut only = vec![];
    if let Some(id) = params.company() {
        let (company, _) = instance::company(app, id).await?;
        only.push(("company", id.0.to_string(), company.name));
    }
    if let Some(id) = params.user() {
        let (user, _) = instance::user(app, id).await?;
        let erased = || context.say("audit-erased");
        let name = Some(user.name).filter(|name| !name.is_empty()).unwrap_or_else(erased);
        only.push(("user", id.0.to_string(), name));
    }
    Ok(only)
}

fn rows(context: &ConsoleContext, found: Page<AuditEntry>, of_all: bool) -> Vec<AuditRow> {
    let row = |entry: AuditEntry| {
        let ids = entry.ids();
        let id = |key: &str| ids[key].as_i64();
        // Only within the company that the console shows.
        let link = match (id("event"), id("employee")) {
            _ if of_all || entry.subject.is_none() => None,
            (Some(event), _) => Some(format!("/console/shoots/{event}")),
            (None, Some(person)) => Some(format!("/console/people/{person}")),
            (None, None) => None,
        };
        AuditRow {
            what: audit::said(&entry.action, &entry.about, context.locale),
            who: match (entry.user, entry.user_name.is_empty()) {
                (Some(_), false) => entry.user_name,
                (Some(_), true) => context.say("audit-erased"),
                (None, _) if entry.action == AuditAction::SignInRefused.name() => {
                    context.say("audit-somebody")
                }
                (None, _) => context.say("audit-server"),
            },
            company: Some(entry.company_name).filter(|name| of_all && !name.is_empty()),
            reason: ids["reason"].as_str().map(str::to_owned),
            when: context.moment(entry.at),
            subject: entry.subject,
            ip: entry.ip,
            link,
        }
    };
    found.data.into_iter().map(row).collect()
}
