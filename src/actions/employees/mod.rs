//! The people who may be photographed: kept, changed, deleted, brought back.

mod export;
pub mod imports;
mod mailbox;
mod write;

pub use export::export;
pub use write::{create, delete, restore, update};

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Email, EmployeeId, EventId, Page, PageQuery, Person};
pub use crate::store::employees::Order;
use crate::store::{Read, Scope, employees, events, guardians};

/// A person of the company.
pub async fn find(app: &App, scope: Scope, id: EmployeeId) -> Result<Person> {
    app.db
        .read(scope, move |read| {
            person(read, id)?
                .filter(|person| person.employee.deleted_at.is_none())
                .ok_or(Error::NotFound("employee"))
        })
        .await
}

/// The people of the company, or those who share a mailbox.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    email: Option<String>,
) -> Result<Page<Person>> {
    let email = email.map(|text| Email::parse(&text).map_err(|code| Error::invalid("email", code)));
    let email = email.transpose()?;
    app.db
        .read(scope, move |read| {
            with_guardians(read, employees::list(read, &query, email.as_ref())?)
        })
        .await
}

/// The people asked for their consent to a shoot.
pub async fn list_of_event(
    app: &App,
    scope: Scope,
    event: EventId,
    query: PageQuery<Order>,
) -> Result<Page<Person>> {
    app.db
        .read(scope, move |read| {
            events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            with_guardians(read, employees::list_of_event(read, event, &query)?)
        })
        .await
}

fn person(read: &Read, id: EmployeeId) -> Result<Option<Person>> {
    let Some(employee) = employees::find_any(read, id)? else { return Ok(None) };
    let guardians = guardians::of_employee(read, id)?;
    Ok(Some(Person { employee, guardians }))
}

fn with_guardians(read: &Read, page: Page<crate::model::Employee>) -> Result<Page<Person>> {
    let mut data = Vec::with_capacity(page.data.len());
    for employee in page.data {
        let guardians = guardians::of_employee(read, employee.id)?;
        data.push(Person { employee, guardians });
    }
    Ok(Page { data, page: page.page, limit: page.limit, total: page.total })
}
