//! Files that come, change and go.

use rusqlite::named_params;

use super::bytes;
use super::{COLUMNS, file};
use crate::error::{Error, Result};
use crate::model::file::{File, FileOwner, NewFile};
use crate::model::media::{Focus, Region};
use crate::model::{FileId, UserId};
use crate::store::{Changes, Read, Rows, Tx};

/// Keeps a file whose bytes are kept; none if its owner has these bytes as this
/// kind already, see [`twin`]. A blob that is new to the company must fit in
/// `quota` bytes together with the others; if it does not, nothing is changed.
pub fn create(
    tx: &Tx,
    new: &NewFile,
    public_id: &str,
    by: UserId,
    quota: Option<u64>,
) -> Result<Option<FileId>> {
    if twin(tx, new)?.is_some() {
        return Ok(None);
    }
    if let Some(most) = quota
        && bytes::stored(tx, new.sha256)?.is_none()
        && bytes::used(tx)?.saturating_add(new.bytes) > most
    {
        return Err(Error::QuotaReached("storage_quota"));
    }
    bytes::hold(tx, new.sha256, new.bytes)?;
    let (event, employee) = ids(new.owner);
    let seen = new.picture.as_ref();
    let id = tx.insert(
        "INSERT INTO files (company_id, kind, event_id, employee_id, sha256, bytes, name,
                description, format, width, height, orientation, captured_at, camera, placeholder,
                colour, public_id, uploaded_by, created_at, updated_at)
         VALUES (:company, :kind, :event, :employee, :sha256, :bytes, :name, :description, :format,
                :width, :height, :orientation, :captured, :camera, :placeholder, :colour, :public,
                :by, :now, :now) RETURNING id",
        named_params! {
            ":kind": new.kind.name(), ":event": event, ":employee": employee,
            ":sha256": new.sha256.hex(), ":bytes": new.bytes, ":name": new.name,
            ":description": new.description, ":format": new.format.extension(),
            ":width": seen.map(|seen| seen.width), ":height": seen.map(|seen| seen.height),
            ":orientation": seen.map(|seen| seen.orientation),
            ":captured": seen.and_then(|seen| seen.captured_at).map(|at| at.0),
            ":camera": seen.and_then(|seen| seen.camera.as_deref()),
            ":placeholder": seen.map(|seen| seen.placeholder.as_str()),
            ":colour": seen.map(|seen| seen.colour.as_str()), ":public": public_id, ":by": by.0,
            ":now": tx.now().0,
        },
    )?;
    Ok(Some(FileId(id)))
}

/// The live file of the same owner and kind with the same bytes. The company's
/// own have no twins: each replaces the one before.
pub fn twin(read: &Read, new: &NewFile) -> Result<Option<File>> {
    let (event, employee) = ids(new.owner);
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM files AS f
              WHERE f.company_id = :company AND f.sha256 = :sha256 AND f.kind = :kind
                AND f.deleted_at IS NULL AND (f.event_id = :event OR f.employee_id = :employee)"
        ),
        named_params! {
            ":sha256": new.sha256.hex(), ":kind": new.kind.name(), ":event": event,
            ":employee": employee,
        },
        file,
    )
}

fn ids(owner: FileOwner) -> (Option<i64>, Option<i64>) {
    match owner {
        FileOwner::Event(id) => (Some(id.0), None),
        FileOwner::Employee(id) => (None, Some(id.0)),
        FileOwner::Company => (None, None),
    }
}

/// What people change of a file. The picture itself never changes.
pub struct Edit<'e> {
    pub name: &'e str,
    pub description: Option<&'e str>,
    pub focus: Option<Focus>,
    pub hidden: &'e [Region],
}

/// Replaces what people change of a live file.
pub fn update(tx: &Tx, id: FileId, edit: &Edit) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET name = :name, description = :description, focus_x = :x, focus_y = :y,
                hidden = :hidden, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        named_params! {
            ":name": edit.name, ":description": edit.description,
            ":x": edit.focus.map(|focus| focus.x.ten_thousandths()),
            ":y": edit.focus.map(|focus| focus.y.ten_thousandths()),
            ":hidden": visual(edit.hidden)?, ":now": tx.now().0, ":id": id.0,
        },
    )?;
    Ok(changed == 1)
}

/// Boxes as they are stored.
pub fn visual(regions: &[Region]) -> Result<String> {
    let numbers: Vec<[u16; 4]> = regions
        .iter()
        .map(|one| [one.x, one.y, one.width, one.height].map(|part| part.ten_thousandths()))
        .collect();
    Ok(serde_json::to_string(&numbers).map_err(anyhow::Error::from)?)
}

/// False if there is no such live file.
pub fn delete(tx: &Tx, id: FileId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        named_params! { ":now": tx.now().0, ":id": id.0 },
    )?;
    Ok(changed == 1)
}

/// False if there is no such deleted file. It must have no twin by then.
pub fn restore(tx: &Tx, id: FileId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL",
        named_params! { ":now": tx.now().0, ":id": id.0 },
    )?;
    Ok(changed == 1)
}

/// Makes a file the company's logo, or leaves it without one.
pub fn set_logo(tx: &Tx, id: Option<FileId>) -> Result<()> {
    tx.change(
        "UPDATE companies SET logo_file_id = :id, updated_at = :now WHERE id = :company",
        named_params! { ":id": id.map(|id| id.0), ":now": tx.now().0 },
    )?;
    Ok(())
}

/// Makes a file the company's watermark, or leaves it without one.
pub fn set_watermark(tx: &Tx, id: Option<FileId>) -> Result<()> {
    tx.change(
        "UPDATE companies SET watermark_file_id = :id, updated_at = :now WHERE id = :company",
        named_params! { ":id": id.map(|id| id.0), ":now": tx.now().0 },
    )?;
    Ok(())
}

/// Takes a file away for good, and lets its bytes go if nothing else uses them.
pub fn purge(tx: &Tx, id: FileId) -> Result<bool> {
    let Some(gone) = super::find_any(tx, id)? else { return Ok(false) };
    tx.change(
        "UPDATE uploads SET file_id = NULL WHERE company_id = :company AND file_id = :id",
        named_params! { ":id": id.0 },
    )?;
    tx.change(
        "DELETE FROM file_people WHERE company_id = :company AND file_id = :id",
        named_params! { ":id": id.0 },
    )?;
    tx.change(
        "DELETE FROM files WHERE company_id = :company AND id = :id",
        named_params! { ":id": id.0 },
    )?;
    bytes::release(tx, gone.sha256)?;
    Ok(true)
}
