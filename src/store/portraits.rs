//! Users' portraits: at most one each, belonging to the user and not to a company.

use super::columns::{as_size, size, word};
use super::{AllRead, AllTx, Changes, Row, Rows, params, released};
use crate::error::Result;
use crate::model::file::Portrait;
use crate::model::media::Format;
use crate::model::{Digest, UserId};

const COLUMNS: &str = "user_id, sha256, bytes, format, width, height, has_alpha, placeholder,
     colour, public_id, updated_at";

pub fn find(all: &AllRead, user: UserId) -> Result<Option<Portrait>> {
    all.first(
        &format!("SELECT {COLUMNS} FROM portraits WHERE user_id = :user"),
        params! { ":user": user },
        portrait,
    )
}

/// The portrait with this public id, of a live user.
pub fn find_public(all: &AllRead, public_id: &str) -> Result<Option<Portrait>> {
    all.first(
        &format!(
            "SELECT {COLUMNS} FROM portraits WHERE public_id = :public
                AND user_id IN (SELECT id FROM live_users WHERE id = portraits.user_id)"
        ),
        params! { ":public": public_id },
        portrait,
    )
}

/// Stores a portrait; returns the one it replaces.
pub fn put(all: &AllTx, portrait: &Portrait) -> Result<Option<Portrait>> {
    let before = find(all, portrait.user)?;
    all.change(
        "INSERT INTO portraits (user_id, sha256, bytes, format, width, height, has_alpha,
                placeholder, colour, public_id, updated_at)
         VALUES (:user, :sha256, :bytes, :format, :width, :height, :alpha, :placeholder, :colour,
                :public, :now)
         ON CONFLICT (user_id) DO UPDATE SET sha256 = :sha256, bytes = :bytes, format = :format,
                width = :width, height = :height, has_alpha = :alpha, placeholder = :placeholder,
                colour = :colour, public_id = :public, updated_at = :now",
        params! {
            ":user": portrait.user, ":sha256": portrait.sha256.hex(), ":bytes": as_size(portrait.bytes),
            ":format": portrait.format.extension(), ":width": portrait.width,
            ":height": portrait.height, ":alpha": portrait.has_alpha,
            ":placeholder": portrait.placeholder, ":colour": portrait.colour,
            ":public": portrait.public_id, ":now": all.now(),
        },
    )?;
    if let Some(before) = before.as_ref().filter(|before| before.sha256 != portrait.sha256) {
        released::note_of_user(all, portrait.user, before.sha256)?;
    }
    Ok(before)
}

/// Deletes a user's portrait; false if there was none.
pub fn delete(all: &AllTx, user: UserId) -> Result<bool> {
    let Some(gone) = find(all, user)? else { return Ok(false) };
    all.change("DELETE FROM portraits WHERE user_id = :user", params! { ":user": user })?;
    released::note_of_user(all, user, gone.sha256)?;
    Ok(true)
}

fn portrait(row: &Row) -> Result<Portrait> {
    Ok(Portrait {
        user: row.get("user_id")?,
        sha256: word(row, "sha256", Digest::parse)?,
        bytes: size(row, "bytes")?,
        format: word(row, "format", Format::of_extension)?,
        width: row.get("width")?,
        height: row.get("height")?,
        has_alpha: row.get("has_alpha")?,
        placeholder: row.get("placeholder")?,
        colour: row.get("colour")?,
        public_id: row.get("public_id")?,
        updated_at: row.get("updated_at")?,
    })
}
