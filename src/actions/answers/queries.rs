//! Queries for requests and answers: lists, one answer, its progress.

use std::collections::{BTreeMap, HashMap};

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, AnswerId, Check, EmployeeId, EventId, Page, PageQuery};
pub use crate::store::answers::{Filter, Order};
pub use crate::store::mails::NotArrived;
use crate::store::{Reach, Read, Scope, answers, decisions, employees, events, mails};

pub async fn find(app: &App, scope: Scope, id: AnswerId) -> Result<Answer> {
    let found = app.db.read(scope, move |read| answers::find(read, id)).await?;
    found.map(|answer| for_reader(scope, answer)).ok_or(Error::NotFound("answer"))
}

/// The names that signers of these answers typed as their signature, where it is not the name that
/// the document has of them.
pub async fn other_names(
    app: &App,
    scope: Scope,
    ids: Vec<AnswerId>,
) -> Result<Vec<(AnswerId, String)>> {
    app.db.read(scope, move |read| decisions::other_names(read, &ids)).await
}

/// The answer without what a guardian told the studio, for a signer who has an account: it may be
/// about the other guardian.
fn for_reader(scope: Scope, answer: Answer) -> Answer {
    match scope.reach() {
        Reach::Own(_) if answer.guardians.is_some() => Answer { reason: None, ..answer },
        _ => answer,
    }
}

pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    filter: Filter,
) -> Result<Page<Answer>> {
    app.db
        .read(scope, move |read| {
            let mut check = Check::new();
            if let Some(event) = filter.event {
                let only = Filter { event: filter.event, ..Filter::default() };
                let known = match read.scope().reach() {
                    Reach::Own(_) => has_any(read, &query, only)?,
                    _ => events::find_any(read, event)?.is_some(),
                };
                check.require(known, "eventId", "unknown");
            }
            if let Some(person) = filter.employee {
                let only = Filter { employee: filter.employee, ..Filter::default() };
                let known = match read.scope().reach() {
                    Reach::Own(_) => has_any(read, &query, only)?,
                    _ => employees::find_any(read, person)?.is_some(),
                };
                check.require(known, "employeeId", "unknown");
            }
            check.done()?;
            let page = answers::list(read, &query, filter)?;
            let data = page.data.into_iter().map(|answer| for_reader(scope, answer)).collect();
            Ok(Page { data, ..page })
        })
        .await
}

/// Whether the caller's scope contains an answer that matches. It is the check of access
/// where the caller may not read these.
fn has_any(read: &Read, query: &PageQuery<Order>, filter: Filter) -> Result<bool> {
    let one = PageQuery { page: 1, limit: 1, with_deleted: true, among: None, ..query.clone() };
    Ok(answers::list(read, &one, filter)?.total > 0)
}

/// Those of these answers whose request did not reach its signers.
pub async fn not_arrived(
    app: &App,
    scope: Scope,
    answers: Vec<AnswerId>,
) -> Result<BTreeMap<AnswerId, NotArrived>> {
    // Signers know what they received.
    match scope.reach() {
        Reach::Own(_) => Ok(BTreeMap::new()),
        _ => app.db.read(scope, move |read| mails::not_arrived(read, &answers)).await,
    }
}

/// The names of the events of answers, for callers who may read only their own answers. Empty for
/// others, who can read the events.
pub async fn event_names(
    app: &App,
    scope: Scope,
    answers: Vec<AnswerId>,
) -> Result<HashMap<AnswerId, String>> {
    match scope.reach() {
        Reach::Own(_) => app.db.read(scope, move |read| answers::event_names(read, &answers)).await,
        _ => Ok(HashMap::new()),
    }
}

/// The names of the events of these answers, within the scope.
pub async fn event_titles(
    app: &App,
    scope: Scope,
    ids: Vec<AnswerId>,
) -> Result<HashMap<AnswerId, String>> {
    app.db.read(scope, move |read| answers::event_names(read, &ids)).await
}

/// All answers of an event.
pub async fn of_event(app: &App, scope: Scope, event: EventId) -> Result<Vec<Answer>> {
    app.db
        .read(scope, move |read| {
            events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            answers::of_event(read, event)
        })
        .await
}

/// The answers of an employee, by page.
pub async fn of_employee(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    person: EmployeeId,
) -> Result<Page<Answer>> {
    app.db
        .read(scope, move |read| {
            employees::find(read, person)?.ok_or(Error::NotFound("employee"))?;
            answers::list(read, &query, Filter { employee: Some(person), ..Filter::default() })
        })
        .await
}
