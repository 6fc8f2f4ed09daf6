//! Employees: the people who may be photographed.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{ListQuery, Listed};
use super::shapes::Address;
use crate::App;
use crate::actions::employees::{self, Order};
use crate::actions::retention;
use crate::actions::search;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey, Member};
use crate::http::list_item::ListItem;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::{self, Problem, ProblemDocument};
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::api_token::TokenScope::{EventsRead, PeopleRead, PeopleWrite};
use crate::model::employee::{EmployeeInput, Fields, GuardianInput, Typed};
use crate::model::{
    self, EmailState, EmployeeId, EventId, GroupId, List, Locale, Right, SearchKind,
};

pub const OPERATIONS: &[Operation] = &[
    op("listEmployees")
        .list(LIST.by(&["name", "createdAt"]).with_deleted().search())
        .scopes(&[PeopleRead]),
    op("createEmployee").paid().scopes(&[PeopleWrite]),
    op("createEmployees").scopes(&[PeopleWrite]),
    op("getOwnEmployees"),
    op("getEmployee").scopes(&[PeopleRead]),
    op("updateEmployee").scopes(&[PeopleWrite]),
    op("deleteEmployee").scopes(&[PeopleWrite]),
    op("restoreEmployee").paid().scopes(&[PeopleWrite]),
    op("tryEmailAgain").scopes(&[PeopleWrite]),
    op("eraseEmployee"),
    op("listEmployeesOfEvent")
        .list(LIST.by(&["name", "createdAt"]))
        .scopes(&[PeopleRead, EventsRead]),
];

pub(super) const ORDERS: [(&str, Order); 2] =
    [("name", Order::Name), ("createdAt", Order::CreatedAt)];

pub struct EmployeesApi;

#[OpenApi(tag = "Tag::Employees")]
impl EmployeesApi {
    /// List employees
    ///
    /// Returns the employees by last name, then first name, unless `orderBy` is given. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/employee", method = "get", operation_id = "listEmployees")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
        /// Return only employees with this e-mail address; several may share it.
        email: Query<Option<String>>,
        /// Return only employees of this group.
        #[oai(name = "groupId")]
        group_id: Query<Option<i64>>,
    ) -> Result<Json<Listed<Employee>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_with_deleted(&ORDERS, false, member.page_size(List::Employees))?;
        let found = list.search();
        let found =
            search::among(&app, scope, SearchKind::Employee, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = employees::list(&app, scope, query, email.0, group_id.0.map(GroupId)).await?;
        Ok(Json(Listed::of(page, |person| Employee::of(&app, person))))
    }

    /// Add an employee
    ///
    /// First name, last name and e-mail together identify an employee in a company, ignoring
    /// accents and case: a second one is 409 `employee_exists`. An e-mail alone may be shared. An
    /// employee who is under 18 on the day of an event is asked through their guardians. `locale`
    /// defaults to the caller's language. For OWNER, SUPER_USER and USER; `groupIds` requires OWNER
    /// or SUPER_USER (403).
    #[oai(path = "/employee", method = "post", operation_id = "createEmployee")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<EmployeeBody>,
    ) -> Result<Created<Employee>, Problem> {
        let scope = member.scope()?;
        body.0.check_rights(&member)?;
        let once = member.once("createEmployee", key, &body)?;
        let person = employees::create(&app, scope, body.0.into(), caller.locale(), once).await?;
        Ok(Created(Employee::of(&app, person)))
    }

    /// Add many employees
    ///
    /// Adds at most 1,000 employees. Each that is valid is added; each of the others is returned
    /// with the problem that `POST /employee` would have returned, in the order of the request. For
    /// OWNER, SUPER_USER and USER.
    #[oai(path = "/employee/many", method = "post", operation_id = "createEmployees")]
    async fn create_many(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<ManyEmployees>,
    ) -> Result<Json<ManyResults>, Problem> {
        let scope = member.scope()?;
        let once = member.once("createEmployees", key, &body)?;
        let mut inputs = vec![];
        for item in body.0.employees {
            let read = item.read();
            if let Ok(body) = &read {
                body.check_rights(&member)?;
            }
            inputs.push(read.map(EmployeeInput::from));
        }
        let done = employees::create_many(&app, scope, inputs, caller.locale(), once).await?;
        let results: Vec<_> =
            done.into_iter().map(|one| ManyResult::of(&app, one, &caller)).collect();
        let created = results.iter().filter(|one| one.employee.is_some()).count();
        let refused = results.len() - created;
        Ok(Json(ManyResults { created: created as u32, refused: refused as u32, results }))
    }

    /// Get your own employee records
    ///
    /// Returns the employees whose e-mail is the caller's, and the children of whom the caller is a
    /// guardian. For children, `email` is empty and `phone` and `address` are left out, because
    /// guardians may not read how the child can be reached. For EMPLOYEE.
    #[oai(path = "/employee/me", method = "get", operation_id = "getOwnEmployees")]
    async fn mine(
        &self,
        app: Data<&App>,
        member: Allowed<right::Own>,
    ) -> Result<Json<Vec<Employee>>, Problem> {
        let scope = member.scope()?;
        let own = employees::mine(&app, scope, member.0.user).await?;
        Ok(Json(own.into_iter().map(|person| Employee::of(&app, person)).collect()))
    }

    /// Get an employee
    ///
    /// Returns the employee with their guardians. Deleted employees are not found. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/employee/:id", method = "get", operation_id = "getEmployee")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.scope()?;
        let person = employees::find(&app, scope, EmployeeId(id.0)).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Replace the details of an employee
    ///
    /// Fields that are left out are emptied, except `locale` and `groupIds`, which stay unchanged.
    /// Signed documents never change. For OWNER, SUPER_USER and USER; `groupIds` requires OWNER or
    /// SUPER_USER.
    ///
    /// A new e-mail revokes the links of unanswered requests that were sent to the old one, which
    /// is recorded as evidence, and sends these requests to the new one. Given answers can be read
    /// and withdrawn from the old e-mail until the new one is confirmed by a code; a mail informs
    /// the old one. A guardian with another name counts as another guardian.
    ///
    /// If a new birth date or new guardians change who has to sign, unanswered requests are
    /// replaced by new ones; 422 `guardian_required` on `guardians` if that needs a guardian and
    /// there is none. A request that one of several signers has answered stays: a signer who is no
    /// longer to sign is replaced by the one who is named instead, and 409 `answer_begun` if nobody
    /// is. 409 `employee_exists` as in `POST /employee`.
    #[oai(path = "/employee/:id", method = "put", operation_id = "updateEmployee")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the employee.
        id: Path<i64>,
        body: Body<EmployeeBody>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.scope()?;
        body.0.check_rights(&member)?;
        let person = employees::update(&app, scope, EmployeeId(id.0), body.0.into()).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Delete an employee
    ///
    /// Withdraws the requests that they have not answered: the links do nothing until the employee
    /// is restored. Given answers stay, with their evidence, and so do requests that one of several
    /// signers has answered. For OWNER and SUPER_USER.
    #[oai(path = "/employee/:id", method = "delete", operation_id = "deleteEmployee")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        employees::delete(&app, member.scope()?, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted employee
    ///
    /// Restores the employee and the requests that were deleted with them. For OWNER and
    /// SUPER_USER.
    ///
    /// 409 `employee_exists` if an employee with the same name and e-mail has been added since,
    /// `not_deleted` if the employee is not deleted.
    #[oai(path = "/employee/:id/restore", method = "post", operation_id = "restoreEmployee")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.scope()?;
        let person = employees::restore(&app, scope, EmployeeId(id.0)).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Send mails to an employee again
    ///
    /// Use it after mails to the employee or their guardians came back (`emailState`) and the cause
    /// is gone. Mails about unanswered requests that did not arrive are sent again. If they come
    /// back again, that is noted again. For OWNER, SUPER_USER and USER.
    #[oai(path = "/employee/:id/bounced", method = "delete", operation_id = "tryEmailAgain")]
    async fn try_email_again(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        employees::try_email_again(&app, scope, EmployeeId(id.0), member.0.user).await?;
        Ok(Done)
    }

    /// Erase an employee for good
    ///
    /// Erases the employee, deleted or not. Only the evidence of what they signed is kept, for as
    /// long as it must be; unanswered requests are closed and all links stop working. This cannot
    /// be undone. For OWNER.
    #[oai(path = "/employee/:id/forever", method = "delete", operation_id = "eraseEmployee")]
    async fn erase(
        &self,
        app: Data<&App>,
        member: Allowed<right::Erase>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        retention::erase_person(&app, scope, member.0.user, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// List the employees of an event
    ///
    /// Returns everybody who was asked for the event, by name; deleted employees too if they have
    /// answered. For OWNER, SUPER_USER and USER.
    #[oai(path = "/employee/event/:id", method = "get", operation_id = "listEmployeesOfEvent")]
    async fn list_of_event(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the event.
        id: Path<i64>,
        list: ListQuery,
    ) -> Result<Json<Listed<Employee>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked(&ORDERS, false, member.page_size(List::Employees))?;
        let page = employees::list_of_event(&app, scope, EventId(id.0), query).await?;
        Ok(Json(Listed::of(page, |person| Employee::of(&app, person))))
    }
}

/// The details of an employee.
#[derive(Object, Deserialize)]
#[oai(rename = "EmployeeInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EmployeeBody {
    /// The first name, at most 100 characters.
    first_name: String,
    /// The last name, at most 100 characters.
    last_name: String,
    /// The e-mail address. It may be left out for a minor with guardians: the address of the
    /// first guardian is used.
    email: Option<String>,
    /// The telephone number in any usual form; French if it has no country code. Stored as E.164.
    phone: Option<String>,
    /// The birth date, `YYYY-MM-DD`, from 1880 to today.
    birth_date: Option<String>,
    /// The language of mails to the employee.
    locale: Option<Locale>,
    /// The postal address.
    address: Option<Address>,
    /// Who signs for a minor: at most two, each with an e-mail. They require a birth date.
    guardians: Option<Vec<GuardianBody>>,
    /// The ids of all groups the employee is to be in, at most 100.
    group_ids: Option<Vec<i64>>,
}

impl EmployeeBody {
    /// Only those who may change groups may set the groups of an employee.
    fn check_rights(&self, member: &Member) -> Result<(), Problem> {
        if self.group_ids.is_some() {
            member.may(Right::Curate)?;
        }
        Ok(())
    }
}

/// The employees to add.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ManyEmployees {
    /// The employees, 1 to 1,000.
    employees: Vec<ListItem<EmployeeBody>>,
}

impl poem_openapi::types::Example for ManyEmployees {
    fn example() -> Self {
        let ana = serde_json::json!({
            "firstName": "Ana", "lastName": "Moreau", "email": "ana.moreau@mail.example",
        });
        let leo = serde_json::json!({
            "firstName": "Léo", "lastName": "Roy", "email": "leo.roy@mail.example",
        });
        Self { employees: vec![ListItem::of(ana), ListItem::of(leo)] }
    }
}

/// The result of adding many employees.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ManyResults {
    /// The number of employees that were added.
    created: u32,
    /// The number of employees that were not added.
    refused: u32,
    /// One result for each, in the order of the request.
    results: Vec<ManyResult>,
}

/// The result for one of many: an employee or a problem.
#[derive(Object)]
#[oai(rename = "EmployeeResult", rename_all = "camelCase")]
struct ManyResult {
    /// The employee that was added; null if it was refused.
    employee: Option<Employee>,
    /// Why it was not added; null if it was.
    problem: Option<ProblemDocument>,
}

impl ManyResult {
    fn of(app: &App, outcome: employees::Outcome, caller: &Caller) -> Self {
        match outcome {
            employees::Outcome::Added(person) => {
                Self { employee: Some(Employee::of(app, *person)), problem: None }
            }
            employees::Outcome::Refused(refusal) => {
                let (code, fields) = (&refusal.code, &refusal.fields);
                let problem = problem::of_one(code, fields, caller.locale(), caller.request());
                Self { employee: None, problem: Some(problem) }
            }
        }
    }
}

/// Somebody who signs for a minor.
#[derive(Object, Deserialize)]
#[oai(rename = "GuardianInput", rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GuardianBody {
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The e-mail address.
    email: String,
    /// The language of mails to the guardian. Defaults to that of the minor.
    locale: Option<Locale>,
}

impl poem_openapi::types::Example for EmployeeBody {
    fn example() -> Self {
        Self {
            first_name: "Zoé".into(),
            last_name: "Petit".into(),
            email: Some("zoe.petit@mail.example".into()),
            phone: Some("06 12 34 56 78".into()),
            birth_date: Some("2010-03-14".into()),
            locale: Some(Locale::Fr),
            address: None,
            guardians: Some(vec![GuardianBody {
                first_name: "Anne".into(),
                last_name: "Petit".into(),
                email: "anne.petit@mail.example".into(),
                locale: None,
            }]),
            group_ids: None,
        }
    }
}

impl From<EmployeeBody> for EmployeeInput {
    fn from(body: EmployeeBody) -> Self {
        let guardian = |typed: GuardianBody| GuardianInput {
            first_name: typed.first_name,
            last_name: typed.last_name,
            email: typed.email,
            locale: typed.locale,
        };
        Self {
            first_name: body.first_name,
            last_name: body.last_name,
            email: body.email.unwrap_or_default(),
            fields: Typed {
                phone: body.phone,
                birth_date: body.birth_date,
                locale: body.locale,
                address: body.address.map(Into::into).unwrap_or_default(),
            },
            guardians: body.guardians.into_iter().flatten().map(guardian).collect(),
            groups: body.group_ids.map(|ids| ids.into_iter().map(GroupId).collect()),
        }
    }
}

/// Somebody who may be photographed.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Employee {
    /// The id of the employee.
    pub id: i64,
    /// The id of the company.
    pub company_id: i64,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The e-mail address.
    pub email: String,
    /// The telephone number, E.164. Null if there is none.
    pub phone: Option<String>,
    /// The birth date, `YYYY-MM-DD`. Null if not known.
    pub birth_date: Option<String>,
    /// The language of mails to the employee.
    pub locale: Locale,
    /// An identifier made from the name, unique in the company.
    pub slug: String,
    /// Whether they chose to keep their signature, to be offered to them again.
    pub has_signature: bool,
    /// The postal address. Null if there is none.
    pub address: Option<Address>,
    /// The guardians who sign for them.
    pub guardians: Vec<Guardian>,
    /// For an employee under 18 today: how many guardians are missing of those the company
    /// requires; else 0. Without any, they cannot be asked (`guardian_required`); if one of two is
    /// known, that one must name the other or declare sole parental authority.
    pub guardians_missing: u8,
    /// The groups they are in, by name.
    pub groups: Vec<GroupName>,
    /// When they were added.
    pub created_at: Instant,
    /// When they were last changed.
    pub updated_at: Instant,
    /// When they were deleted. Null if they are not.
    pub deleted_at: Option<Instant>,
    /// Since when mails to their address come back or are not wanted. None is sent until the
    /// address changes or another attempt is requested. Null if mails arrive.
    pub bounced_at: Option<Instant>,
    /// Whether mails to their address arrive.
    pub email_state: EmailState,
}

/// A group of an employee.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct GroupName {
    /// The id of the group.
    pub id: i64,
    /// The name of the group.
    pub name: String,
}

/// Somebody who signs for a minor.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Guardian {
    /// The id of the guardian.
    pub id: i64,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The e-mail address.
    pub email: String,
    /// The language of mails to the guardian.
    pub locale: Locale,
    /// Since when mails to their address come back, as for the employee. Null if mails arrive.
    pub bounced_at: Option<Instant>,
    /// Whether mails to their address arrive.
    pub email_state: EmailState,
}

impl Employee {
    /// The employee as of today.
    pub fn of(app: &App, person: model::Person) -> Self {
        let guardians_missing = person.missing_guardians(app.now(), &app.config.time_zone);
        let model::Person { employee, guardians, groups, .. } = person;
        let Fields { phone, birth_date, locale, address } = employee.fields;
        let guardian = |one: model::Guardian| Guardian {
            id: one.id.0,
            first_name: one.first_name,
            last_name: one.last_name,
            email: one.email,
            locale: one.locale,
            bounced_at: one.bounced_at.map(Into::into),
            email_state: one.email_state,
        };
        Self {
            id: employee.id.0,
            company_id: employee.company.0,
            first_name: employee.first_name,
            last_name: employee.last_name,
            email: employee.email,
            phone,
            birth_date: birth_date.map(|day| day.to_string()),
            locale,
            slug: employee.slug,
            has_signature: employee.signature.is_some(),
            address: Address::of(address),
            guardians: guardians.into_iter().map(guardian).collect(),
            guardians_missing,
            groups: groups
                .into_iter()
                .map(|group| GroupName { id: group.id.0, name: group.name })
                .collect(),
            created_at: employee.created_at.into(),
            updated_at: employee.updated_at.into(),
            deleted_at: employee.deleted_at.map(Into::into),
            bounced_at: employee.bounced_at.map(Into::into),
            email_state: employee.email_state,
        }
    }
}
