//! Files by their public ids, for readers without a company. Also where the nightly sweep starts.

use super::{COLUMNS, file};
use crate::error::Result;
use crate::model::FileId;
use crate::model::file::{Consent, File, FileKind, FileOwner};
use crate::store::{AllRead, Read, Rows, Scope, Value, companies, events, params, photos};

/// A file, and what its company's settings add to the picture.
pub struct Delivered {
    pub file: File,
    pub company_name: String,
    pub watermark: Option<File>,
    /// Whether it is the company's current logo, the only public file.
    pub is_logo: bool,
    /// Whether the same bytes are a photograph of a shoot; see [`photos::is_photograph`].
    pub is_photograph: bool,
    /// The consents of the people in it, for a photo of a live event; None otherwise.
    pub consents: Option<Vec<Consent>>,
}

/// The live file of a live company with this `public_id`. The consents are read only if
/// `publication` is set.
pub fn delivered(all: &AllRead, public_id: &str, publication: bool) -> Result<Option<Delivered>> {
    let company = all.first(
        "SELECT f.company_id FROM live_files AS f
           JOIN live_companies AS c ON c.id = f.company_id WHERE f.public_id = :public",
        params! { ":public": public_id },
        |row| row.get("company_id"),
    )?;
    let Some(company) = company else { return Ok(None) };
    let read = all.enter(Scope::whole(company));
    let Some(found) = live(&read, "f.public_id = :key", Value::Text(public_id))? else {
        return Ok(None);
    };
    let Some(company_name) = companies::current(&read)?.map(|company| company.name) else {
        return Ok(None);
    };
    let (logo, watermark) = own(&read)?;
    let watermark = match watermark {
        // A photograph of a shoot would be seen by everybody who may see the picture below it.
        Some(id) if !photos::is_photograph(&read, id)? => {
            live(&read, "f.id = :key", Value::Integer(id.0))?
        }
        _ => None,
    };
    let consents = match (publication, found.kind, found.owner) {
        (true, FileKind::EventPhoto, FileOwner::Event(event)) => {
            match events::find(&read, event)? {
                Some(_) => Some(photos::consents(&read, found.id)?),
                None => None,
            }
        }
        _ => None,
    };
    let is_logo = logo == Some(found.id);
    let is_photograph = photos::is_photograph(&read, found.id)?;
    Ok(Some(Delivered { file: found, company_name, watermark, is_logo, is_photograph, consents }))
}

/// The company's live file that matches the condition `what` on `:key`.
fn live(read: &Read, what: &str, key: Value) -> Result<Option<File>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM live_files AS f WHERE f.company_id = :company AND {what}"),
        &[(":key", key)],
        file,
    )
}

/// The company's logo and watermark.
fn own(read: &Read) -> Result<(Option<FileId>, Option<FileId>)> {
    let found = read.first(
        "SELECT logo_file_id, watermark_file_id FROM companies WHERE id = :company",
        params! {},
        |row| {
            let (logo, watermark) = (row.get("logo_file_id")?, row.get("watermark_file_id")?);
            Ok((Option::map(logo, FileId), Option::map(watermark, FileId)))
        },
    )?;
    Ok(found.unwrap_or((None, None)))
}

/// The scopes of all companies, deleted ones too, with their retention in months: for the sweep.
pub fn company_ids(all: &AllRead) -> Result<Vec<(Scope, u32)>> {
    all.all("SELECT id, retention_months FROM companies ORDER BY id", params! {}, |row| {
        Ok((Scope::whole(row.get("id")?), row.get("retention_months")?))
    })
}
