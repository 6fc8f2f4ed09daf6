//! Erasing in any company, for who runs the instance: a person asks to be forgotten,
//! and the studio is gone or does not answer.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::Tag;
use crate::App;
use crate::actions::retention;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::Done;
use crate::model::{EmployeeId, EventId, Right};

pub const OPERATIONS: &[Operation] = &[op("eraseAnyEmployee"), op("eraseAnyEvent")];

pub struct ErasureApi;

#[OpenApi]
impl ErasureApi {
    /// Erase a person of any company for good
    ///
    /// As `DELETE /employee/{id}/forever`, also of a company that has been deleted.
    /// The company's journal of acts says who did it. Only for administrators of the
    /// instance. This cannot be taken back.
    #[oai(
        path = "/admin/employee/:id/forever",
        method = "delete",
        operation_id = "eraseAnyEmployee",
        tag = "Tag::Employees"
    )]
    async fn erase_person(
        &self,
        app: Data<&App>,
        member: Member,
        /// The person.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        retention::erase_anybody(&app, by, EmployeeId(id.0)).await?;
        Ok(Done)
    }

    /// Erase a shoot of any company for good
    ///
    /// As `DELETE /event/{id}/forever`: 409 `evidence_kept` while answers to it must
    /// still be proved. The company's journal of acts says who did it. Only for
    /// administrators of the instance. This cannot be taken back.
    #[oai(
        path = "/admin/event/:id/forever",
        method = "delete",
        operation_id = "eraseAnyEvent",
        tag = "Tag::Events"
    )]
    async fn erase_shoot(
        &self,
        app: Data<&App>,
        member: Member,
        /// The shoot.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        retention::erase_any_shoot(&app, by, EventId(id.0)).await?;
        Ok(Done)
    }
}
