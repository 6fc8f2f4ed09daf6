//! What a company calls the uses of photographs, in all versions of its texts.

use super::columns::json;
use super::{Read, Rows, params};
use crate::error::Result;
use crate::model::uses::{OfferedUses, UseLabels};
use crate::model::{AnswerId, EventId, Use};

/// The labels of the company, and the versions that were decided on in these answers.
pub fn labels(read: &Read, answers: &[AnswerId]) -> Result<UseLabels> {
    let mut labels = UseLabels { versions: versions(read)?, ..UseLabels::default() };
    if answers.is_empty() {
        return Ok(labels);
    }
    let ids: Vec<i64> = answers.iter().map(|answer| answer.0).collect();
    let ids = serde_json::to_string(&ids).map_err(anyhow::Error::from)?;
    let shown = read.all(
        "SELECT d.answer_id, shown.template_id FROM decisions AS d
           JOIN documents AS shown ON shown.company_id = d.company_id AND shown.id = d.document_id
          WHERE d.company_id = :company AND d.answer_id IN (SELECT value FROM json_each(:ids))
          ORDER BY d.answer_id, d.id DESC",
        params! { ":ids": ids },
        |row| Ok((row.get("answer_id")?, row.get("template_id")?)),
    )?;
    // Of several signers, the first.
    labels.shown = shown.into_iter().collect();
    Ok(labels)
}

/// The uses that any version of a text of the company offered, the shipped ones first.
pub fn ever_offered(read: &Read) -> Result<Vec<Use>> {
    let labels = UseLabels { versions: versions(read)?, ..UseLabels::default() };
    Ok(labels.ever_offered())
}

/// The uses that the given answers of an event offered.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<Use>> {
    let offered = read.all(
        "SELECT DISTINCT offered FROM answers
          WHERE company_id = :company AND event_id = :event AND signed_at IS NOT NULL",
        params! { ":event": event },
        |row| json::<Vec<Use>>(row, "offered"),
    )?;
    Ok(Use::sorted(offered.into_iter().flatten()))
}

fn versions(read: &Read) -> Result<Vec<OfferedUses>> {
    read.all(
        "SELECT id, locale, uses FROM templates WHERE company_id = :company ORDER BY id DESC",
        &[],
        |row| {
            Ok(OfferedUses {
                template: row.get("id")?,
                locale: row.get("locale")?,
                uses: json(row, "uses")?,
            })
        },
    )
}
