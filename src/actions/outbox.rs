//! The mails that a demonstration stores instead of sending.

use crate::App;
use crate::error::{Error, Result};
use crate::ports::{Outbox, OutboxEntry, OutboxMail};

/// The stored mails, the latest first. Not found where mails are sent.
pub async fn list(app: &App) -> Result<Vec<OutboxEntry>> {
    outbox(app)?.list().await
}

/// A stored mail.
pub async fn read(app: &App, id: &str) -> Result<OutboxMail> {
    outbox(app)?.read(id).await?.ok_or(Error::NotFound("mail"))
}

fn outbox(app: &App) -> Result<&dyn Outbox> {
    app.outbox.as_deref().ok_or(Error::NotFound("outbox"))
}
