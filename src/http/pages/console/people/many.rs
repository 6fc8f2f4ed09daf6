//! What is done with chosen people: put in a group, ask about a new event, export, delete.

use std::collections::BTreeSet;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};

use super::super::forms::After;
use super::super::{ConsoleContext, ConsoleForm, Plan};
use super::list::Narrowed;
use crate::actions::employees;
use crate::actions::groups;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::http::reply::Sheet;
use crate::model::group::GroupInput;
use crate::model::{EmployeeId, GroupId, Right, Timestamp, group};
use crate::render::page::console::Confirm;
use crate::render::page::ui::ListPath;
use crate::render::sheet::Format;
use crate::{App, Error};

/// How many people are deleted without asking; the toast offers to undo it in any case.
const UNASKED: usize = 20;

/// Acts on the chosen people.
#[handler]
pub async fn act_on_people(app: Data<&App>, form: ConsoleForm<Plan>) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let back = "/console/people";
    let act = fields.text("do");
    if matches!(act, "group" | "delete" | "restore" | "undo") && !context.may(Right::Curate) {
        return Err(Problem(Error::Forbidden).into());
    }
    let scope = context.scope;
    if act == "undo" {
        let at = fields.text("at").parse().map(Timestamp);
        let at = at.map_err(|_| Problem(Error::invalid("at", "required")))?;
        let gone = employees::deleted(&app, scope, Some(at)).await.map_err(Problem)?;
        let count = employees::restore_many(&app, scope, gone).await.map_err(Problem)?;
        return Ok(go(&format!("{back}?after=restored-people&count={count}")));
    }
    let narrowed = narrowed(&fields);
    let chosen = match fields.ticked("all") {
        true => match narrowed.all(&app, &context, group::PEOPLE).await? {
            (_, true) => return Ok(go(&format!("{back}?after=too-many-people"))),
            (all, false) => all,
        },
        false => group::each_once(fields.ids("person")).into_iter().map(EmployeeId).collect(),
    };
    if chosen.is_empty() {
        return Ok(go(&format!("{back}?after=nobody")));
    }
    match act {
        // All that the list shows are too many for an address.
        "event" if fields.ticked("all") => {
            let Narrowed { search, show, of } = narrowed;
            let pairs = [("all", "yes".to_owned()), ("search", search), ("show", show), ("of", of)];
            Ok(go(&ListPath::new("/console/shoots/new", pairs).here()))
        }
        "event" => {
            let ids: Vec<i64> = chosen.iter().map(|id| id.0).collect();
            Ok(go(&format!("/console/shoots/new?people={}", After::written(&ids))))
        }
        "export" => {
            let only: BTreeSet<EmployeeId> = chosen.into_iter().collect();
            let made =
                employees::export(&app, scope, Format::Xlsx, context.locale, Some(only)).await;
            Ok(Sheet(made.map_err(Problem)?).into_response())
        }
        "group" => {
            let count = chosen.len();
            let group = into_group(&app, &context, &fields, chosen).await?;
            Ok(go(&match group {
                Some(id) => format!("/console/groups/{}?after=grouped&count={count}", id.0),
                None => format!("{back}?after=no-group"),
            }))
        }
        "delete" if chosen.len() > UNASKED && !fields.ticked("confirm") => {
            let page = confirm_delete(&app, &context, &fields, chosen).await?;
            Ok(show(StatusCode::OK, &page))
        }
        "delete" => {
            let (count, at) = employees::delete_many(&app, scope, chosen).await.map_err(Problem)?;
            Ok(go(&format!("{back}?after=deleted-people&count={count}&at={}", at.0)))
        }
        "restore" => {
            let count = employees::restore_many(&app, scope, chosen).await.map_err(Problem)?;
            Ok(go(&format!("{back}?after=restored-people&count={count}")))
        }
        _ => Err(Problem(Error::invalid("do", "required")).into()),
    }
}

/// What restricted the list on which the form stands.
fn narrowed(fields: &Fields) -> Narrowed {
    let text = |name| fields.text(name).to_owned();
    Narrowed { search: text("search"), show: text("show"), of: text("of") }
}

/// Asks before many people are deleted.
async fn confirm_delete(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
    chosen: Vec<EmployeeId>,
) -> Result<Confirm, Problem> {
    let count = chosen.len();
    let waiting = employees::count_waiting(app, context.scope, chosen).await?;
    let waiting = usize::try_from(waiting).unwrap_or_default();
    let mut lines = vec![];
    if waiting > 0 {
        lines.push(context.count("people-delete-waiting", waiting));
    }
    lines.push(context.say("people-delete-text"));
    let sent = ["all", "search", "show", "of", "person"];
    let sent = fields.pairs().filter(|(name, _)| sent.contains(name));
    let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Confirm {
        chrome: context.chrome_without_path(),
        title: context.count("people-delete-title", count),
        lines,
        names: vec![],
        more: 0,
        asked: vec![],
        action: "/console/people/many".to_owned(),
        fields: [("do".to_owned(), "delete".to_owned())].into_iter().chain(sent).collect(),
        go: context.count("people-delete-go", count),
        is_destructive: true,
        back: "/console/people".to_owned(),
    })
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
