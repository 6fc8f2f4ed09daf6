//! The employees of the studio: search, filters, order.

use std::collections::HashSet;

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::super::forms::After;
use super::super::{Console, ConsoleContext, Read};
use crate::App;
use crate::actions::employees::{self, Order};
use crate::actions::history::{self, Attention};
use crate::actions::{groups, search};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::http::reply::Sheet;
use crate::model::employee::Person as Known;
use crate::model::{EmailState, EmployeeId, GroupId, List, PageQuery, Right, SearchKind};
use crate::render::page::console::{Group, Pager, People, Person};
use crate::render::page::ui::{ListPath, SortHead, Undo};
use crate::render::sheet::Format;

/// The longest search text.
pub(in crate::http::pages::console) const LONGEST_SEARCH: usize = 200;
/// The most groups to choose from.
pub(super) const GROUPS: u32 = 100;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct PeopleQuery {
    page: Option<u32>,
    #[serde(default)]
    search: String,
    /// A group id; anything else means no group.
    #[serde(default)]
    group: String,
    /// The id of a single employee to show, found elsewhere.
    #[serde(default)]
    person: String,
    /// `guardian` or `mailbox`: those who need attention; `deleted`: those who can be restored.
    #[serde(default)]
    show: String,
    /// `-name`, `added` or `-added`; anything else means by name.
    #[serde(default)]
    sort: String,
}

/// What restricts the list, in its address and in the forms that act on all of it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::http::pages::console) struct Narrowed {
    #[serde(default)]
    pub search: String,
    #[serde(default)]
    pub show: String,
    /// A group id; anything else means no group.
    #[serde(default)]
    pub of: String,
}

impl Narrowed {
    /// Whether deleted people are listed, and no others.
    pub fn are_deleted(&self) -> bool {
        self.show == "deleted"
    }

    /// Who is meant by the search text and `show`: their ids, or None for everybody.
    pub async fn among(
        &self,
        app: &App,
        context: &ConsoleContext,
    ) -> Result<Option<Vec<i64>>, Problem> {
        let scope = context.scope;
        let (kind, text) = (SearchKind::Employee, Some(self.search.as_str()));
        let found = search::among(app, scope, kind, text, self.are_deleted()).await?;
        let those = match self.show.as_str() {
            "guardian" => history::in_need(app, scope, Attention::Guardian).await?,
            "mailbox" => history::in_need(app, scope, Attention::Mailbox).await?,
            "deleted" => employees::deleted(app, scope, None).await?,
            _ => return Ok(found),
        };
        let those = those.into_iter().map(|id| id.0);
        Ok(Some(match found {
            Some(found) => {
                let found: HashSet<i64> = found.into_iter().collect();
                those.filter(|id| found.contains(id)).collect()
            }
            None => those.collect(),
        }))
    }

    /// All of them, up to `most`, and whether there are more.
    pub async fn all(
        &self,
        app: &App,
        context: &ConsoleContext,
        most: usize,
    ) -> Result<(Vec<EmployeeId>, bool), Problem> {
        let found = self.among(app, context).await?;
        let of = self.of.trim().parse().ok().map(GroupId);
        let mut all = vec![];
        for page in 1.. {
            let query = context.page_of(List::Employees, Some(page), Order::Name);
            let query = PageQuery { limit: 100, with_deleted: self.are_deleted(), ..query };
            let some =
                employees::list(app, context.scope, query.among(found.clone()), None, of).await?;
            all.extend(some.data.iter().map(|one| one.employee.id));
            if all.len() > most || i64::from(page) >= some.total_pages() {
                break;
            }
        }
        let are_more = all.len() > most;
        all.truncate(most);
        Ok((all, are_more))
    }
}

/// The list.
#[handler]
pub async fn list_people(
    app: Data<&App>,
    Query(params): Query<PeopleQuery>,
    Query(after): Query<After>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let search: String = params.search.trim().chars().take(LONGEST_SEARCH).collect();
    let group = params.group.trim().parse().ok().map(GroupId);
    let person = params.person.trim().parse::<i64>().ok();
    let attention = match params.show.as_str() {
        show @ ("guardian" | "mailbox" | "deleted") => show.to_owned(),
        _ => String::new(),
    };
    let sort = match params.sort.as_str() {
        sort @ ("-name" | "added" | "-added") => sort.to_owned(),
        _ => String::new(),
    };
    let id_text = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let here = ListPath::new(
        "/console/people",
        [
            ("search", search.clone()),
            ("group", id_text(group.map(|id| id.0))),
            ("person", id_text(person)),
            ("show", attention.clone()),
            ("sort", sort.clone()),
        ],
    );
    let group = match group {
        Some(id) => Some(groups::find(&app, context.scope, id).await.map_err(Problem)?),
        None => None,
    };
    let narrowed =
        Narrowed { search: search.clone(), show: attention.clone(), ..Narrowed::default() };
    let found = match person {
        Some(id) => Some(vec![id]),
        None => narrowed.among(&app, &context).await?,
    };
    let order = if sort.ends_with("added") { Order::CreatedAt } else { Order::Name };
    let mut query = context.page_of(List::Employees, params.page, order).among(found);
    query.descending = sort.starts_with('-');
    query.with_deleted = narrowed.are_deleted();
    let id = group.as_ref().map(|group| group.id);
    let page = employees::list(&app, context.scope, query, None, id).await.map_err(Problem)?;
    let in_need = async |of| history::in_need(&app, context.scope, of).await.map_err(Problem);
    let needs = [
        ("guardian", "people-show-guardian", in_need(Attention::Guardian).await?.len()),
        ("mailbox", "people-show-mailbox", in_need(Attention::Mailbox).await?.len()),
        (
            "deleted",
            "people-show-deleted",
            match context.may(Right::Curate) {
                true => employees::deleted(&app, context.scope, None).await.map_err(Problem)?.len(),
                false => 0,
            },
        ),
    ];
    let pager = Pager { page: page.page, pages: page.total_pages(), base: here.page_base() };
    let mut chrome = context.chrome(format!("{}{}", here.page_base(), pager.page));
    let undo = after.at().filter(|_| after.is("deleted-people")).map(|at| Undo {
        action: "/console/people/many".to_owned(),
        fields: vec![("do", "undo".to_owned()), ("at", at.0.to_string())],
    });
    chrome.toast = context.toast(&after, undo);
    let now_sorted = if sort.is_empty() { "name" } else { sort.as_str() };
    let people = People {
        heads: vec![
            here.head("name", context.say("event-name"), now_sorted),
            SortHead::plain(context.say("people-reach")),
            SortHead::plain(context.say("people-groups")),
            here.head("added", context.say("people-added"), now_sorted),
        ],
        chrome,
        total: page.total,
        rows: page.data.into_iter().map(|person| row(&app, &context, person)).collect(),
        search,
        group: group.map(|group| Group { id: group.id.0, name: group.name }),
        groups: choices(&app, &context).await?,
        attention,
        needs: needs
            .into_iter()
            .filter(|(.., count)| *count > 0)
            .map(|(value, key, count)| (value, context.count(key, count)))
            .collect(),
        sort,
        is_one: person.is_some(),
        pager,
        may_import: context.may(Right::Curate),
        may_plan: context.may(Right::Plan),
    };
    Ok(show(StatusCode::OK, &people))
}

/// The groups to choose from, by name.
pub(super) async fn choices(app: &App, context: &ConsoleContext) -> Result<Vec<Group>, Problem> {
    let query = context.page_of(List::Groups, None, groups::Order::Name);
    let all = groups::list(app, context.scope, PageQuery { limit: GROUPS, ..query }).await?;
    Ok(all.data.into_iter().map(|one| Group { id: one.id.0, name: one.name }).collect())
}

pub(super) fn row(app: &App, context: &ConsoleContext, person: Known) -> Person {
    let missing_guardians = person.missing_guardians(app.now(), &app.config.time_zone);
    let signers = person.guardians.iter().map(|guardian| guardian.email_state);
    let states: Vec<EmailState> =
        [person.employee.email_state].into_iter().chain(signers).collect();
    let worst = [EmailState::Unknown, EmailState::Returned];
    let mailbox = worst.into_iter().find(|state| states.contains(state)).unwrap_or_default();
    let added = person.employee.created_at.day_in(&context.zone);
    Person {
        id: person.employee.id.0,
        name: person.employee.name().trim().to_owned(),
        guardians: person.guardians.iter().map(|guardian| guardian.name()).collect(),
        missing_guardians,
        groups: person
            .groups
            .into_iter()
            .map(|group| Group { id: group.id.0, name: group.name })
            .collect(),
        email: person.employee.email,
        phone: person.employee.fields.phone,
        mailbox,
        added: crate::render::dates::date(context.locale, added),
    }
}

/// The query of the export.
#[derive(Deserialize, Default)]
pub struct ExportQuery {
    /// `csv`; anything else means a workbook.
    #[serde(default)]
    format: String,
}

/// All employees as a table, which the import can read.
#[handler]
pub async fn export_people(
    app: Data<&App>,
    Query(params): Query<ExportQuery>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let format = if params.format == "csv" { Format::Csv } else { Format::Xlsx };
    let made = employees::export(&app, context.scope, format, context.locale, None).await;
    Ok(Sheet(made.map_err(Problem)?).into_response())
}
