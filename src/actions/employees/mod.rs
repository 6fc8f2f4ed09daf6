//! Employees, who may be photographed: created, changed, deleted, restored.

mod export;
mod groups;
pub mod imports;
mod mailbox;
mod many;
mod own;
mod write;

pub use export::export;
pub use many::{Outcome, Refusal, create_many};
pub use own::mine;
pub use write::{
    correct_email, count_waiting, create, delete, delete_many, deleted, restore, restore_many,
    try_email_again, update,
};

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Email, EmployeeId, EventId, GroupId, Page, PageQuery, Person};
use crate::store::employees::Filter;
pub use crate::store::employees::Order;
use crate::store::{Read, Scope, employees, events, groups as stored_groups};

pub async fn find(app: &App, scope: Scope, id: EmployeeId) -> Result<Person> {
    app.db
        .read(scope, move |read| {
            person(read, id)?
                .filter(|person| person.employee.deleted_at.is_none())
                .ok_or(Error::NotFound("employee"))
        })
        .await
}

/// The employees of the company, or those with an e-mail or in a group.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    email: Option<String>,
    group: Option<GroupId>,
) -> Result<Page<Person>> {
    let email = email.map(|text| Email::parse(&text).map_err(|code| Error::invalid("email", code)));
    let filter = Filter { mailbox: email.transpose()?, group };
    app.db
        .read(scope, move |read| {
            // A deleted group is accepted too.
            if let Some(group) = filter.group
                && stored_groups::find_any(read, group)?.is_none()
            {
                return Err(Error::invalid("groupId", "unknown"));
            }
            each_whole(read, employees::list(read, &query, &filter)?)
        })
        .await
}

/// The employees who were asked about an event.
pub async fn list_of_event(
    app: &App,
    scope: Scope,
    event: EventId,
    query: PageQuery<Order>,
) -> Result<Page<Person>> {
    app.db
        .read(scope, move |read| {
            events::find(read, event)?.ok_or(Error::NotFound("event"))?;
            each_whole(read, employees::list_of_event(read, event, &query)?)
        })
        .await
}

fn person(read: &Read, id: EmployeeId) -> Result<Option<Person>> {
    let Some(employee) = employees::find_any(read, id)? else { return Ok(None) };
    employees::whole(read, employee).map(Some)
}

fn each_whole(read: &Read, page: Page<crate::model::Employee>) -> Result<Page<Person>> {
    let data = employees::all_whole(read, page.data)?;
    Ok(Page { data, page: page.page, limit: page.limit, total: page.total })
}
