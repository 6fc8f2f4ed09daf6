//! Events, employees and answers of all companies, for administrators of the instance.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::{Admin, AdminReason, of_all};
use crate::App;
use crate::actions::instance::{self, AnswerLine, EmployeeLine, EventLine, RowFilter, RowId};
use crate::actions::{answers, employees, events};
use crate::http::api::Tag;
use crate::http::api::lists::{ListQuery, Listed};
use crate::http::body::Body;
use crate::http::operation::{LIST, ListParameters, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant};
use crate::model::{AnswerId, AnswerState, CompanyId, EmployeeId, EventId, EventStatus};

pub const OPERATIONS: &[Operation] = &[
    op("listAllEvents").list(ROWS),
    op("getAnyEvent"),
    op("deleteAnyEvent").no_conflict(),
    op("restoreAnyEvent"),
    op("listAllEmployees").list(ROWS),
    op("getAnyEmployee"),
    op("deleteAnyEmployee").no_conflict(),
    op("restoreAnyEmployee").paid(),
    op("listAllAnswers").list(ROWS),
    op("getAnyAnswer"),
    op("deleteAnyAnswer"),
    op("restoreAnyAnswer").paid(),
];

const ROWS: ListParameters =
    LIST.by(&["createdAt"]).descending().with_deleted().search().fixed_size();
pub const ORDERS: [(&str, ()); 1] = [("createdAt", ())];

pub struct InstanceRowsApi;

#[OpenApi(tag = "Tag::Operations")]
impl InstanceRowsApi {
    /// List the events of all companies
    ///
    /// Returns events with their state. `search` finds those whose name contains all the words, and
    /// needs `companyId`. Only for an ADMIN.
    #[oai(path = "/admin/event", method = "get", operation_id = "listAllEvents")]
    async fn events(
        &self,
        app: Data<&App>,
        _admin: Admin,
        list: ListQuery,
        /// Return only events of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Return only events with this status.
        status: Query<Option<EventStatus>>,
    ) -> Result<Json<Listed<AdminEvent>>, Problem> {
        let (query, search) = of_all(&list, &ORDERS, true)?;
        let company = company_id.0.map(CompanyId);
        let filter = RowFilter { company, status: status.0, ..RowFilter::default() };
        let found = instance::events(&app, query, filter, search).await?;
        Ok(Json(Listed::of(found, AdminEvent::from)))
    }

    /// Get an event of any company
    ///
    /// Only for an ADMIN.
    #[oai(path = "/admin/event/:id", method = "get", operation_id = "getAnyEvent")]
    async fn event(
        &self,
        app: Data<&App>,
        _admin: Admin,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<AdminEvent>, Problem> {
        Ok(Json(instance::event(&app, EventId(id.0)).await?.into()))
    }

    /// Delete an event of any company
    ///
    /// Deletes an event with its requests, as the company can: it can be restored. Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    #[oai(path = "/admin/event/:id", method = "delete", operation_id = "deleteAnyEvent")]
    async fn delete_event(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the event.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let id = EventId(id.0);
        let scope = admin.act_on(&app, RowId::Event(id), &reason.0).await?;
        events::delete(&app, scope, id).await?;
        Ok(Done)
    }

    /// Restore an event of any company
    ///
    /// Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    ///
    /// 409 `not_deleted` if it is not deleted, `guardian_required` if a child in it has no guardian any
    /// more.
    #[oai(path = "/admin/event/:id/restore", method = "post", operation_id = "restoreAnyEvent")]
    async fn restore_event(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the event.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminEvent>, Problem> {
        let id = EventId(id.0);
        let scope = admin.act_on(&app, RowId::Event(id), &body.0.reason).await?;
        events::restore(&app, scope, id).await?;
        Ok(Json(instance::event(&app, id).await?.into()))
    }

    /// List the employees of all companies
    ///
    /// Returns employees without what they answered. `search` finds those with this e-mail, or whose
    /// last name begins so. Only for an ADMIN.
    #[oai(path = "/admin/employee", method = "get", operation_id = "listAllEmployees")]
    async fn employees(
        &self,
        app: Data<&App>,
        admin: Admin,
        list: ListQuery,
        /// Return only employees of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
    ) -> Result<Json<Listed<AdminEmployee>>, Problem> {
        let (query, search) = of_all(&list, &ORDERS, true)?;
        let filter = RowFilter { company: company_id.0.map(CompanyId), ..RowFilter::default() };
        let found = instance::employees(&app, &admin.reader(), query, filter, search).await?;
        Ok(Json(Listed::of(found, AdminEmployee::from)))
    }

    /// Get an employee of any company
    ///
    /// Only for an ADMIN.
    #[oai(path = "/admin/employee/:id", method = "get", operation_id = "getAnyEmployee")]
    async fn employee(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Json<AdminEmployee>, Problem> {
        Ok(Json(instance::employee(&app, &admin.reader(), EmployeeId(id.0)).await?.into()))
    }

    /// Delete an employee of any company
    ///
    /// Deletes an employee with their unanswered requests, as the company can: they can be restored. Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    #[oai(path = "/admin/employee/:id", method = "delete", operation_id = "deleteAnyEmployee")]
    async fn delete_employee(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the employee.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let id = EmployeeId(id.0);
        let scope = admin.act_on(&app, RowId::Employee(id), &reason.0).await?;
        employees::delete(&app, scope, id).await?;
        Ok(Done)
    }

    /// Restore an employee of any company
    ///
    /// Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    ///
    /// 409 `not_deleted` if they are not deleted, `employee_exists` if another one has their name and
    /// e-mail by now.
    #[oai(
        path = "/admin/employee/:id/restore",
        method = "post",
        operation_id = "restoreAnyEmployee"
    )]
    async fn restore_employee(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the employee.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminEmployee>, Problem> {
        let id = EmployeeId(id.0);
        let scope = admin.act_on(&app, RowId::Employee(id), &body.0.reason).await?;
        employees::restore(&app, scope, id).await?;
        Ok(Json(instance::employee(&app, &admin.reader(), id).await?.into()))
    }

    /// List the answers of all companies
    ///
    /// Returns answers with their state, without what was answered. `search` finds the one with this
    /// reference. Only for an ADMIN.
    #[oai(path = "/admin/answer", method = "get", operation_id = "listAllAnswers")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn answers(
        &self,
        app: Data<&App>,
        admin: Admin,
        list: ListQuery,
        /// Return only answers of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Return only answers to this event.
        #[oai(name = "eventId")]
        event_id: Query<Option<i64>>,
        /// Return only answers of this employee.
        #[oai(name = "employeeId")]
        employee_id: Query<Option<i64>>,
        /// Return only answers in this state, as it is stored: a consent that has ended since the last
        /// night is still ACCEPTED.
        state: Query<Option<AnswerState>>,
    ) -> Result<Json<Listed<AdminAnswer>>, Problem> {
        let (query, search) = of_all(&list, &ORDERS, true)?;
        let filter = RowFilter {
            company: company_id.0.map(CompanyId),
            event: event_id.0.map(EventId),
            employee: employee_id.0.map(EmployeeId),
            state: state.0,
            status: None,
        };
        let found = instance::answers(&app, &admin.reader(), query, filter, search).await?;
        Ok(Json(Listed::of(found, AdminAnswer::from)))
    }

    /// Get an answer of any company
    ///
    /// Returns its state, without what was answered. Only for an ADMIN.
    #[oai(path = "/admin/answer/:id", method = "get", operation_id = "getAnyAnswer")]
    async fn answer(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<AdminAnswer>, Problem> {
        Ok(Json(instance::answer(&app, &admin.reader(), AnswerId(id.0)).await?.into()))
    }

    /// Delete an answer of any company
    ///
    /// Deletes a request that nobody has answered, as the company can: it can be restored. Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    ///
    /// 409 `answer_given` for what was answered, which stays, `answer_begun` if one of several signers
    /// has answered.
    #[oai(path = "/admin/answer/:id", method = "delete", operation_id = "deleteAnyAnswer")]
    async fn delete_answer(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the answer.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let id = AnswerId(id.0);
        let scope = admin.act_on(&app, RowId::Answer(id), &reason.0).await?;
        answers::delete(&app, scope, id).await?;
        Ok(Done)
    }

    /// Restore an answer of any company
    ///
    /// Owners of the company read the reason in `GET /audit`. Only for an ADMIN.
    ///
    /// 409 `not_deleted` if it is not deleted, `employee_deleted` if its employee is, `already_asked` if
    /// there is another request by now, `answer_begun` if one of several signers has answered.
    #[oai(path = "/admin/answer/:id/restore", method = "post", operation_id = "restoreAnyAnswer")]
    async fn restore_answer(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the answer.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminAnswer>, Problem> {
        let id = AnswerId(id.0);
        let scope = admin.act_on(&app, RowId::Answer(id), &body.0.reason).await?;
        let back = answers::restore(&app, scope, id).await?.id;
        Ok(Json(instance::answer(&app, &admin.reader(), back).await?.into()))
    }
}

/// An event as administrators of the instance see it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminEvent {
    /// The id of the event.
    id: i64,
    /// The id of its company.
    company_id: i64,
    /// The name of its company.
    company_name: String,
    /// The name.
    name: String,
    /// The status.
    status: EventStatus,
    /// When it begins.
    start: Instant,
    /// When it ends.
    end: Instant,
    /// The number of people who were asked.
    asked: i64,
    /// The number of them who answered.
    answered: i64,
    /// When it was created.
    created_at: Instant,
    /// When it was deleted. Null if it is not.
    deleted_at: Option<Instant>,
}

impl From<EventLine> for AdminEvent {
    fn from(line: EventLine) -> Self {
        Self {
            id: line.id.0,
            company_id: line.company.0,
            company_name: line.company_name,
            name: line.name,
            status: line.status,
            start: line.starts_at.into(),
            end: line.ends_at.into(),
            asked: line.asked,
            answered: line.answered,
            created_at: line.created_at.into(),
            deleted_at: line.deleted_at.map(Into::into),
        }
    }
}

/// An employee as administrators of the instance see them.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminEmployee {
    /// The id of the employee.
    id: i64,
    /// The id of their company.
    company_id: i64,
    /// The name of their company.
    company_name: String,
    /// First and last name.
    name: String,
    /// The e-mail. Null if there is none.
    email: Option<String>,
    /// When they were added.
    created_at: Instant,
    /// When they were deleted. Null if they are not.
    deleted_at: Option<Instant>,
}

impl From<EmployeeLine> for AdminEmployee {
    fn from(line: EmployeeLine) -> Self {
        Self {
            id: line.id.0,
            company_id: line.company.0,
            company_name: line.company_name,
            name: line.name,
            email: line.email,
            created_at: line.created_at.into(),
            deleted_at: line.deleted_at.map(Into::into),
        }
    }
}

/// An answer as administrators of the instance see it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminAnswer {
    /// The id of the answer.
    id: i64,
    /// The id of its company.
    company_id: i64,
    /// The name of its company.
    company_name: String,
    /// The id of the event.
    event_id: i64,
    /// The name of the event. Null once it is erased.
    event_name: Option<String>,
    /// The id of the employee.
    employee_id: i64,
    /// The name of the employee. Null once they are erased.
    employee_name: Option<String>,
    /// The reference printed on the document.
    reference: String,
    /// The state.
    state: AnswerState,
    /// When they were asked.
    created_at: Instant,
    /// When it was answered. Null if it is not.
    signed_at: Option<Instant>,
    /// When it was deleted. Null if it is not.
    deleted_at: Option<Instant>,
}

impl From<AnswerLine> for AdminAnswer {
    fn from(line: AnswerLine) -> Self {
        Self {
            id: line.id.0,
            company_id: line.company.0,
            company_name: line.company_name,
            event_id: line.event.0,
            event_name: line.event_name,
            employee_id: line.employee.0,
            employee_name: line.employee_name,
            reference: line.reference,
            state: line.state,
            created_at: line.created_at.into(),
            signed_at: line.signed_at.map(Into::into),
            deleted_at: line.deleted_at.map(Into::into),
        }
    }
}
