//! All companies: their list, and the page of each, from which it is suspended, entered, closed.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::settings::plan_name;
use super::super::{Administer, Console, ConsoleContext, ConsoleForm};
use super::{because, choice, plans, reason_form, refused, size};
use crate::actions::instance::{self, CompanyLine, CompanyOrder, MemberLine};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{CompanyId, List, PageQuery};
use crate::render::page::console::{
    AdminList, AdminListPage, AdminOnePage, AdminRow, InstanceTab, Pager,
};
use crate::render::page::ui::{FieldKind, Filled, FormField, FormPanel, ListPath, SortHead};
use crate::{App, Error};

const TAB: InstanceTab = InstanceTab::Companies;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct CompaniesQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// `suspended` or `deleted`.
    #[serde(default)]
    state: String,
    /// `-name`, `added` or `-added`; anything else means by name.
    #[serde(default)]
    sort: String,
}

/// The list.
#[handler]
pub async fn list_companies(
    app: Data<&App>,
    Query(params): Query<CompaniesQuery>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let (order, descending) = match params.sort.as_str() {
        "-name" => (CompanyOrder::Name, true),
        "added" => (CompanyOrder::CreatedAt, false),
        "-added" => (CompanyOrder::CreatedAt, true),
        _ => (CompanyOrder::Name, false),
    };
    let is_all = params.state == "deleted";
    let query = PageQuery {
        descending,
        with_deleted: is_all,
        ..context.page_of(List::Companies, params.page, order)
    };
    let suspended = (params.state == "suspended").then_some(true);
    let search = Some(params.search.clone());
    let found = instance::companies(&app, query, suspended, search).await.map_err(Problem)?;
    let path = ListPath::new(
        TAB.path(),
        [
            ("search", params.search.clone()),
            ("state", params.state.clone()),
            ("sort", params.sort.clone()),
        ],
    );
    let sort = if params.sort.is_empty() { "name" } else { params.sort.as_str() };
    let head = |key: &str, label: &str| path.head(key, context.say(label), sort);
    let plain = |label: &str| SortHead::plain(context.say(label));
    let search = FormField {
        value: params.search.clone(),
        ..FormField::new("search", context.say("instance-search-companies"))
            .kind(FieldKind::Search)
            .growing()
    };
    let states = [
        ("", "instance-state-any"),
        ("suspended", "instance-suspended"),
        ("deleted", "instance-with-deleted"),
    ];
    let list = AdminList {
        path: TAB.path(),
        search,
        choices: vec![choice(&context, "state", "event-state", &states, &params.state)],
        is_narrowed: !params.search.is_empty() || !params.state.is_empty(),
        sort: params.sort.clone(),
        heads: vec![
            head("name", "event-name"),
            plain("console-people"),
            plain("console-shoots"),
            plain("instance-answers"),
            plain("instance-storage"),
            head("added", "instance-created"),
        ],
        total: found.total,
        pager: Pager { page: found.page, pages: found.total_pages(), base: path.page_base() },
    };
    let here = format!("{}{}", path.page_base(), found.page);
    let page = AdminListPage {
        chrome: context.chrome(here),
        nav: context.instance(Some(TAB)),
        rows: found.data.iter().map(|one| row(&context, one)).collect(),
        list,
        forms: vec![],
    };
    Ok(show(StatusCode::OK, &page))
}

fn row(context: &ConsoleContext, one: &CompanyLine) -> AdminRow {
    AdminRow {
        href: format!("{}/{}", TAB.path(), one.id.0),
        name: one.name.clone(),
        detail: context.count("instance-members", usize::try_from(one.members).unwrap_or_default()),
        badges: badges(context, one),
        cells: vec![
            context.grouped(one.employees),
            context.grouped(one.events),
            context.grouped(one.answers),
            size(context, one.storage_bytes.unsigned_abs()),
            context.moment(one.created_at),
        ],
    }
}

fn badges(context: &ConsoleContext, one: &CompanyLine) -> Vec<(&'static str, String)> {
    let suspended = one.suspended_at.map(|_| ("is-part", context.say("instance-suspended")));
    let deleted = one.deleted_at.map(|_| ("is-no", context.say("instance-deleted")));
    suspended.into_iter().chain(deleted).collect()
}

/// The page of a company.
#[handler]
pub async fn show_company(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, CompanyId(id), &Filled::default()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    id: CompanyId,
    filled: &Filled,
) -> Result<AdminOnePage, Problem> {
    let (one, members) = instance::company(app, id).await?;
    let path = format!("{}/{}", TAB.path(), id.0);
    let number = |key: &str, count: i64| (context.say(key), context.grouped(count));
    let when = |key: &str, at| {
        let never = || context.say("instance-never");
        (context.say(key), Option::map_or_else(at, never, |at| context.moment(at)))
    };
    let plan = one
        .plan
        .filter(|_| context.bills)
        .map(|plan| (context.say("instance-plan"), plan_name(context, plan)));
    let (plan_badges, plan_forms) = match one.deleted_at {
        None => plans::of_company(app, context, id, &path, filled).await?,
        Some(_) => (vec![], vec![]),
    };
    let figures = plan
        .into_iter()
        .chain([
            number("instance-owners", one.owners),
            number("instance-users", one.members),
            number("console-people", one.employees),
            number("console-shoots", one.events),
            number("instance-answers", one.answers),
            (context.say("instance-storage"), size(context, one.storage_bytes.unsigned_abs())),
            when("instance-created", Some(one.created_at)),
            when("instance-active", one.last_active_at),
            (context.say("instance-number"), id.0.to_string()),
        ])
        .collect();
    Ok(AdminOnePage {
        chrome: context.chrome(path.clone()),
        nav: context.instance(Some(TAB)),
        title: one.name.clone(),
        badges: badges(context, &one).into_iter().chain(plan_badges).collect(),
        suspended_for: one.suspended_for.clone().filter(|_| one.suspended_at.is_some()),
        figures,
        others: context.say("instance-users"),
        rows: members.iter().map(|member| member_row(context, member)).collect(),
        links: [
            InstanceTab::Events,
            InstanceTab::Employees,
            InstanceTab::Answers,
            InstanceTab::Audit,
        ]
        .map(|tab| (format!("{}?company={}", tab.path(), id.0), context.say(&tab.key())))
        .into(),
        forms: forms(context, &one, &path, filled).into_iter().chain(plan_forms).collect(),
    })
}

fn member_row(context: &ConsoleContext, member: &MemberLine) -> AdminRow {
    let role = member.role.name().to_lowercase().replace('_', "-");
    let suspended = member.suspended_at.map(|_| ("is-part", context.say("instance-suspended")));
    AdminRow {
        href: format!("{}/{}", InstanceTab::Users.path(), member.user.0),
        name: member.name.clone(),
        detail: member.email.clone().unwrap_or_default(),
        badges: suspended.into_iter().collect(),
        cells: vec![context.say(&format!("role-{role}"))],
    }
}

fn forms(
    context: &ConsoleContext,
    one: &CompanyLine,
    path: &str,
    filled: &Filled,
) -> Vec<FormPanel> {
    let form = |act| reason_form(context, "company", act, path, filled);
    if one.deleted_at.is_some() {
        return vec![form("restore")];
    }
    let suspension = match one.suspended_at {
        Some(_) => form("reopen"),
        None => form("suspend").destructive(),
    };
    vec![form("enter"), suspension, form("sign-out"), form("delete").destructive()]
}

/// What the forms of the page do.
#[handler]
pub async fn change_company(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (act, id) = (fields.text("do").to_owned(), CompanyId(id));
    let of_plan = plans::change(&app, &context, id, &act, &fields).await;
    let done = match because(&context, &fields, &act) {
        _ if of_plan.is_some() => of_plan.unwrap_or(Ok(())),
        Err(error) => Err(error),
        Ok(why) => match act.as_str() {
            "suspend" => instance::suspend_company(&app, id, why).await.map(|_| ()),
            "reopen" => instance::reopen_company(&app, id, why).await.map(|_| ()),
            "restore" => instance::restore_company(&app, id, why).await.map(|_| ()),
            "delete" => instance::delete_company(&app, id, why).await,
            "sign-out" => instance::sign_company_out(&app, id, why).await,
            "enter" => {
                let session = context.actor.session();
                let session = session.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
                instance::enter_company(&app, session, id, why).await.map(|_| ())
            }
            _ => Err(Error::invalid("do", "unknown")),
        },
    };
    match done {
        Ok(()) if act == "enter" => Ok(go("/console")),
        Ok(()) => Ok(go(&format!("{}/{}?after=company-{act}", TAB.path(), id.0))),
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
            let filled = refused(&context, &fields, &act, &["plan", "until"], &error);
            let page = page(&app, &context, id, &filled).await?;
            Ok(show(problem::status(&error), &page))
        }
        Err(error) => Err(Problem(error).into()),
    }
}

/// Ends the visit of a company, above every page of it.
#[handler]
pub async fn leave_company(
    app: Data<&App>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, .. } = form;
    let session = context.actor.session();
    let session = session.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
    let (user, origin) = (context.actor.user, context.caller.origin());
    match instance::leave_company(&app, session, user, origin).await {
        // A second click.
        Ok(_) | Err(Error::Conflict("no_visit")) => Ok(go(&TAB.path())),
        Err(error) => Err(Problem(error).into()),
    }
}
