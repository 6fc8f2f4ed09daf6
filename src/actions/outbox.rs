//! Reading the mails that a demonstration kept instead of sending.

use crate::App;
use crate::error::{Error, Result};
use crate::ports::{Outbox, OutboxEntry, OutboxMail};

/// The mails kept, the latest first. There are none to see where mails are sent.
pub async fn list(app: &App) -> Result<Vec<OutboxEntry>> {
    outbox(app)?.list().await
}

/// One of them.
pub async fn read(app: &App, id: &str) -> Result<OutboxMail> {
    outbox(app)?.read(id).await?.ok_or(Error::NotFound("mail"))
}

fn outbox(app: &App) -> Result<&dyn Outbox> {
    app.outbox.as_deref().ok_or(Error::NotFound("outbox"))
}
