//! Groups of people: the list, one group with its members.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::events::people_picker;
use super::super::forms::{After, filled, once};
use super::super::{Console, ConsoleContext, ConsoleForm, Curate, Read};
use super::list::row;
use crate::actions::employees::Order as PeopleOrder;
use crate::actions::groups::{self, Order};
use crate::actions::search;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::group::GroupInput;
use crate::model::keys::fresh_nonce;
use crate::model::{EmployeeId, GroupId, List, Right, SearchKind};
use crate::render::page::console::{GroupPage, GroupRow, Groups, Pager};
use crate::render::page::ui::{Filled, ListPath, SortHead, Undo};
use crate::{App, Error};

const HERE: &str = "/console/groups";

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct GroupsQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    #[serde(default)]
    sort: String,
}

/// The list, with a form for a new group.
#[handler]
pub async fn list_groups(
    app: Data<&App>,
    Query(params): Query<GroupsQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let mut page = list(&app, &context, params, Filled::default(), fresh_nonce()).await?;
    let undo = after
        .id()
        .filter(|_| after.is("deleted-group"))
        .map(|id| Undo { action: format!("{HERE}/{id}/restore"), fields: vec![] });
    page.chrome.toast = context.toast(&after, undo);
    Ok(show(StatusCode::OK, &page))
}

async fn list(
    app: &App,
    context: &ConsoleContext,
    params: GroupsQuery,
    filled: Filled,
    once: String,
) -> Result<Groups, Problem> {
    let text: String = params.search.trim().chars().take(super::LONGEST_SEARCH).collect();
    let sort = match params.sort.as_str() {
        sort @ ("-name" | "added" | "-added") => sort.to_owned(),
        _ => String::new(),
    };
    let here = ListPath::new(HERE, [("search", text.clone()), ("sort", sort.clone())]);
    let order = if sort.ends_with("added") { Order::CreatedAt } else { Order::Name };
    let found = search::among(app, context.scope, SearchKind::Group, Some(&text), false).await?;
    let mut query = context.page_of(List::Groups, params.page, order).among(found);
    query.descending = sort.starts_with('-');
    let found = groups::list(app, context.scope, query).await?;
    let pager = Pager { page: found.page, pages: found.total_pages(), base: here.page_base() };
    let now_sorted = if sort.is_empty() { "name" } else { sort.as_str() };
    let name = filled.field("name", context.say("group-name")).most(100).required();
    Ok(Groups {
        chrome: context.chrome(format!("{}{}", here.page_base(), found.page)),
        heads: vec![
            here.head("name", context.say("event-name"), now_sorted),
            SortHead::plain(context.say("group-members")),
            here.head("added", context.say("people-added"), now_sorted),
        ],
        problems: filled.problems(&[&name]).titled(context.say("ui-problems")),
        name,
        once,
        total: found.total,
        rows: found
            .data
            .into_iter()
            .map(|one| GroupRow {
                id: one.id.0,
                members: context.count("people-count-short", one.members.unsigned_abs() as usize),
                added: crate::render::dates::date(
                    context.locale,
                    one.created_at.day_in(&context.zone),
                ),
                name: one.name,
                description: one.description,
            })
            .collect(),
        search: text,
        pager,
        may_curate: context.may(Right::Curate),
    })
}

/// Creates a group.
#[handler]
pub async fn create_group(app: Data<&App>, form: ConsoleForm<Curate>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let once = once(&fields, context.actor.user, "console/group");
    let input = GroupInput { name: fields.text("name").to_owned(), description: None };
    match groups::create(&app, context.scope, input, vec![], once).await {
        Ok(group) => Ok(go(&format!("{HERE}/{}?after=group-created", group.id.0))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let filled = filled(&fields, &["name"]).with_errors(errors(&context, &error));
            let page = list(&app, &context, GroupsQuery::default(), filled, fresh_nonce()).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// The errors of a group's form. That the name is taken belongs to the name.
fn errors(context: &ConsoleContext, error: &Error) -> Vec<(String, String)> {
    let all = context.errors(error, str::to_owned);
    let named = |(name, text): (String, String)| {
        (if name.is_empty() { "name".to_owned() } else { name }, text)
    };
    all.into_iter().map(named).collect()
}

/// The query of one group.
#[derive(Deserialize, Default)]
pub struct GroupQuery {
    page: Option<u32>,
}

/// One group: its name, its members, and more people to add.
#[handler]
pub async fn show_group(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<GroupQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let mut page = group(&app, &context, id, params.page, None, &Fields::default()).await?;
    let ids = after.ids();
    let undo = (after.is("ungrouped") && !ids.is_empty()).then(|| Undo {
        action: format!("{HERE}/{id}/members"),
        fields: [("do", "add".to_owned())]
            .into_iter()
            .chain(ids.iter().map(|id| ("person", id.to_string())))
            .collect(),
    });
    page.chrome.toast = context.toast(&after, undo);
    Ok(show(StatusCode::OK, &page))
}

async fn group(
    app: &App,
    context: &ConsoleContext,
    id: i64,
    page: Option<u32>,
    filled: Option<Filled>,
    fields: &Fields,
) -> Result<GroupPage, Problem> {
    let found = groups::find(app, context.scope, GroupId(id)).await?;
    let query = context.page_of(List::Employees, page, PeopleOrder::Name);
    let members = groups::members(app, context.scope, GroupId(id), query).await?;
    let base = format!("{HERE}/{id}?page=");
    let pager = Pager { page: members.page, pages: members.total_pages(), base: base.clone() };
    let is_open = filled.is_some();
    let filled = filled.unwrap_or_else(|| {
        Filled::new(vec![
            ("name".to_owned(), found.name.clone()),
            ("description".into(), found.description.clone().unwrap_or_default()),
        ])
    });
    let form = vec![
        filled.field("name", context.say("group-name")).most(100).required(),
        filled
            .field("description", context.say("event-description"))
            .kind(crate::render::page::ui::FieldKind::Lines)
            .most(1_000)
            .optional(context.say("ui-optional")),
    ];
    let may_curate = context.may(Right::Curate);
    let picker = match may_curate {
        true => Some(people_picker(app, context, fields).await?),
        false => None,
    };
    let references: Vec<_> = form.iter().collect();
    Ok(GroupPage {
        chrome: context.chrome(format!("{base}{}", members.page)),
        id,
        name: found.name,
        description: found.description,
        problems: filled.problems(&references).titled(context.say("ui-problems")),
        form,
        is_open,
        total: members.total,
        rows: members.data.into_iter().map(|one| row(app, context, one)).collect(),
        picker,
        pager,
        may_curate,
        may_plan: context.may(Right::Plan),
    })
}

/// Renames a group.
#[handler]
pub async fn change_group(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let description = fields.filled("description").map(str::to_owned);
    let input = GroupInput { name: fields.text("name").to_owned(), description };
    match groups::update(&app, context.scope, GroupId(id), input).await {
        Ok(_) => Ok(go(&format!("{HERE}/{id}?after=saved"))),
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let typed = filled(&fields, &["name", "description"]);
            let typed = typed.with_errors(errors(&context, &error));
            let page = group(&app, &context, id, None, Some(typed), &Fields::default()).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// Adds or removes members; `do=find` shows the page again with what the search finds.
#[handler]
pub async fn add_members(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let people: Vec<EmployeeId> = fields.ids("person").into_iter().map(EmployeeId).collect();
    let count = people.len();
    let back = format!("{HERE}/{id}");
    match fields.text("do") {
        "add" | "remove" if people.is_empty() => Ok(go(&format!("{back}?after=nobody"))),
        "add" => {
            let done = groups::add(&app, context.scope, GroupId(id), people).await;
            done.map_err(Problem)?;
            Ok(go(&format!("{back}?after=grouped&count={count}")))
        }
        "remove" => {
            let ids = After::written(&fields.ids("person"));
            let done = groups::remove(&app, context.scope, GroupId(id), people).await;
            done.map_err(Problem)?;
            Ok(go(&format!("{back}?after=ungrouped&count={count}&ids={ids}")))
        }
        _ => {
            let page = group(&app, &context, id, None, None, &fields).await?;
            Ok(show(StatusCode::OK, &page))
        }
    }
}

/// Deletes a group, not its members; the list offers to undo it.
#[handler]
pub async fn delete_group(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    groups::delete(&app, form.context.scope, GroupId(id)).await.map_err(Problem)?;
    Ok(go(&format!("{HERE}?after=deleted-group&ids={id}")))
}

/// Restores a deleted group.
#[handler]
pub async fn restore_group(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    match groups::restore(&app, form.context.scope, GroupId(id)).await {
        Ok(_) | Err(Error::Conflict("not_deleted")) => {
            Ok(go(&format!("{HERE}/{id}?after=restored-group")))
        }
        Err(error) => Err(Problem(error).into()),
    }
}
