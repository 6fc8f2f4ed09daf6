//! The settings of users.

use super::columns::{json, word};
use super::{AllRead, AllTx, Changes, Read, Rows, params};
use crate::error::Result;
use crate::model::{Locale, Settings, Theme, UserId};

pub fn find(all: &AllRead, user: UserId) -> Result<Option<Settings>> {
    all.first(
        "SELECT theme, locale, time_zone, page_sizes FROM settings WHERE user_id = :user",
        params! { ":user": user },
        |row| {
            Ok(Settings {
                theme: word(row, "theme", Theme::from_name)?,
                locale: row.get("locale")?,
                time_zone: row.get("time_zone")?,
                page_sizes: json(row, "page_sizes")?,
            })
        },
    )
}

/// A member's language and time zone, if they set them.
pub fn place_of_member(read: &Read, user: UserId) -> Result<Option<(Locale, String)>> {
    read.first(
        "SELECT g.locale, g.time_zone FROM settings AS g
           JOIN memberships AS m ON m.user_id = g.user_id
          WHERE m.company_id = :company AND m.user_id = :user",
        params! { ":user": user },
        |row| Ok((row.get("locale")?, row.get("time_zone")?)),
    )
}

/// Inserts or replaces the settings.
pub fn put(all: &AllTx, user: UserId, settings: &Settings) -> Result<()> {
    let sizes = serde_json::to_string(&settings.page_sizes).map_err(anyhow::Error::from)?;
    all.change(
        "INSERT INTO settings (user_id, theme, locale, time_zone, page_sizes, updated_at)
         VALUES (:user, :theme, :locale, :zone, :sizes, :now)
         ON CONFLICT (user_id) DO UPDATE SET theme = :theme, locale = :locale, time_zone = :zone,
                page_sizes = :sizes, updated_at = :now",
        params! {
            ":user": user, ":theme": settings.theme.name(), ":locale": settings.locale.tag(),
            ":zone": settings.time_zone, ":sizes": sizes, ":now": all.now(),
        },
    )?;
    Ok(())
}
