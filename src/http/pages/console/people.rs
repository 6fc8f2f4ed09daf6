//! The employees of the studio, with search.

use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{Console, Read, encoded};
use crate::App;
use crate::actions::employees::{self, Order};
use crate::actions::{groups, search};
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::model::employee::Person as Known;
use crate::model::{EmailState, GroupId, List, Right, SearchKind};
use crate::render::page::console::{Group, Pager, People, Person};

/// The longest search text.
pub(super) const LONGEST_SEARCH: usize = 200;

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
}

/// The list.
#[handler]
pub async fn list_people(
    app: Data<&App>,
    Query(params): Query<PeopleQuery>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let search: String = params.search.trim().chars().take(LONGEST_SEARCH).collect();
    let group = params.group.trim().parse().ok().map(GroupId);
    let mut base = "/console/people?".to_owned();
    if !search.is_empty() {
        base.push_str(&format!("search={}&", encoded(&search)));
    }
    if let Some(group) = group {
        base.push_str(&format!("group={}&", group.0));
    }
    let person = params.person.trim().parse::<i64>().ok();
    if let Some(id) = person {
        base.push_str(&format!("person={id}&"));
    }
    let group = match group {
        Some(id) => Some(groups::find(&app, context.scope, id).await.map_err(Problem)?),
        None => None,
    };
    let found = match person {
        Some(id) => Ok(Some(vec![id])),
        None => {
            search::among(&app, context.scope, SearchKind::Employee, Some(&search), false).await
        }
    };
    let query = context.page_of(List::Employees, params.page, Order::Name);
    let query = query.among(found.map_err(Problem)?);
    let id = group.as_ref().map(|group| group.id);
    let page = employees::list(&app, context.scope, query, None, id).await.map_err(Problem)?;
    let pager = Pager { page: page.page, pages: page.total_pages(), base: format!("{base}page=") };
    let people = People {
        chrome: context.chrome(format!("{base}page={}", pager.page)),
        total: page.total,
        rows: page.data.into_iter().map(|person| row(&app, person)).collect(),
        search,
        group: group.map(|group| Group { id: group.id.0, name: group.name }),
        is_one: person.is_some(),
        pager,
        may_import: context.may(Right::Curate),
    };
    Ok(show(StatusCode::OK, &people))
}

fn row(app: &App, person: Known) -> Person {
    let missing_guardians = person.missing_guardians(app.now(), &app.config.time_zone);
    let signers = person.guardians.iter().map(|guardian| guardian.email_state);
    let states: Vec<EmailState> =
        [person.employee.email_state].into_iter().chain(signers).collect();
    let worst = [EmailState::Unknown, EmailState::Returned];
    let mailbox = worst.into_iter().find(|state| states.contains(state)).unwrap_or_default();
    Person {
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
    }
}
