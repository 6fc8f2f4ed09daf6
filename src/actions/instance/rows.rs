//! Events, employees and answers of all companies, for administrators: who and in which state. What
//! is in them is read after entering the company.

use crate::App;
use crate::error::{Error, Result};
use crate::model::search::AMONG_MOST;
use crate::model::{AnswerId, EmployeeId, EventId, Page, PageQuery};
use crate::store::instance::{self, AnswerLine, EmployeeLine, EventLine, RowFilter};

/// A page of the events. Words are searched within one company.
pub async fn events(
    app: &App,
    query: PageQuery<()>,
    filter: RowFilter,
    search: Option<String>,
) -> Result<Page<EventLine>> {
    app.db
        .read_all(move |all| {
            let found = match (text(&search), filter.company) {
                (None, _) => None,
                (Some(text), Some(company)) => Some(instance::events_named(all, company, text)?),
                (Some(_), None) => return Err(Error::invalid("companyId", "required")),
            };
            instance::events(all, &PageQuery { among: found, ..query }, filter)
        })
        .await
}

pub async fn event(app: &App, id: EventId) -> Result<EventLine> {
    let found = app.db.read_all(move |all| instance::event(all, id)).await?;
    found.ok_or(Error::NotFound("event"))
}

/// A page of the employees: with this e-mail, or whose last name begins so.
pub async fn employees(
    app: &App,
    query: PageQuery<()>,
    filter: RowFilter,
    search: Option<String>,
) -> Result<Page<EmployeeLine>> {
    app.db
        .read_all(move |all| {
            let found = match text(&search) {
                Some(text) => Some(instance::employees_named(all, text, AMONG_MOST as u32)?),
                None => None,
            };
            instance::employees(all, &PageQuery { among: found, ..query }, filter)
        })
        .await
}

pub async fn employee(app: &App, id: EmployeeId) -> Result<EmployeeLine> {
    let found = app.db.read_all(move |all| instance::employee(all, id)).await?;
    found.ok_or(Error::NotFound("employee"))
}

/// A page of the answers: with this reference.
pub async fn answers(
    app: &App,
    query: PageQuery<()>,
    filter: RowFilter,
    search: Option<String>,
) -> Result<Page<AnswerLine>> {
    app.db
        .read_all(move |all| {
            let found = match text(&search) {
                Some(text) => Some(instance::answers_named(all, text)?),
                None => None,
            };
            instance::answers(all, &PageQuery { among: found, ..query }, filter)
        })
        .await
}

pub async fn answer(app: &App, id: AnswerId) -> Result<AnswerLine> {
    let found = app.db.read_all(move |all| instance::answer(all, id)).await?;
    found.ok_or(Error::NotFound("answer"))
}

fn text(search: &Option<String>) -> Option<&str> {
    search.as_deref().map(str::trim).filter(|text| !text.is_empty())
}
