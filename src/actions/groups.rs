//! Groups of employees: created, changed, deleted, restored, with their members.

use crate::App;
use crate::error::{Error, Result};
use crate::model::group::{self, Details, GroupInput};
use crate::model::{Check, EmployeeId, Fact, Group, GroupId, Once, Page, PageQuery, Person};
use crate::store::employees::Filter;
pub use crate::store::groups::Order;
use crate::store::{Read, Scope, Tx, employees, facts, groups, idempotency};

const TAKEN: Error = Error::Conflict("group_exists");

pub async fn find(app: &App, scope: Scope, id: GroupId) -> Result<Group> {
    app.db.read(scope, move |read| live(read, id)).await
}

pub async fn list(app: &App, scope: Scope, query: PageQuery<Order>) -> Result<Page<Group>> {
    app.db.read(scope, move |read| groups::list(read, &query)).await
}

/// The live group with this name, in whichever spelling.
pub async fn named(app: &App, scope: Scope, name: String) -> Result<Option<GroupId>> {
    let key = crate::model::fold(name.trim());
    let found = app.db.read(scope, move |read| groups::by_name(read, &key)).await?;
    Ok(found.map(|group| group.id))
}

/// The groups of an employee, by name.
pub async fn of_employee(app: &App, scope: Scope, employee: EmployeeId) -> Result<Vec<Group>> {
    app.db
        .read(scope, move |read| {
            employees::find(read, employee)?.ok_or(Error::NotFound("employee"))?;
            groups::of_employee(read, employee)
        })
        .await
}

/// The members of a group.
pub async fn members(
    app: &App,
    scope: Scope,
    id: GroupId,
    query: PageQuery<employees::Order>,
) -> Result<Page<Person>> {
    app.db
        .read(scope, move |read| {
            live(read, id)?;
            let filter = Filter { group: Some(id), mailbox: None };
            let page = employees::list(read, &query, &filter)?;
            let data = employees::all_whole(read, page.data)?;
            Ok(Page { data, page: page.page, limit: page.limit, total: page.total })
        })
        .await
}

/// Creates a group with these members, if any.
pub async fn create(
    app: &App,
    scope: Scope,
    input: GroupInput,
    people: Vec<EmployeeId>,
    once: Option<Once>,
) -> Result<Group> {
    let details = input.checked()?;
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let people = known(tx, people, "employeeIds", false)?;
                let id = groups::create(tx, &details)?.ok_or(TAKEN)?;
                for person in people {
                    groups::add(tx, id, person)?;
                }
                facts::record(tx, Fact::GroupCreated { group: id })?;
                live(tx, id)
            })
        })
        .await
}

pub async fn update(app: &App, scope: Scope, id: GroupId, input: GroupInput) -> Result<Group> {
    let details: Details = input.checked()?;
    app.db
        .write(scope, move |tx| {
            live(tx, id)?;
            if !groups::update(tx, id, &details)? {
                return Err(TAKEN);
            }
            facts::record(tx, Fact::GroupUpdated { group: id })?;
            live(tx, id)
        })
        .await
}

/// Deletes (soft) a group, but not its members.
pub async fn delete(app: &App, scope: Scope, id: GroupId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if !groups::delete(tx, id)? {
                return Err(Error::NotFound("group"));
            }
            facts::record(tx, Fact::GroupDeleted { group: id })
        })
        .await
}

/// Restores a deleted group, with its members.
pub async fn restore(app: &App, scope: Scope, id: GroupId) -> Result<Group> {
    app.db
        .write(scope, move |tx| {
            let old = groups::find_any(tx, id)?.ok_or(Error::NotFound("group"))?;
            if old.deleted_at.is_none() {
                return Err(Error::Conflict("not_deleted"));
            }
            if !groups::restore(tx, id)? {
                return Err(TAKEN);
            }
            facts::record(tx, Fact::GroupRestored { group: id })?;
            live(tx, id)
        })
        .await
}

/// Adds members to a group.
pub async fn add(app: &App, scope: Scope, id: GroupId, people: Vec<EmployeeId>) -> Result<Group> {
    app.db
        .write(scope, move |tx| {
            live(tx, id)?;
            let mut changed = false;
            for person in known(tx, people, "employeeIds", false)? {
                changed |= groups::add(tx, id, person)?;
            }
            changed_members(tx, id, changed)
        })
        .await
}

/// Removes members from a group.
pub async fn remove(
    app: &App,
    scope: Scope,
    id: GroupId,
    people: Vec<EmployeeId>,
) -> Result<Group> {
    app.db
        .write(scope, move |tx| {
            live(tx, id)?;
            let mut changed = false;
            for person in known(tx, people, "ids", true)? {
                changed |= groups::remove(tx, id, person)?;
            }
            changed_members(tx, id, changed)
        })
        .await
}

fn changed_members(tx: &Tx, id: GroupId, changed: bool) -> Result<Group> {
    if changed {
        groups::touch(tx, id)?;
        facts::record(tx, Fact::GroupUpdated { group: id })?;
    }
    live(tx, id)
}

fn live(read: &Read, id: GroupId) -> Result<Group> {
    groups::find(read, id)?.ok_or(Error::NotFound("group"))
}

/// These employees, each once; an error if one does not exist.
fn known(
    read: &Read,
    people: Vec<EmployeeId>,
    field: &'static str,
    with_deleted: bool,
) -> Result<Vec<EmployeeId>> {
    if people.len() > group::PEOPLE {
        return Err(Error::invalid(field, "too_many_people"));
    }
    let mut check = Check::new();
    for (nth, id) in people.iter().enumerate() {
        let found = employees::find_any(read, *id)?;
        let found = found.is_some_and(|one| with_deleted || one.deleted_at.is_none());
        check.require(found, format!("{field}.{nth}"), "unknown");
    }
    check.done()?;
    Ok(group::each_once(people))
}
