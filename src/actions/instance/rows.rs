//! Events, employees and answers of all companies, for administrators: who and in which state. What
//! is in them is read after entering the company. That people or answers were read is in the audit
//! log: in that of their company for one of them, in that of the instance for a list.

use serde_json::{Value, json};

use super::Because;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::search::AMONG_MOST;
use crate::model::{AnswerId, CompanyId, EmployeeId, EventId, Page, PageQuery, UserId};
use crate::store::instance::{self, AnswerLine, EmployeeLine, EventLine, RowFilter, RowId};
use crate::store::sessions::Origin;
use crate::store::{Scope, audit};

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
    by: &RowReader,
    query: PageQuery<()>,
    filter: RowFilter,
    search: Option<String>,
) -> Result<Page<EmployeeLine>> {
    note_list(app, by, "employees", filter).await?;
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

pub async fn employee(app: &App, by: &RowReader, id: EmployeeId) -> Result<EmployeeLine> {
    let found = app.db.read_all(move |all| instance::employee(all, id)).await?;
    let found = found.ok_or(Error::NotFound("employee"))?;
    note_one(app, by, found.company, json!({ "employee": id })).await?;
    Ok(found)
}

/// A page of the answers: with this reference.
pub async fn answers(
    app: &App,
    by: &RowReader,
    query: PageQuery<()>,
    filter: RowFilter,
    search: Option<String>,
) -> Result<Page<AnswerLine>> {
    note_list(app, by, "answers", filter).await?;
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

pub async fn answer(app: &App, by: &RowReader, id: AnswerId) -> Result<AnswerLine> {
    let found = app.db.read_all(move |all| instance::answer(all, id)).await?;
    let found = found.ok_or(Error::NotFound("answer"))?;
    note_one(app, by, found.company, json!({ "answer": id })).await?;
    Ok(found)
}

/// Who reads, and from where.
#[derive(Debug, Clone)]
pub struct RowReader {
    pub by: UserId,
    pub origin: Origin,
}

async fn note_one(app: &App, reader: &RowReader, company: CompanyId, about: Value) -> Result<()> {
    note(app, reader, Some(company), AuditAction::ReadRow, about).await
}

async fn note_list(app: &App, reader: &RowReader, what: &str, filter: RowFilter) -> Result<()> {
    let RowFilter { company, event, employee, .. } = filter;
    let about = json!({ "list": what, "company": company, "event": event, "employee": employee });
    note(app, reader, None, AuditAction::ReadRows, about).await
}

async fn note(
    app: &App,
    reader: &RowReader,
    company: Option<CompanyId>,
    action: AuditAction,
    about: Value,
) -> Result<()> {
    let RowReader { by, origin } = reader.clone();
    app.db
        .write_all(move |all| {
            audit::note(all, company, Some(by), action, about, origin.ip.as_deref())
        })
        .await
}

/// Lets an administrator change a row of a company in which they have no role, for a reason that its
/// owners read in their audit log. Returns the scope in which it is changed, which names them.
pub async fn act_on(app: &App, row: RowId, why: Because) -> Result<Scope> {
    let (name, id) = match row {
        RowId::Event(id) => ("event", id.0),
        RowId::Employee(id) => ("employee", id.0),
        RowId::Answer(id) => ("answer", id.0),
    };
    let address = why.origin.ip.as_deref().and_then(|ip| ip.parse().ok());
    app.db
        .write_all(move |all| {
            let scope = instance::scope_of_row(all, why.by, row)?.ok_or(Error::NotFound(name))?;
            let about = json!({ "reason": why.reason, name: id });
            let (action, ip) = (AuditAction::ActForCompany, why.origin.ip.as_deref());
            audit::note(all, Some(scope.company()), Some(why.by), action, about, ip)?;
            Ok(scope.from_address(address))
        })
        .await
}

fn text(search: &Option<String>) -> Option<&str> {
    search.as_deref().map(str::trim).filter(|text| !text.is_empty())
}
