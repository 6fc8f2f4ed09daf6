//! Signing sessions: half an hour from the code to the answer, each bound to one link.

use super::{AllRead, Changes, Reach, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::{AnswerId, DocumentId, LinkId, Locale, SignerId, Timestamp};

/// A valid signing session, and the link it was opened with.
#[derive(Debug, Clone)]
pub struct Signing {
    pub id: i64,
    /// The scope of the signer's own answer.
    pub scope: Scope,
    pub link: LinkId,
    pub signer: SignerId,
    pub answer: AnswerId,
    /// The document being shown.
    pub document: Option<DocumentId>,
    /// The answer's language.
    pub locale: Locale,
    pub expires_at: Timestamp,
}

pub fn create(
    tx: &Tx,
    link: LinkId,
    document: Option<DocumentId>,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<()> {
    tx.change(
        "INSERT INTO signing_sessions (company_id, link_id, document_id, token_hash, created_at, expires_at)
         VALUES (:company, :link, :document, :hash, :now, :expires)",
        params! {
            ":link": link, ":document": document, ":hash": token_hash,
            ":now": tx.now(), ":expires": expires_at,
        },
    )?;
    Ok(())
}

/// The session with this token, if it was opened with the link of the other token and both are
/// valid. Deleting the request, its event, employee or company does not end it: a signer can always
/// read and withdraw what they signed. A session dated in the future is refused, so that setting
/// the clock back does not make an old one valid again.
pub fn by_tokens(all: &AllRead, session_hash: &str, link_hash: &str) -> Result<Option<Signing>> {
    all.first(
        "SELECT g.id, g.company_id, g.link_id, g.document_id, g.expires_at, l.signer_id,
                s.answer_id, a.locale
           FROM signing_sessions AS g
           JOIN links AS l ON l.company_id = g.company_id AND l.id = g.link_id
           JOIN signers AS s ON s.company_id = l.company_id AND s.id = l.signer_id
           JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
          WHERE g.token_hash = :session AND l.token_hash = :link AND g.ended_at IS NULL
            AND g.expires_at > :now AND g.created_at <= :latest AND l.revoked_at IS NULL AND l.expires_at > :now",
        params! {
            ":session": session_hash, ":link": link_hash, ":now": all.now(),
            ":latest": all.now().plus(Timestamp::SLACK).0,
        },
        |row| {
            let signer = row.get("signer_id")?;
            let company = row.get("company_id")?;
            Ok(Signing {
                id: row.get("id")?,
                scope: Scope::of(company, Reach::Signer(signer)),
                link: row.get("link_id")?,
                signer,
                answer: row.get("answer_id")?,
                document: row.get("document_id")?,
                locale: row.get("locale")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )
}

/// Sets the document being shown, after it has changed.
pub fn set_document(tx: &Tx, id: i64, document: DocumentId) -> Result<()> {
    tx.change(
        "UPDATE signing_sessions SET document_id = :document
          WHERE company_id = :company AND id = :id",
        params! { ":document": document, ":id": id },
    )?;
    Ok(())
}
