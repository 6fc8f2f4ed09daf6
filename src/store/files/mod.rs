//! Files: their metadata and owners; the bytes are blobs.

mod bytes;
mod lists;
mod logo;
mod public;
mod reach;
mod write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use bytes::{Stored, miscounts, page, stored, used, used_by_all};
pub use lists::{Filter, Order, Titled, list, list_deleted_before, many, of_event, titled};
pub use logo::{logo, logo_id, watermark_id};
pub use public::{Delivered, company_ids, delivered};
pub use write::{
    Edit, create, delete, duplicate, has_duplicate, of_company, purge, restore, set_logo,
    set_own_if_none, set_watermark, unset_own, update,
};

use super::columns::{json, size, word};
use super::{Read, Row, Rows, params};
use crate::error::Result;
use crate::model::file::{File, FileOwner, Seen};
use crate::model::media::{Focus, Format, Region};
use crate::model::transform::Fraction;
use crate::model::{Digest, EmployeeId, EventId, FileId, UserId};

use reach::{WITHIN, Within};

/// A live file within scope.
pub fn find(read: &Read, id: FileId) -> Result<Option<File>> {
    Ok(find_any(read, id)?.filter(|file| file.deleted_at.is_none()))
}

/// A file within scope, deleted ones too.
pub fn find_any(read: &Read, id: FileId) -> Result<Option<File>> {
    let within = Within::of(read.scope());
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM files AS f WHERE f.company_id = :company AND f.id = :id {WITHIN}"
        ),
        params! { ":id": id, ":partner": within.partner, ":own": within.own },
        file,
    )
}

const COLUMNS: &str = "f.id, f.company_id, f.kind, f.event_id, f.employee_id, f.sha256, f.bytes,
     f.name, f.description, f.format, f.width, f.height, f.orientation, f.captured_at, f.camera,
     f.placeholder, f.colour, f.focus_x, f.focus_y, f.has_alpha, f.faces, f.public_id, f.nobody_by,
     f.nobody_at, f.names_lost_at, f.uploaded_by, f.created_at, f.updated_at, f.deleted_at";

fn file(row: &Row) -> Result<File> {
    let owner = match (row.get("event_id")?, row.get("employee_id")?) {
        (Some(event), _) => FileOwner::Event(EventId(event)),
        (None, Some(person)) => FileOwner::Employee(EmployeeId(person)),
        (None, None) => FileOwner::Company,
    };
    let fraction = |column: &'static str| -> Result<Option<Fraction>> {
        Ok(row.get::<Option<u16>>(column)?.and_then(Fraction::new))
    };
    let focus = fraction("focus_x")?.zip(fraction("focus_y")?);
    Ok(File {
        id: row.get("id")?,
        company: row.get("company_id")?,
        kind: row.get("kind")?,
        owner,
        sha256: word(row, "sha256", Digest::parse)?,
        bytes: size(row, "bytes")?,
        name: row.get("name")?,
        description: row.get("description")?,
        format: word(row, "format", Format::of_extension)?,
        picture: seen(row)?,
        focus: focus.map(|(x, y)| Focus { x, y }),
        faces: json::<Vec<[u16; 4]>>(row, "faces")?.into_iter().filter_map(region).collect(),
        public_id: row.get("public_id")?,
        nobody_recognisable: row
            .get::<Option<i64>>("nobody_by")?
            .map(UserId)
            .zip(row.get("nobody_at")?),
        names_lost_at: row.get("names_lost_at")?,
        uploaded_by: row.get("uploaded_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}

fn seen(row: &Row) -> Result<Option<Seen>> {
    let Some(width) = row.get("width")? else { return Ok(None) };
    Ok(Some(Seen {
        width,
        height: row.get("height")?,
        orientation: row.get("orientation")?,
        has_alpha: row.get("has_alpha")?,
        captured_at: row.get("captured_at")?,
        camera: row.get("camera")?,
        placeholder: row.get("placeholder")?,
        colour: row.get("colour")?,
    }))
}

fn region([x, y, width, height]: [u16; 4]) -> Option<Region> {
    Some(Region {
        x: Fraction::new(x)?,
        y: Fraction::new(y)?,
        width: Fraction::new(width)?,
        height: Fraction::new(height)?,
    })
}

/// A ThumbHash in the stored and published format.
pub fn placeholder(hash: &[u8]) -> String {
    BASE64_STANDARD.encode(hash)
}
