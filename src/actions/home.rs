//! The first page of the console: what to do today, what comes next, and the first steps.

use std::collections::HashMap;

use jiff::ToSpan;

use crate::App;
use crate::error::{Error, Result};
use crate::model::takedown::{Publication, PublicationState};
use crate::model::{Company, EmployeeId, Event, EventId, Locale, PageQuery, Timestamp};
use crate::store::events::{Filter, Order};
pub use crate::store::today::{Begun, Expiring, LastImport, Remindable, Undelivered, Withdrawn};
use crate::store::{
    Read, Scope, companies, employees, events, groups, history, takedowns, templates, today,
};

/// The rows of each kind.
const MOST: usize = 5;
/// The same of what no other page lists.
const LISTED: usize = 50;
/// For how long what is over is still to be done.
const OVER: i64 = 30 * Timestamp::DAY;
/// How long before their end consents are named.
const SOON: i64 = 60 * Timestamp::DAY;

/// People of whom something is to be done: the first ones, and how many there are.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub first: Vec<(EmployeeId, String)>,
    pub total: usize,
}

/// What is to be done in a company.
#[derive(Debug, Clone, Default)]
pub struct ToDo {
    /// Events to which somebody has not answered, the soonest first, each with when somebody can
    /// be reminded.
    pub awaited: Vec<(Event, Remindable)>,
    /// How many events there are of that kind, and how many answers are missing in all.
    pub awaited_events: usize,
    pub awaited_answers: i64,
    pub bounced: People,
    /// Minors without a guardian.
    pub children: People,
    pub withdrawn: Vec<Withdrawn>,
    /// Published photographs that have to be taken down, the most urgent first, and how many.
    pub takedowns: (Vec<Publication>, i64),
    pub expiring: Vec<Expiring>,
    pub undelivered: Vec<Undelivered>,
    /// The last import, if it refused lines.
    pub import: Option<LastImport>,
    pub begun: Begun,
    /// A language in which the release is a default text that has been replaced by another.
    pub former_release: Option<Locale>,
    /// Of the people above whose name others have too, what tells them apart: their groups, else
    /// their e-mail.
    pub namesakes: HashMap<EmployeeId, String>,
}

impl ToDo {
    fn people(&self) -> Vec<EmployeeId> {
        let first = self.bounced.first.iter().chain(&self.children.first).map(|(id, _)| *id);
        let withdrawn = self.withdrawn.iter().map(|one| one.employee);
        first.chain(withdrawn).chain(self.undelivered.iter().map(|one| one.employee)).collect()
    }
}

/// What is to be done, for those who may read everything in the company; in one read.
pub async fn to_do(app: &App, scope: Scope) -> Result<(Company, ToDo)> {
    let today = app.now().day_in(&app.config.time_zone);
    app.db
        .read(scope, move |read| {
            let now = read.now();
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let all = today::awaited(read, now.minus(OVER))?;
            let mut awaited = vec![];
            for (id, _) in all.iter().take(MOST) {
                if let Some(event) = events::find(read, *id)? {
                    awaited.push((event, today::remindable(read, *id)?));
                }
            }
            let import = today::last_import(read)?;
            let import = import.filter(|one| one.refused > 0 && now.since(one.at) < OVER);
            let mut to_do = ToDo {
                awaited,
                awaited_events: all.len(),
                awaited_answers: all.iter().map(|(_, missing)| missing).sum(),
                bounced: people(read, history::unreachable(read)?)?,
                children: people(
                    read,
                    history::without_guardian(read, today.saturating_sub(18.years()))?,
                )?,
                takedowns: takedowns(read)?,
                withdrawn: today::withdrawn(read, now.minus(2 * OVER), LISTED)?,
                expiring: today::expiring(read, now.plus(SOON), LISTED)?,
                undelivered: today::undelivered(read, now.minus(OVER), LISTED)?,
                import,
                begun: today::begun(read)?,
                former_release: former_release(read)?,
                namesakes: HashMap::new(),
            };
            to_do.namesakes = namesakes(read, &to_do.people())?;
            Ok((company, to_do))
        })
        .await
}

fn takedowns(read: &Read) -> Result<(Vec<Publication>, i64)> {
    let (count, _) = takedowns::due(read)?;
    if count == 0 {
        return Ok((vec![], 0));
    }
    let query = PageQuery {
        page: 1,
        limit: MOST as u32,
        order: takedowns::Order::DueAt,
        descending: false,
        with_deleted: false,
        among: None,
    };
    let filter = takedowns::Filter { state: Some(PublicationState::Due), ..Default::default() };
    Ok((takedowns::list(read, &query, filter)?.data, count))
}

/// The events to which somebody has not answered, the soonest first.
pub async fn awaited(app: &App, scope: Scope) -> Result<Vec<EventId>> {
    let all = app.db.read(scope, |read| today::awaited(read, read.now().minus(OVER))).await?;
    Ok(all.into_iter().map(|(id, _)| id).collect())
}

/// When somebody who has not answered about an event can be reminded.
pub async fn remindable(app: &App, scope: Scope, event: EventId) -> Result<Remindable> {
    app.db.read(scope, move |read| today::remindable(read, event)).await
}

fn former_release(read: &Read) -> Result<Option<Locale>> {
    for locale in Locale::ALL {
        let text = templates::current(read, locale)?;
        if text.is_some_and(|text| text.text().is_former_default()) {
            return Ok(Some(locale));
        }
    }
    Ok(None)
}

/// What tells apart those of these people whose name others have too.
fn namesakes(read: &Read, ids: &[EmployeeId]) -> Result<HashMap<EmployeeId, String>> {
    let same = employees::with_namesakes(read, ids)?;
    let ids: Vec<EmployeeId> = same.iter().map(|(id, _)| *id).collect();
    let mut groups = groups::names_of_employees(read, &ids)?;
    let apart = |(id, email): (EmployeeId, String)| {
        let names = groups.remove(&id).unwrap_or_default();
        let names: Vec<String> = names.into_iter().map(|group| group.name).collect();
        (id, if names.is_empty() { email } else { names.join(", ") })
    };
    Ok(same.into_iter().map(apart).collect())
}

fn people(read: &Read, ids: Vec<EmployeeId>) -> Result<People> {
    let mut first = vec![];
    for id in ids.iter().take(MOST) {
        let known = employees::find(read, *id)?;
        first.extend(known.map(|one| (one.id, one.name().trim().to_owned())));
    }
    Ok(People { first, total: ids.len() })
}

/// The next events within the scope, by start; at most `most`.
pub async fn next_events(app: &App, scope: Scope, most: u32) -> Result<Vec<Event>> {
    app.db
        .read(scope, move |read| {
            let query = PageQuery {
                page: 1,
                limit: most,
                order: Order::Start,
                descending: false,
                with_deleted: false,
                among: None,
            };
            let filter =
                Filter { from: Some(read.now()), archived: Some(false), ..Filter::default() };
            Ok(events::list(read, &query, &filter)?.data)
        })
        .await
}
