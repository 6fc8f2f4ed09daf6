//! The signer's copy of the PDF.

use super::Session;
use crate::App;
use crate::error::{Error, Result};
use crate::store::seals;

/// The sealed PDF of the session's answer.
pub async fn pdf(app: &App, session: Session) -> Result<Vec<u8>> {
    let sealed = app
        .db
        .read(session.scope, move |read| seals::find(read, session.answer))
        .await?
        .ok_or(Error::Conflict("pdf_not_ready"))?;
    let blobs = app.blobs.clone();
    let bytes = app.off_thread(move || blobs.get(sealed.pdf)).await??;
    Ok(bytes.ok_or_else(|| anyhow::anyhow!("a sealed PDF is not in the blob store"))?)
}
