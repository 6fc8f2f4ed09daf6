//! The company's current logo, and its watermark.

use super::{COLUMNS, file};
use crate::error::Result;
use crate::model::{FileId, Logo};
use crate::store::{Read, Rows, params, photos};

/// The logo, for everybody who may see the company: its mails and pages show it. None if there is
/// none, if it was deleted, or if its bytes are a photograph as well; see [`photos::is_photograph`].
pub fn logo(read: &Read) -> Result<Option<Logo>> {
    let found = read.first(
        &format!(
            "SELECT {COLUMNS} FROM live_companies AS c
               JOIN live_files AS f ON f.company_id = c.id AND f.id = c.logo_file_id
              WHERE c.id = :company"
        ),
        params! {},
        file,
    )?;
    match found {
        // A photograph of a shoot, which not everybody may see.
        Some(file) if photos::is_photograph(read, file.id)? => Ok(None),
        found => Ok(found.as_ref().and_then(Logo::of)),
    }
}

/// The file of the current watermark; None if there is none, or it was deleted.
pub fn watermark_id(read: &Read) -> Result<Option<FileId>> {
    picture_id(read, "watermark_file_id")
}

/// The file of the current logo; None if there is none, or it was deleted.
pub fn logo_id(read: &Read) -> Result<Option<FileId>> {
    picture_id(read, "logo_file_id")
}

/// The file that a column of the company names.
fn picture_id(read: &Read, column: &str) -> Result<Option<FileId>> {
    read.first(
        &format!(
            "SELECT f.id FROM live_companies AS c
               JOIN live_files AS f ON f.company_id = c.id AND f.id = c.{column}
              WHERE c.id = :company"
        ),
        params! {},
        |row| row.get("id"),
    )
}
