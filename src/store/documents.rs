//! The exact documents shown to signers.

use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::{AnswerId, Digest, DocumentId, Locale, SignerId, TemplateId};

/// A frozen document.
#[derive(Debug, Clone)]
pub struct Frozen {
    pub id: DocumentId,
    pub signer: SignerId,
    pub template: TemplateId,
    /// None once erased.
    pub body: Option<String>,
    pub sha256: Digest,
}

/// Stores what a signer is shown; the same content is the same document.
pub fn freeze(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    template: TemplateId,
    locale: Locale,
    body: &str,
) -> Result<DocumentId> {
    // The update changes nothing: it makes RETURNING return the existing row.
    let id = tx.insert(
        "INSERT INTO documents (company_id, answer_id, signer_id, template_id, locale, body, sha256, created_at)
         VALUES (:company, :answer, :signer, :template, :locale, :body, :sha256, :now)
         ON CONFLICT (signer_id, sha256) DO UPDATE SET sha256 = excluded.sha256
         RETURNING id",
        params! {
            ":answer": answer, ":signer": signer, ":template": template,
            ":locale": locale.tag(), ":body": body, ":sha256": Digest::of(body).hex(),
            ":now": tx.now(),
        },
    )?;
    Ok(DocumentId(id))
}

pub fn find(read: &Read, id: DocumentId) -> Result<Option<Frozen>> {
    read.first(
        "SELECT id, signer_id, template_id, body, sha256 FROM documents WHERE company_id = :company AND id = :id",
        params! { ":id": id },
        frozen,
    )
}

/// The documents that were decided on, in the order of the decisions.
pub fn decided_on(read: &Read, answer: AnswerId) -> Result<Vec<Frozen>> {
    read.all(
        "SELECT d.id, d.signer_id, d.template_id, d.body, d.sha256 FROM documents AS d
          WHERE d.company_id = :company AND d.answer_id = :answer
            AND d.id IN (SELECT document_id FROM decisions
                          WHERE company_id = :company AND answer_id = :answer)
          ORDER BY d.id",
        params! { ":answer": answer },
        frozen,
    )
}

fn frozen(row: &Row) -> Result<Frozen> {
    Ok(Frozen {
        id: row.get("id")?,
        signer: row.get("signer_id")?,
        template: row.get("template_id")?,
        body: row.get("body")?,
        sha256: super::columns::word(row, "sha256", Digest::parse)?,
    })
}
