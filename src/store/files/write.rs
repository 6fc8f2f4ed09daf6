//! Creates, changes and deletes files.

use super::bytes;
use super::{COLUMNS, file};
use crate::error::{Error, Result};
use crate::model::file::{File, FileKind, FileOwner, NewFile};
use crate::model::media::{Focus, Region};
use crate::model::{Digest, FileId, UserId};
use crate::store::columns::as_size;
use crate::store::{Changes, Read, Rows, Tx, params, photos};

/// Creates the row of a stored file; None if the owner has the same bytes as the same kind already,
/// see [`duplicate`]. A blob that is new to the company must fit into `quota` bytes together with
/// the others; otherwise nothing changes.
pub fn create(
    tx: &Tx,
    new: &NewFile,
    public_id: &str,
    by: UserId,
    quota: Option<u64>,
) -> Result<Option<FileId>> {
    if duplicate(tx, new)?.is_some() {
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
                description, format, width, height, orientation, has_alpha, captured_at, camera, placeholder,
                colour, public_id, uploaded_by, created_at, updated_at)
         VALUES (:company, :kind, :event, :employee, :sha256, :bytes, :name, :description, :format,
                :width, :height, :orientation, :alpha, :captured, :camera, :placeholder, :colour, :public,
                :by, :now, :now) RETURNING id",
        params! {
            ":kind": new.kind.name(), ":event": event, ":employee": employee,
            ":sha256": new.sha256.hex(), ":bytes": as_size(new.bytes), ":name": new.name,
            ":description": new.description, ":format": new.format.extension(),
            ":width": seen.map(|seen| seen.width), ":height": seen.map(|seen| seen.height),
            ":orientation": seen.map(|seen| seen.orientation),
            ":alpha": seen.map(|seen| seen.has_alpha),
            ":captured": seen.and_then(|seen| seen.captured_at),
            ":camera": seen.and_then(|seen| seen.camera.as_deref()),
            ":placeholder": seen.map(|seen| seen.placeholder.as_str()),
            ":colour": seen.map(|seen| seen.colour.as_str()), ":public": public_id, ":by": by,
            ":now": tx.now(),
        },
    )?;
    photos::take_over_lost_names(tx, FileId(id))?;
    Ok(Some(FileId(id)))
}

/// The live file of the same owner and kind with the same bytes. The company's own files have no
/// duplicates: each replaces the last.
pub fn duplicate(read: &Read, new: &NewFile) -> Result<Option<File>> {
    find_duplicate(read, new.owner, new.kind, new.sha256)
}

/// Whether a deleted file has a live duplicate by now.
pub fn has_duplicate(read: &Read, file: &File) -> Result<bool> {
    Ok(find_duplicate(read, file.owner, file.kind, file.sha256)?.is_some())
}

fn find_duplicate(
    read: &Read,
    owner: FileOwner,
    kind: FileKind,
    sha256: Digest,
) -> Result<Option<File>> {
    let (event, employee) = ids(owner);
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM files AS f
              WHERE f.company_id = :company AND f.sha256 = :sha256 AND f.kind = :kind
                AND f.deleted_at IS NULL AND (f.event_id = :event OR f.employee_id = :employee)"
        ),
        params! {
            ":sha256": sha256.hex(), ":kind": kind.name(), ":event": event,
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

/// The editable fields of a file. The picture itself never changes.
pub struct Edit<'e> {
    pub name: &'e str,
    pub description: Option<&'e str>,
    pub focus: Option<Focus>,
    pub faces: &'e [Region],
}

/// Replaces the editable fields of a live file.
pub fn update(tx: &Tx, id: FileId, edit: &Edit) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET name = :name, description = :description, focus_x = :x, focus_y = :y,
                faces = :faces, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! {
            ":name": edit.name, ":description": edit.description,
            ":x": edit.focus.map(|focus| focus.x.ten_thousandths()),
            ":y": edit.focus.map(|focus| focus.y.ten_thousandths()),
            ":faces": boxes(edit.faces)?, ":now": tx.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Regions in the stored format.
fn boxes(regions: &[Region]) -> Result<String> {
    let numbers: Vec<[u16; 4]> = regions
        .iter()
        .map(|one| [one.x, one.y, one.width, one.height].map(|part| part.ten_thousandths()))
        .collect();
    Ok(serde_json::to_string(&numbers).map_err(anyhow::Error::from)?)
}

/// Deletes (soft) a file; false if there is no such live file.
pub fn delete(tx: &Tx, id: FileId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Restores a file; false if there is no such deleted file. It must have no live duplicate.
pub fn restore(tx: &Tx, id: FileId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE files SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Sets the company's logo.
pub fn set_logo(tx: &Tx, id: FileId) -> Result<()> {
    tx.change(
        "UPDATE companies SET logo_file_id = :id, updated_at = :now WHERE id = :company",
        params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(())
}

/// Sets the company's watermark.
pub fn set_watermark(tx: &Tx, id: FileId) -> Result<()> {
    tx.change(
        "UPDATE companies SET watermark_file_id = :id, updated_at = :now WHERE id = :company",
        params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(())
}

/// Unsets the company's logo or watermark if it is this file.
pub fn unset_own(tx: &Tx, id: FileId) -> Result<()> {
    tx.change(
        "UPDATE companies SET updated_at = :now,
                logo_file_id = CASE WHEN logo_file_id = :id THEN NULL ELSE logo_file_id END,
                watermark_file_id =
                    CASE WHEN watermark_file_id = :id THEN NULL ELSE watermark_file_id END
          WHERE id = :company AND (logo_file_id = :id OR watermark_file_id = :id)",
        params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(())
}

/// Makes a file the company's logo or watermark, according to its kind, if there is none.
pub fn set_own_if_none(tx: &Tx, file: &File) -> Result<()> {
    match (file.kind, of_company(tx, file.kind)?.iter().any(|id| *id != file.id)) {
        (FileKind::Logo, false) => set_logo(tx, file.id),
        (FileKind::Watermark, false) => set_watermark(tx, file.id),
        _ => Ok(()),
    }
}

/// The live files of the company itself, of one kind.
pub fn of_company(read: &Read, kind: FileKind) -> Result<Vec<FileId>> {
    read.all(
        "SELECT id FROM files
          WHERE company_id = :company AND deleted_at IS NULL AND event_id IS NULL
            AND employee_id IS NULL AND kind = :kind ORDER BY id",
        params! { ":kind": kind.name() },
        |row| row.get("id"),
    )
}

/// Deletes a file permanently, and releases its blob if no other file uses it.
pub fn purge(tx: &Tx, id: FileId) -> Result<bool> {
    let Some(gone) = super::find_any(tx, id)? else { return Ok(false) };
    tx.change(
        "UPDATE uploads SET file_id = NULL WHERE company_id = :company AND file_id = :id",
        params! { ":id": id },
    )?;
    tx.change(
        "DELETE FROM file_people WHERE company_id = :company AND file_id = :id",
        params! { ":id": id },
    )?;
    tx.change(
        "DELETE FROM unnamed_people WHERE company_id = :company AND file_id = :id",
        params! { ":id": id },
    )?;
    // Where it was published stays known.
    tx.change(
        "UPDATE publications SET file_id = NULL WHERE company_id = :company AND file_id = :id",
        params! { ":id": id },
    )?;
    tx.change("DELETE FROM files WHERE company_id = :company AND id = :id", params! { ":id": id })?;
    bytes::release(tx, gone.sha256)?;
    Ok(true)
}
