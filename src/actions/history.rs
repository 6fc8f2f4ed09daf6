//! What happened: the steps of an event's or an employee's requests, their mails and photographs;
//! and who needs attention.

use jiff::ToSpan;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{EmployeeId, EventId, FileId, Page, PageQuery};
pub use crate::store::history::HistoryStep;
use crate::store::sent_mail::Posted;
use crate::store::{Scope, employees, events, history, sent_mail};

/// The steps of an event, the latest first.
pub async fn of_event(
    app: &App,
    scope: Scope,
    id: EventId,
    query: PageQuery<()>,
) -> Result<Page<HistoryStep>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            history::steps(read, Some(id), None, &query)
        })
        .await
}

/// The steps of an employee's requests, the latest first.
pub async fn of_employee(
    app: &App,
    scope: Scope,
    id: EmployeeId,
    query: PageQuery<()>,
) -> Result<Page<HistoryStep>> {
    app.db
        .read(scope, move |read| {
            employees::find(read, id)?.ok_or(Error::NotFound("employee"))?;
            history::steps(read, None, Some(id), &query)
        })
        .await
}

/// The mails about an employee's requests, the latest first; at most `most`.
pub async fn mails_of(app: &App, scope: Scope, id: EmployeeId, most: u32) -> Result<Vec<Posted>> {
    app.db.read(scope, move |read| sent_mail::of_employee(read, id, most)).await
}

/// The photographs on which an employee is named, with their events, the latest first.
pub async fn photos_of(
    app: &App,
    scope: Scope,
    id: EmployeeId,
    most: usize,
) -> Result<Vec<(EventId, FileId)>> {
    app.db.read(scope, move |read| history::photos_of(read, id, most)).await
}

/// What makes an employee need attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// A minor without a guardian: nobody can be asked.
    Guardian,
    /// Mails to them or their guardians do not arrive.
    Mailbox,
}

/// The employees who need attention.
pub async fn in_need(app: &App, scope: Scope, of: Attention) -> Result<Vec<EmployeeId>> {
    let today = app.now().day_in(&app.config.time_zone);
    app.db
        .read(scope, move |read| match of {
            Attention::Guardian => {
                history::without_guardian(read, today.saturating_sub(18.years()))
            }
            Attention::Mailbox => history::unreachable(read),
        })
        .await
}
