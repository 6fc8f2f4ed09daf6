//! Groups of employees who are asked together.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::employees::{Employee, ORDERS as PEOPLE_ORDERS};
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::groups::{self, Order};
use crate::actions::search;
use crate::error::Error;
use crate::http::body::Body;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::api_token::TokenScope::{PeopleRead, PeopleWrite};
use crate::model::group::GroupInput;
use crate::model::{self, EmployeeId, GroupId, List, SearchKind};

pub const OPERATIONS: &[Operation] = &[
    op("listGroups")
        .list(LIST.by(&["name", "createdAt"]).with_deleted().search())
        .scopes(&[PeopleRead]),
    op("createGroup").scopes(&[PeopleWrite]),
    op("getGroup").scopes(&[PeopleRead]),
    op("updateGroup").scopes(&[PeopleWrite]),
    op("deleteGroup").scopes(&[PeopleWrite]),
    op("restoreGroup").scopes(&[PeopleWrite]),
    op("listGroupEmployees").list(LIST.by(&["name", "createdAt"])).scopes(&[PeopleRead]),
    op("addGroupEmployees").scopes(&[PeopleWrite]).no_conflict(),
    op("removeGroupEmployees").scopes(&[PeopleWrite]).no_conflict(),
    op("listGroupsOfEmployee").scopes(&[PeopleRead]),
];

const ORDERS: [(&str, Order); 2] = [("name", Order::Name), ("createdAt", Order::CreatedAt)];

pub struct GroupsApi;

#[OpenApi(tag = "Tag::Groups")]
impl GroupsApi {
    /// List groups
    ///
    /// Returns the groups by name, unless `orderBy` is given, each with its number of employees.
    /// For OWNER, SUPER_USER and USER.
    #[oai(path = "/group", method = "get", operation_id = "listGroups")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
    ) -> Result<Json<Listed<Group>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_with_deleted(&ORDERS, false, member.page_size(List::Groups))?;
        let found = list.search();
        let found =
            search::among(&app, scope, SearchKind::Group, found, query.with_deleted).await?;
        let query = query.among(found);
        Ok(Json(Listed::of(groups::list(&app, scope, query).await?, Group::from)))
    }

    /// Create a group
    ///
    /// Creates a group with the given employees, or an empty one. For OWNER and SUPER_USER.
    ///
    /// 409 `group_exists` if the company has a group of this name, ignoring accents and case.
    #[oai(path = "/group", method = "post", operation_id = "createGroup")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewGroup>,
    ) -> Result<Created<Group>, Problem> {
        let scope = member.scope()?;
        let once = member.once("createGroup", key, &body)?;
        let NewGroup { name, description, employee_ids } = body.0;
        let people = employee_ids.into_iter().flatten().map(EmployeeId).collect();
        let input = GroupInput { name, description };
        Ok(Created(groups::create(&app, scope, input, people, once).await?.into()))
    }

    /// Get a group
    ///
    /// Returns the group without its employees, which are at `GET /group/{id}/employees`. For
    /// OWNER, SUPER_USER and USER.
    #[oai(path = "/group/:id", method = "get", operation_id = "getGroup")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the group.
        id: Path<i64>,
    ) -> Result<Json<Group>, Problem> {
        let scope = member.scope()?;
        Ok(Json(groups::find(&app, scope, GroupId(id.0)).await?.into()))
    }

    /// Replace a group's name and description
    ///
    /// A description that is left out is removed. The employees of the group stay. For OWNER and
    /// SUPER_USER.
    ///
    /// 409 `group_exists` if another group of the company has this name.
    #[oai(path = "/group/:id", method = "put", operation_id = "updateGroup")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the group.
        id: Path<i64>,
        body: Body<GroupBody>,
    ) -> Result<Json<Group>, Problem> {
        let scope = member.scope()?;
        let GroupBody { name, description } = body.0;
        let input = GroupInput { name, description };
        Ok(Json(groups::update(&app, scope, GroupId(id.0), input).await?.into()))
    }

    /// Delete a group
    ///
    /// The employees of the group stay, and so do the events they were asked for. For OWNER and
    /// SUPER_USER.
    #[oai(path = "/group/:id", method = "delete", operation_id = "deleteGroup")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the group.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        groups::delete(&app, member.scope()?, GroupId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted group
    ///
    /// Restores the group with its employees. For OWNER and SUPER_USER.
    ///
    /// 409 `group_exists` if there is another group of its name by now, `not_deleted` if the group
    /// is not deleted.
    #[oai(path = "/group/:id/restore", method = "post", operation_id = "restoreGroup")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the group.
        id: Path<i64>,
    ) -> Result<Json<Group>, Problem> {
        let scope = member.scope()?;
        Ok(Json(groups::restore(&app, scope, GroupId(id.0)).await?.into()))
    }

    /// List the employees of a group
    ///
    /// Returns the employees by last name, then first name, unless `orderBy` is given. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/group/:id/employees", method = "get", operation_id = "listGroupEmployees")]
    async fn members(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the group.
        id: Path<i64>,
        list: ListQuery,
    ) -> Result<Json<Listed<Employee>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked(&PEOPLE_ORDERS, false, member.page_size(List::Employees))?;
        let page = groups::members(&app, scope, GroupId(id.0), query).await?;
        Ok(Json(Listed::of(page, |person| Employee::of(&app, person))))
    }

    /// Add employees to a group
    ///
    /// Adds at most 1,000 employees at once. Those who are in the group already stay, so the call
    /// can be repeated. All or none: an unknown employee makes the call 422 and is named in
    /// `errors`. For OWNER and SUPER_USER.
    #[oai(path = "/group/:id/employees", method = "put", operation_id = "addGroupEmployees")]
    async fn add(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the group.
        id: Path<i64>,
        body: Body<GroupPeople>,
    ) -> Result<Json<Group>, Problem> {
        let scope = member.scope()?;
        let people = body.0.employee_ids.into_iter().map(EmployeeId).collect();
        Ok(Json(groups::add(&app, scope, GroupId(id.0), people).await?.into()))
    }

    /// Remove employees from a group
    ///
    /// Removes at most 1,000 employees at once. Those who are not in the group are ignored, so the
    /// call can be repeated. All or none: an unknown employee makes the call 422 and is named in
    /// `errors`. For OWNER and SUPER_USER.
    #[oai(path = "/group/:id/employees", method = "delete", operation_id = "removeGroupEmployees")]
    async fn remove(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the group.
        id: Path<i64>,
        /// The ids of the employees, separated by commas: `3,5,8`.
        ids: Query<String>,
    ) -> Result<Json<Group>, Problem> {
        let scope = member.scope()?;
        let people = each(&ids.0)?.into_iter().map(EmployeeId).collect();
        Ok(Json(groups::remove(&app, scope, GroupId(id.0), people).await?.into()))
    }

    /// List the groups of an employee
    ///
    /// Returns the groups by name. For OWNER, SUPER_USER and USER.
    #[oai(path = "/group/employee/:id", method = "get", operation_id = "listGroupsOfEmployee")]
    async fn of_employee(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<Vec<Group>>, Problem> {
        let scope = member.scope()?;
        let found = groups::of_employee(&app, scope, EmployeeId(id.0)).await?;
        Ok(Json(found.into_iter().map(Into::into).collect()))
    }
}

/// `3,5,8`.
fn each(ids: &str) -> Result<Vec<i64>, Problem> {
    ids.split(',')
        .map(|id| id.trim().parse().map_err(|_| Problem(Error::invalid("ids", "wrong_type"))))
        .collect()
}

/// A group to create.
#[derive(Object, Deserialize)]
#[oai(rename = "GroupInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewGroup {
    /// The name, at most 100 characters.
    name: String,
    /// The description: several lines, at most 1,000 characters.
    description: Option<String>,
    /// The ids of its employees, at most 1,000.
    employee_ids: Option<Vec<i64>>,
}

impl poem_openapi::types::Example for NewGroup {
    fn example() -> Self {
        Self {
            name: "CM2 de Mme Petit".into(),
            description: Some("Année scolaire 2026-2027".into()),
            employee_ids: Some(vec![1, 2]),
        }
    }
}

/// The details of a group.
#[derive(Object, Deserialize)]
#[oai(rename = "GroupUpdate", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GroupBody {
    /// The name, at most 100 characters.
    name: String,
    /// The description: several lines, at most 1,000 characters.
    description: Option<String>,
}

impl poem_openapi::types::Example for GroupBody {
    fn example() -> Self {
        Self { name: "CM2 de M. Roy".into(), description: None }
    }
}

/// The employees to add to a group.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GroupPeople {
    /// The ids of the employees, at most 1,000.
    employee_ids: Vec<i64>,
}

impl poem_openapi::types::Example for GroupPeople {
    fn example() -> Self {
        Self { employee_ids: vec![1, 2] }
    }
}

/// A group of employees.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Group {
    /// The id of the group.
    pub id: i64,
    /// The id of the company.
    pub company_id: i64,
    /// The name.
    pub name: String,
    /// The description. Null if there is none.
    pub description: Option<String>,
    /// The number of its employees, without deleted ones.
    pub member_count: i64,
    /// When it was created.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was deleted. Null if it is not.
    pub deleted_at: Option<Instant>,
}

impl From<model::Group> for Group {
    fn from(group: model::Group) -> Self {
        Self {
            id: group.id.0,
            company_id: group.company.0,
            name: group.name,
            description: group.description,
            member_count: group.members,
            created_at: group.created_at.into(),
            updated_at: group.updated_at.into(),
            deleted_at: group.deleted_at.map(Into::into),
        }
    }
}
