//! The signer's copy of the PDF.

use super::Session;
use crate::App;
use crate::error::{Error, Result};
use crate::model::manifest::ManifestKind;
use crate::model::{AnswerId, Digest, SignerId};
use crate::store::{Read, decisions, manifests, seals};

/// The sealed PDF of the session's answer.
pub async fn pdf(app: &App, session: Session) -> Result<Vec<u8>> {
    let sealed = app
        .db
        .read(session.scope, move |read| seals::find(read, session.answer))
        .await?
        .ok_or(Error::Conflict("pdf_not_ready"))?;
    app.sealed_pdf(sealed.pdf).await
}

/// The newest receipt for the session's signer: of a withdrawal of theirs, or of the end of the consent.
pub async fn receipt(app: &App, session: Session) -> Result<Vec<u8>> {
    let (answer, signer) = (session.answer, session.signer);
    let found = app
        .db
        .read(session.scope, move |read| newest_receipt(read, answer, signer))
        .await?
        .ok_or(Error::NotFound("receipt"))?;
    app.sealed_pdf(found).await
}

pub(super) fn newest_receipt(
    read: &Read,
    answer: AnswerId,
    signer: SignerId,
) -> Result<Option<Digest>> {
    let own: Vec<_> = decisions::of_answer(read, answer)?
        .into_iter()
        .filter(|one| one.signer == signer)
        .map(|one| one.id)
        .collect();
    let is_theirs = |one: &manifests::KeptManifest| {
        one.kind == ManifestKind::Expiry || one.decision.is_some_and(|of| own.contains(&of))
    };
    let mut kept = manifests::of_answer(read, answer)?;
    kept.retain(is_theirs);
    Ok(kept.into_iter().filter_map(|one| one.receipt).next_back().map(|(receipt, _)| receipt))
}
