//! The administration of the instance: what it holds, and who may use it.

mod companies;
mod rows;
mod settings;
mod stats;
mod users;
mod visit;

pub use companies::{
    companies, company, delete_company, rename_company, reopen_company, restore_company,
    sign_company_out, suspend_company,
};
pub use rows::{RowReader, act_on, answer, answers, employee, employees, event, events};
pub use settings::{SettingInEffect, missing_of_seller, settings};
pub use stats::stats;
pub use users::{
    NewAccount, create_user, delete_user, erase_user, rename_user, reopen_user, restore_user,
    set_instance_role, sign_everybody_out, sign_user_out, suspend_user, user, users,
};
pub use visit::{Entered, enter_company, leave_company};

pub use crate::store::instance::{
    AnswerLine, CompanyLine, CompanyOrder, EmployeeLine, EventLine, MemberLine, MembershipLine,
    RowFilter, RowId, UserFilter, UserLine, UserOrder,
};

use crate::error::Result;
use crate::model::check::line;
use crate::model::{Check, UserId};
use crate::store::sessions::Origin;

/// The longest reason, in characters.
pub const REASON: usize = 500;

/// Who administers, from where, and why: recorded in the audit log.
#[derive(Debug, Clone)]
pub struct Because {
    by: UserId,
    origin: Origin,
    reason: String,
}

impl Because {
    /// Checks the reason.
    pub fn new(by: UserId, origin: Origin, reason: &str) -> Result<Self> {
        let mut check = Check::new();
        let reason = check.field("reason", line(reason, REASON));
        Ok(Self { by, origin, reason: check.finish(reason)? })
    }
}
