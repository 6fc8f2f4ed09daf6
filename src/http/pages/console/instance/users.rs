//! All accounts: their list, and the page of each, from which it is suspended, signed out, closed.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::settings::languages;
use super::super::{Administer, Console, ConsoleContext, ConsoleForm, Fields};
use super::{because, choice, reason_form, refused};
use crate::actions::instance::{self, MembershipLine, NewAccount, UserFilter, UserLine, UserOrder};
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{List, Locale, PageQuery, Role, UserId};
use crate::render::page::console::{
    AdminList, AdminListPage, AdminOnePage, AdminRow, InstanceTab, Pager,
};
use crate::render::page::ui::{FieldKind, Filled, FormField, FormPanel, ListPath, SortHead};
use crate::{App, Error};

const TAB: InstanceTab = InstanceTab::Users;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct UsersQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// `suspended`, `deleted`, `admin` or `developer`.
    #[serde(default)]
    state: String,
    /// `-name`, `added` or `-added`; anything else means by name.
    #[serde(default)]
    sort: String,
}

/// The list.
#[handler]
pub async fn list_users(
    app: Data<&App>,
    Query(params): Query<UsersQuery>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let mut page = list(&app, &context, &params, &Filled::default()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn list(
    app: &App,
    context: &ConsoleContext,
    params: &UsersQuery,
    filled: &Filled,
) -> Result<AdminListPage, Problem> {
    let (order, descending) = match params.sort.as_str() {
        "-name" => (UserOrder::Name, true),
        "added" => (UserOrder::CreatedAt, false),
        "-added" => (UserOrder::CreatedAt, true),
        _ => (UserOrder::Name, false),
    };
    let query = PageQuery {
        descending,
        with_deleted: params.state == "deleted",
        ..context.page_of(List::Users, params.page, order)
    };
    let filter = UserFilter {
        suspended: (params.state == "suspended").then_some(true),
        instance_role: match params.state.as_str() {
            "admin" => Some(Role::Admin),
            "developer" => Some(Role::Developer),
            _ => None,
        },
    };
    let search = Some(params.search.clone());
    let found = instance::users(app, query, filter, search).await?;
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
    let states = [
        ("", "instance-state-any"),
        ("admin", "role-admin"),
        ("developer", "role-developer"),
        ("suspended", "instance-suspended"),
        ("deleted", "instance-with-deleted"),
    ];
    let search = FormField {
        value: params.search.clone(),
        ..FormField::new("search", context.say("instance-search-users"))
            .kind(FieldKind::Search)
            .growing()
    };
    let here = format!("{}{}", path.page_base(), found.page);
    Ok(AdminListPage {
        chrome: context.chrome(here),
        nav: context.instance(Some(TAB)),
        rows: found.data.iter().map(|one| row(context, one)).collect(),
        list: AdminList {
            path: TAB.path(),
            search,
            choices: vec![choice(context, "state", "event-state", &states, &params.state)],
            is_narrowed: !params.search.is_empty() || !params.state.is_empty(),
            sort: params.sort.clone(),
            heads: vec![
                head("name", "event-name"),
                plain("instance-companies"),
                plain("instance-seen"),
                head("added", "instance-created"),
            ],
            total: found.total,
            pager: Pager { page: found.page, pages: found.total_pages(), base: path.page_base() },
        },
        forms: vec![
            opening(context, filled),
            reason_form(context, "everybody", "sign-out", &TAB.path(), filled).destructive(),
        ],
    })
}

/// The form that opens an account.
fn opening(context: &ConsoleContext, filled: &Filled) -> FormPanel {
    let field = |name: &str, label: &str| filled.field(name, context.say(label)).required();
    let locale = match filled.value("locale") {
        "" => context.locale.tag(),
        typed => typed,
    };
    let role = match filled.value("role") {
        "" => "NONE",
        typed => typed,
    };
    reason_form(context, "user", "open", &TAB.path(), filled).fields_first(vec![
        field("firstName", "person-first-name").most(100),
        field("lastName", "person-last-name").most(100),
        field("email", "person-email").kind(FieldKind::Email),
        FormField {
            value: locale.to_owned(),
            ..FormField::new("locale", context.say("team-locale")).choices(languages())
        },
        choice(context, "role", "instance-role", &ROLES, role),
    ])
}

/// The roles on the instance, each with its text.
const ROLES: [(&str, &str); 3] =
    [("NONE", "instance-role-none"), ("DEVELOPER", "role-developer"), ("ADMIN", "role-admin")];

/// A chosen role on the instance.
fn chosen_role(value: &str) -> Option<Role> {
    match value {
        "ADMIN" => Some(Role::Admin),
        "DEVELOPER" => Some(Role::Developer),
        _ => None,
    }
}

fn row(context: &ConsoleContext, one: &UserLine) -> AdminRow {
    AdminRow {
        href: format!("{}/{}", TAB.path(), one.id.0),
        name: name(context, one),
        detail: one.email.clone().unwrap_or_default(),
        badges: badges(context, one),
        cells: vec![
            context.grouped(one.companies),
            one.seen_at.map_or_else(|| context.say("instance-never"), |at| context.moment(at)),
            context.moment(one.created_at),
        ],
    }
}

fn name(context: &ConsoleContext, one: &UserLine) -> String {
    match one.name.is_empty() {
        true => context.say("audit-erased"),
        false => one.name.clone(),
    }
}

fn badges(context: &ConsoleContext, one: &UserLine) -> Vec<(&'static str, String)> {
    let role = one
        .instance_role
        .map(|role| ("", context.say(&format!("role-{}", role.name().to_lowercase()))));
    let suspended = one.suspended_at.map(|_| ("is-part", context.say("instance-suspended")));
    let deleted = one.deleted_at.map(|_| ("is-no", context.say("instance-deleted")));
    role.into_iter().chain(suspended).chain(deleted).collect()
}

/// The page of an account.
#[handler]
pub async fn show_user(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, UserId(id), &Filled::default()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    id: UserId,
    filled: &Filled,
) -> Result<AdminOnePage, Problem> {
    let (one, companies) = instance::user(app, id).await?;
    let path = format!("{}/{}", TAB.path(), id.0);
    let yes_or_no = |is: bool| context.say(if is { "instance-yes" } else { "instance-no" });
    let never = || context.say("instance-never");
    let figures = vec![
        (context.say("person-email"), one.email.clone().unwrap_or_default()),
        (context.say("instance-second-factor"), yes_or_no(one.second_factor)),
        (context.say("instance-has-password"), yes_or_no(one.active)),
        (context.say("instance-seen"), one.seen_at.map_or_else(never, |at| context.moment(at))),
        (context.say("instance-created"), context.moment(one.created_at)),
        (context.say("instance-number"), id.0.to_string()),
    ];
    Ok(AdminOnePage {
        chrome: context.chrome(path.clone()),
        nav: context.instance(Some(TAB)),
        title: name(context, &one),
        badges: badges(context, &one),
        suspended_for: one.suspended_for.clone().filter(|_| one.suspended_at.is_some()),
        figures,
        others: context.say("instance-companies"),
        rows: companies.iter().map(|company| company_row(context, company)).collect(),
        links: vec![(
            format!("{}?user={}", InstanceTab::Audit.path(), id.0),
            context.say("instance-audit"),
        )],
        forms: forms(context, &one, &path, filled),
    })
}

fn company_row(context: &ConsoleContext, one: &MembershipLine) -> AdminRow {
    let role = one.role.name().to_lowercase().replace('_', "-");
    AdminRow {
        href: format!("{}/{}", InstanceTab::Companies.path(), one.company.0),
        name: one.company_name.clone(),
        detail: context.say(&format!("role-{role}")),
        badges: vec![],
        cells: vec![],
    }
}

fn forms(context: &ConsoleContext, one: &UserLine, path: &str, filled: &Filled) -> Vec<FormPanel> {
    let form = |act| reason_form(context, "user", act, path, filled);
    if one.email.is_none() {
        // Erased: nothing is left to do.
        return vec![];
    }
    if one.deleted_at.is_some() {
        return vec![form("restore"), form("erase").destructive()];
    }
    let suspension = match one.suspended_at {
        Some(_) => form("reopen"),
        None => form("suspend").destructive(),
    };
    let tokens = FormField {
        value: filled.value("tokens").to_owned(),
        ..FormField::new("tokens", context.say("instance-user-tokens")).kind(FieldKind::Tick)
    };
    let now = one.instance_role.map_or("NONE", Role::name);
    let role = choice(context, "role", "instance-role", &ROLES, now);
    let (first, last) = match filled.value("firstName") {
        "" => (one.first_name.as_str(), one.last_name.as_str()),
        typed => (typed, filled.value("lastName")),
    };
    let named = |name: &str, label: &str, value: &str| FormField {
        value: value.to_owned(),
        ..filled.field(name, context.say(label)).required().most(100)
    };
    let names = vec![
        named("firstName", "person-first-name", first),
        named("lastName", "person-last-name", last),
    ];
    vec![
        form("rename").fields_first(names),
        form("sign-out").fields_first(vec![tokens]),
        suspension,
        form("role").fields_first(vec![role]),
        form("delete").destructive(),
    ]
}

/// What the forms of the page do.
#[handler]
pub async fn change_user(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (act, id) = (fields.text("do").to_owned(), UserId(id));
    let done = match because(&context, &fields, &act) {
        Err(error) => Err(error),
        Ok(why) => match act.as_str() {
            "suspend" => instance::suspend_user(&app, id, why).await.map(|_| ()),
            "reopen" => instance::reopen_user(&app, id, why).await.map(|_| ()),
            "restore" => instance::restore_user(&app, id, why).await.map(|_| ()),
            "delete" => instance::delete_user(&app, id, why).await,
            "sign-out" => {
                let tokens = fields.ticked("tokens");
                instance::sign_user_out(&app, id, tokens, context.actor.session(), why).await
            }
            "role" => {
                let role = chosen_role(fields.text("role"));
                instance::set_instance_role(&app, id, role, why).await.map(|_| ())
            }
            "rename" => {
                let (first, last) = (fields.text("firstName"), fields.text("lastName"));
                instance::rename_user(&app, id, first, last, why).await.map(|_| ())
            }
            "erase" => instance::erase_user(&app, id, why).await,
            _ => Err(Error::invalid("do", "unknown")),
        },
    };
    match done {
        Ok(()) => Ok(go(&format!("{}/{}?after=user-{act}", TAB.path(), id.0))),
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
            let filled =
                refused(&context, &fields, &act, &["tokens", "firstName", "lastName"], &error);
            Ok(show(problem::status(&error), &page(&app, &context, id, &filled).await?))
        }
        Err(error) => Err(Problem(error).into()),
    }
}

/// Opens an account, or signs everybody out.
#[handler]
pub async fn change_users(
    app: Data<&App>,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    match fields.text("do") {
        "open" => open(&app, &context, &fields).await,
        _ => sign_everybody_out(&app, &context, &fields).await,
    }
}

async fn open(app: &App, context: &ConsoleContext, fields: &Fields) -> poem::Result<Response> {
    let new = NewAccount {
        email: fields.text("email").to_owned(),
        first_name: fields.text("firstName").to_owned(),
        last_name: fields.text("lastName").to_owned(),
        locale: Locale::from_tag(fields.text("locale")).unwrap_or(context.locale),
        role: chosen_role(fields.text("role")),
    };
    let done = match because(context, fields, "open") {
        Ok(why) => instance::create_user(app, new, why).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(made) => Ok(go(&format!("{}/{}?after=user-open", TAB.path(), made.id.0))),
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
            let others = ["firstName", "lastName", "email", "locale", "role"];
            let filled = refused(context, fields, "open", &others, &error);
            let page = list(app, context, &UsersQuery::default(), &filled).await?;
            Ok(show(problem::status(&error), &page))
        }
        Err(error) => Err(Problem(error).into()),
    }
}

async fn sign_everybody_out(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
) -> poem::Result<Response> {
    let session = context.actor.session();
    let session = session.ok_or(Problem(Error::Unauthenticated("session_ended")))?;
    let done = match because(context, fields, "sign-out") {
        Ok(why) => instance::sign_everybody_out(app, session, why).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(go(&format!("{}?after=everybody-sign-out", TAB.path()))),
        Err(error @ Error::Invalid(_)) => {
            let filled = refused(context, fields, "sign-out", &[], &error);
            let page = list(app, context, &UsersQuery::default(), &filled).await?;
            Ok(show(problem::status(&error), &page))
        }
        Err(error) => Err(Problem(error).into()),
    }
}
