//! What is done with chosen people: put in a group, ask about a new event, export, delete.

use std::collections::BTreeSet;

use poem::web::Data;
use poem::{IntoResponse, Response, handler};

use super::super::forms::After;
use super::super::{ConsoleContext, ConsoleForm, Plan};
use super::list::among;
use crate::actions::employees::{self, Order};
use crate::actions::groups;
use crate::http::pages::fields::Fields;
use crate::http::pages::go;
use crate::http::problem::Problem;
use crate::http::reply::Sheet;
use crate::model::group::GroupInput;
use crate::model::{EmployeeId, GroupId, List, PageQuery, Right, group};
use crate::render::sheet::Format;
use crate::{App, Error};

/// Acts on the chosen people.
#[handler]
pub async fn act_on_people(app: Data<&App>, form: ConsoleForm<Plan>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let back = "/console/people";
    let chosen = chosen(&app, &context, &fields).await?;
    if chosen.is_empty() {
        return Ok(go(&format!("{back}?after=nobody")));
    }
    let act = fields.text("do");
    if matches!(act, "group" | "delete" | "undo") && !context.may(Right::Curate) {
        return Err(Problem(Error::Forbidden).into());
    }
    let ids: Vec<i64> = chosen.iter().map(|id| id.0).collect();
    match act {
        "event" if ids.len() > 200 => Ok(go(&format!("{back}?after=too-many-people"))),
        "event" => Ok(go(&format!("/console/shoots/new?people={}", After::written(&ids)))),
        "export" => {
            let (scope, locale) = (context.scope, context.locale);
            let only: BTreeSet<EmployeeId> = chosen.into_iter().collect();
            let made = employees::export(&app, scope, Format::Xlsx, locale, Some(only)).await;
            Ok(Sheet(made.map_err(Problem)?).into_response())
        }
        "group" => {
            let group = into_group(&app, &context, &fields, chosen).await?;
            let count = ids.len();
            Ok(go(&match group {
                Some(id) => format!("/console/groups/{}?after=grouped&count={count}", id.0),
                None => format!("{back}?after=no-group"),
            }))
        }
        "delete" => {
            let mut gone = vec![];
            for id in chosen {
                match employees::delete(&app, context.scope, id).await {
                    Ok(()) => gone.push(id.0),
                    Err(Error::NotFound(_)) => {}
                    Err(error) => return Err(Problem(error).into()),
                }
            }
            let (count, ids) = (gone.len(), After::written(&gone));
            Ok(go(&format!("{back}?after=deleted-people&count={count}&ids={ids}")))
        }
        "undo" => {
            let mut count = 0;
            for id in chosen {
                match employees::restore(&app, context.scope, id).await {
                    Ok(_) => count += 1,
                    Err(Error::NotFound(_) | Error::Conflict(_)) => {}
                    Err(error) => return Err(Problem(error).into()),
                }
            }
            Ok(go(&format!("{back}?after=restored-people&count={count}")))
        }
        _ => Err(Problem(Error::invalid("do", "required")).into()),
    }
}

/// Those ticked, or all that the list shows.
async fn chosen(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
) -> Result<Vec<EmployeeId>, Problem> {
    if !fields.ticked("all") {
        let ids = group::each_once(fields.ids("person"));
        return Ok(ids.into_iter().take(group::PEOPLE).map(EmployeeId).collect());
    }
    let found = among(app, context, fields.text("search"), fields.text("show")).await?;
    let of = fields.ids("of").first().copied().map(GroupId);
    let mut all = vec![];
    for page in 1.. {
        let query = context.page_of(List::Employees, Some(page), Order::Name);
        let query = PageQuery { limit: 100, ..query }.among(found.clone());
        let some = employees::list(app, context.scope, query, None, of).await?;
        all.extend(some.data.iter().map(|one| one.employee.id));
        if all.len() >= group::PEOPLE || i64::from(page) >= some.total_pages() {
            break;
        }
    }
    all.truncate(group::PEOPLE);
    Ok(all)
}

/// Adds people to the chosen group, or to a new one; None if neither is named.
async fn into_group(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
    people: Vec<EmployeeId>,
) -> Result<Option<GroupId>, Problem> {
    let scope = context.scope;
    if let Some(name) = fields.filled("newGroup") {
        let input = GroupInput { name: name.to_owned(), description: None };
        return match groups::create(app, scope, input, people.clone(), None).await {
            Ok(group) => Ok(Some(group.id)),
            // It exists: they join it.
            Err(Error::Conflict("group_exists")) => {
                let id = groups::named(app, scope, name.to_owned()).await?;
                Ok(match id {
                    Some(id) => Some(groups::add(app, scope, id, people).await?.id),
                    None => None,
                })
            }
            Err(Error::Invalid(_)) => Ok(None),
            Err(error) => Err(error.into()),
        };
    }
    match fields.ids("group").first() {
        Some(id) => Ok(Some(groups::add(app, scope, GroupId(*id), people).await?.id)),
        None => Ok(None),
    }
}
