//! The people who may be photographed.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{Listed, Wanted};
use super::shapes::Address;
use crate::App;
use crate::actions::employees::{self, Order};
use crate::actions::retention;
use crate::actions::search;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::loose::Loose;
use crate::http::operation::{Operation, op};
use crate::http::problem::{self, Problem, ProblemDocument};
use crate::http::reply::{Created, Done, Instant};
use crate::model::api_token::TokenScope::{PeopleRead, PeopleWrite, ShootsRead};
use crate::model::employee::{EmployeeInput, GuardianInput};
use crate::model::{
    self, EmailState, EmployeeId, EventId, GroupId, List, Locale, Right, SearchKind,
};

pub const OPERATIONS: &[Operation] = &[
    op("listEmployees").scopes(&[PeopleRead]),
    op("createEmployee").scopes(&[PeopleWrite]),
    op("createEmployees").scopes(&[PeopleWrite]),
    op("getOwnEmployees"),
    op("getEmployee").scopes(&[PeopleRead]),
    op("updateEmployee").scopes(&[PeopleWrite]),
    op("deleteEmployee").scopes(&[PeopleWrite]),
    op("restoreEmployee").scopes(&[PeopleWrite]),
    op("tryEmailAgain").scopes(&[PeopleWrite]),
    op("eraseEmployee"),
    op("listEmployeesOfEvent").scopes(&[PeopleRead, ShootsRead]),
];

pub(super) const ORDERS: [(&str, Order); 2] =
    [("name", Order::Name), ("createdAt", Order::CreatedAt)];

pub struct EmployeesApi;

#[OpenApi(tag = "Tag::Employees")]
impl EmployeesApi {
    /// List the people of the company
    ///
    /// By last name, then first name, unless `orderBy` says otherwise.
    #[oai(path = "/employee", method = "get", operation_id = "listEmployees")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// `name` or `createdAt`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Include deleted employees. Defaults to false.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Return only rows that match these words, with the rules of `GET /search`. Misspelt words
        /// match only if nothing matches the words as written. If more than 100,000 rows match,
        /// only the 100,000 best matches are used.
        search: Query<Option<String>>,
        /// Only the people of this e-mail address; several may share it.
        email: Query<Option<String>>,
        /// Only the people of this group.
        #[oai(name = "groupId")]
        group_id: Query<Option<i64>>,
    ) -> Result<Json<Listed<Employee>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let query = wanted.checked(&ORDERS, false, member.page_size(List::Employees))?;
        let found = search.0.as_deref();
        let found =
            search::among(&app, scope, SearchKind::Employee, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = employees::list(&app, scope, query, email.0, group_id.0.map(GroupId)).await?;
        Ok(Json(Listed::of(page, |person| Employee::of(&app, person))))
    }

    /// Add a person
    ///
    /// The same first name, last name and e-mail together are one person in a
    /// company, whatever their accents and capitals: a second one is 409
    /// `employee_exists`. An e-mail alone may be shared. Who is under 18 on the day
    /// of a shoot is asked through their guardians. `locale` is the language they
    /// are written to in: the caller's, if left out. `groupIds` takes the right to
    /// change groups.
    #[oai(path = "/employee", method = "post", operation_id = "createEmployee")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<EmployeeBody>,
    ) -> Result<Created<Employee>, Problem> {
        let scope = member.may(Right::Plan)?;
        body.0.check_rights(&member)?;
        let once = member.once("createEmployee", key, &body)?;
        let person = employees::create(&app, scope, body.0.into(), caller.locale(), once).await?;
        Ok(Created(Employee::of(&app, person)))
    }

    /// Add many people
    ///
    /// At most 1,000. Whoever can be added is; each of the others comes back with the
    /// problem that `POST /employee` would have answered, in the order of the request.
    #[oai(path = "/employee/many", method = "post", operation_id = "createEmployees")]
    async fn create_many(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<ManyEmployees>,
    ) -> Result<Json<ManyResults>, Problem> {
        let scope = member.may(Right::Plan)?;
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

    /// Read what the company keeps of oneself
    ///
    /// For who is logged in as EMPLOYEE: the people whose e-mail is one's own, and the
    /// children one is a guardian of. Of a child, `email` is empty and `phone` and `address`
    /// are left out: where the child can be reached is not the guardian's to read.
    #[oai(path = "/employee/me", method = "get", operation_id = "getOwnEmployees")]
    async fn mine(&self, app: Data<&App>, member: Member) -> Result<Json<Vec<Employee>>, Problem> {
        let scope = member.may(Right::Own)?;
        let own = employees::mine(&app, scope, member.0.user).await?;
        Ok(Json(own.into_iter().map(|person| Employee::of(&app, person)).collect()))
    }

    /// Get a person
    ///
    /// With their guardians. Whoever has been deleted is not found.
    #[oai(path = "/employee/:id", method = "get", operation_id = "getEmployee")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.may(Right::Read)?;
        let person = employees::find(&app, scope, EmployeeId(id.0)).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Replace what is known of a person
    ///
    /// What is left out is emptied; `locale` and `groupIds` alone stay as they
    /// were, and changing groups takes the right to. A new e-mail
    /// switches off the links to unanswered requests that were sent to the old one, which
    /// is noted as evidence, and sends these requests to the new one. What was answered
    /// from the old one can be read and taken back from there until the new one has been
    /// confirmed by a code; the old one is told by mail. A guardian of another name is
    /// another guardian. If by the
    /// new birth date or guardians somebody else has to sign, what is unanswered is
    /// asked anew, as a new request; if that takes a guardian and there is none,
    /// `guardians` is refused as `guardian_required`. A request that one of several signers
    /// has answered stays: who is to sign no more is replaced by who is named instead, and
    /// if nobody is, that is 409 `answer_begun`. Documents that are signed never change.
    #[oai(path = "/employee/:id", method = "put", operation_id = "updateEmployee")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
        body: Body<EmployeeBody>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.may(Right::Plan)?;
        body.0.check_rights(&member)?;
        let person = employees::update(&app, scope, EmployeeId(id.0), body.0.into()).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Delete a person
    ///
    /// Takes back what they were asked and have not answered: those links open
    /// nothing until the person is restored. What they answered stays, with its proof, and
    /// so does a request that one of several signers has answered.
    #[oai(path = "/employee/:id", method = "delete", operation_id = "deleteEmployee")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        employees::delete(&app, member.may(Right::Curate)?, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted person
    ///
    /// With the requests that were deleted with them. 409 `employee_exists` if
    /// somebody of the same name and e-mail has been added since.
    #[oai(path = "/employee/:id/restore", method = "post", operation_id = "restoreEmployee")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<Employee>, Problem> {
        let scope = member.may(Right::Curate)?;
        let person = employees::restore(&app, scope, EmployeeId(id.0)).await?;
        Ok(Json(Employee::of(&app, person)))
    }

    /// Have mails sent to a person again
    ///
    /// After they came back (`emailState`), and to their guardians: the mailbox has been
    /// made, or it was a mistake. What did not reach them of what they have yet to answer
    /// is sent again. If it comes back again, that is told and noted again.
    #[oai(path = "/employee/:id/bounced", method = "delete", operation_id = "tryEmailAgain")]
    async fn try_email_again(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Plan)?;
        employees::try_email_again(&app, scope, EmployeeId(id.0), member.0.user).await?;
        Ok(Done)
    }

    /// Erase a person for good
    ///
    /// Deleted or not. Nothing of them stays but the proof of what they signed, until
    /// it need not be kept any more; what they have not answered is closed, and no
    /// link of theirs opens anything. This cannot be taken back.
    #[oai(path = "/employee/:id/forever", method = "delete", operation_id = "eraseEmployee")]
    async fn erase(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Erase)?;
        retention::erase_person(&app, scope, member.0.user, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// List the people of a shoot
    ///
    /// Everybody who has been asked for their consent to it, by name; deleted people
    /// too if they have answered.
    #[oai(path = "/employee/event/:id", method = "get", operation_id = "listEmployeesOfEvent")]
    async fn list_of_event(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to the caller's page size for this list (`GET
        /// /settings`), else 20.
        limit: Query<Option<u32>>,
        /// `name` or `createdAt`, then `:asc` or `:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
    ) -> Result<Json<Listed<Employee>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: None,
        };
        let query = wanted.checked(&ORDERS, false, member.page_size(List::Employees))?;
        let page = employees::list_of_event(&app, scope, EventId(id.0), query).await?;
        Ok(Json(Listed::of(page, |person| Employee::of(&app, person))))
    }
}

/// What is known of a person.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EmployeeBody {
    /// At most 100 characters, like `lastName`.
    first_name: String,
    last_name: String,
    email: String,
    /// Any usual form; French if it has no country code. Kept as E.164.
    phone: Option<String>,
    /// `YYYY-MM-DD`, from 1880 to today.
    birth_date: Option<String>,
    locale: Option<Locale>,
    address: Option<Address>,
    /// Who signs for a minor: at most two, with an e-mail each; they go with a birth date.
    guardians: Option<Vec<GuardianBody>>,
    /// Exactly the groups they are in, at most 100.
    group_ids: Option<Vec<i64>>,
}

impl EmployeeBody {
    /// Who is in which group is for those to say who may change groups.
    fn check_rights(&self, member: &Member) -> Result<(), Problem> {
        if self.group_ids.is_some() {
            member.may(Right::Curate)?;
        }
        Ok(())
    }
}

/// People to add.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ManyEmployees {
    /// 1 to 1,000.
    employees: Vec<Loose<EmployeeBody>>,
}

impl poem_openapi::types::Example for ManyEmployees {
    fn example() -> Self {
        let ana = serde_json::json!({
            "firstName": "Ana", "lastName": "Moreau", "email": "ana.moreau@mail.example",
        });
        let leo = serde_json::json!({
            "firstName": "Léo", "lastName": "Roy", "email": "leo.roy@mail.example",
        });
        Self { employees: vec![Loose::of(ana), Loose::of(leo)] }
    }
}

/// What became of many.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ManyResults {
    /// How many were added.
    created: u32,
    /// How many were not.
    refused: u32,
    /// One for each, in the order of the request.
    results: Vec<ManyResult>,
}

/// What became of one of many: a person, or a problem.
#[derive(Object)]
#[oai(rename = "EmployeeResult", rename_all = "camelCase", skip_serializing_if_is_none)]
struct ManyResult {
    employee: Option<Employee>,
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
                let told = problem::of_one(code, fields, caller.locale(), caller.request());
                Self { employee: None, problem: Some(told) }
            }
        }
    }
}

/// Somebody who signs for a minor.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GuardianBody {
    first_name: String,
    last_name: String,
    email: String,
    /// The minor's, if left out.
    locale: Option<Locale>,
}

impl poem_openapi::types::Example for EmployeeBody {
    fn example() -> Self {
        Self {
            first_name: "Zoé".into(),
            last_name: "Petit".into(),
            email: "zoe.petit@mail.example".into(),
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
            email: body.email,
            phone: body.phone,
            birth_date: body.birth_date,
            locale: body.locale,
            address: body.address.map(Into::into).unwrap_or_default(),
            guardians: body.guardians.into_iter().flatten().map(guardian).collect(),
            groups: body.group_ids.map(|ids| ids.into_iter().map(GroupId).collect()),
        }
    }
}

/// Someone who may be photographed.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Employee {
    pub id: i64,
    pub company_id: i64,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// The language they are written to in.
    pub locale: Locale,
    /// From the name; unique in the company.
    pub slug: String,
    /// Whether they let their signature be kept, to be offered to them again.
    pub has_signature: bool,
    pub address: Option<Address>,
    pub guardians: Vec<Guardian>,
    /// How many guardians have yet to be named for who is under 18 today, of as many as the
    /// company asks for; 0 for everybody else. Without any, asking them is refused
    /// (`guardian_required`); one of two is asked to name the other, or to declare sole
    /// parental authority.
    pub guardians_missing: u8,
    /// By name.
    pub groups: Vec<GroupName>,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub deleted_at: Option<Instant>,
    /// Since when mails to their address come back or are not wanted: none is sent until
    /// the address changes, or another try is asked for.
    pub bounced_at: Option<Instant>,
    /// Whether mails to their address arrive.
    pub email_state: EmailState,
}

/// A group somebody is in.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct GroupName {
    pub id: i64,
    pub name: String,
}

/// Somebody who signs for a minor.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Guardian {
    pub id: i64,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub locale: Locale,
    /// As that of the person.
    pub bounced_at: Option<Instant>,
    pub email_state: EmailState,
}

impl Employee {
    /// A person as of today.
    pub fn of(app: &App, person: model::Person) -> Self {
        let guardians_missing = person.missing_guardians(app.now(), &app.config.time_zone);
        let model::Person { employee, guardians, groups, .. } = person;
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
            phone: employee.phone,
            birth_date: employee.birth_date.map(|day| day.to_string()),
            locale: employee.locale,
            slug: employee.slug,
            has_signature: employee.signature.is_some(),
            address: Address::of(employee.address),
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
