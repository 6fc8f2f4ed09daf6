//! The mails that a demonstration stores instead of sending.

use crate::App;
use crate::error::{Error, Result};
use crate::ports::{Outbox, OutboxEntry, OutboxMail};

/// The stored mails that fit a search, the latest first: `limit` of them after `skip`, and the
/// number of all. Not found where mails are sent.
pub async fn list(
    app: &App,
    search: &str,
    skip: usize,
    limit: usize,
) -> Result<(Vec<OutboxEntry>, usize)> {
    outbox(app)?.list(search, skip, limit).await
}

/// A stored mail.
pub async fn read(app: &App, id: &str) -> Result<OutboxMail> {
    outbox(app)?.read(id).await?.ok_or(Error::NotFound("mail"))
}

fn outbox(app: &App) -> Result<&dyn Outbox> {
    app.outbox.as_deref().ok_or(Error::NotFound("outbox"))
}
