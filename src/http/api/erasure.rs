//! Erasure in any company, by an administrator of the instance: for a person who asks to be
//! forgotten where the company no longer exists or does not answer.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::Tag;
use crate::App;
use crate::actions::retention;
use crate::http::guard::Allowed;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Done;
use crate::http::right;
use crate::model::{EmployeeId, EventId};

pub const OPERATIONS: &[Operation] = &[op("eraseAnyEmployee"), op("eraseAnyEvent")];

pub struct ErasureApi;

#[OpenApi]
impl ErasureApi {
    /// Erase an employee of any company
    ///
    /// Works as `DELETE /employee/{id}/forever`, in every company, including deleted ones. The
    /// company's audit log records who did it. Only for administrators of the instance (ADMIN).
    /// This cannot be undone.
    #[oai(
        path = "/admin/employee/:id/forever",
        method = "delete",
        operation_id = "eraseAnyEmployee",
        tag = "Tag::Employees"
    )]
    async fn erase_person(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        /// The id of the employee.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        retention::erase_anybody(&app, by, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// Erase an event of any company
    ///
    /// Works as `DELETE /event/{id}/forever`, in every company. The company's audit log records who
    /// did it. Only for administrators of the instance (ADMIN). This cannot be undone.
    ///
    /// 409 `evidence_kept` while the evidence of answers to the event must be kept.
    #[oai(
        path = "/admin/event/:id/forever",
        method = "delete",
        operation_id = "eraseAnyEvent",
        tag = "Tag::Events"
    )]
    async fn erase_event(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        retention::erase_any_event(&app, by, EventId(id.0)).await?;
        Ok(Done)
    }
}
