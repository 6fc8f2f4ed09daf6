//! Everything that the instance holds about the caller's account (GDPR, articles 15 and 20).

use serde_json::{Map, Value as Json};

use crate::App;
use crate::app::archive::{self, Archive, Export};
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::audit::AuditAction;
use crate::store::account_dump::{TABLES, page_after};
use crate::store::sessions::Origin;
use crate::store::{audit, portraits};

/// The rows that are read at a time.
const ROWS: u32 = 500;
/// What explains the files, in both languages.
const README: [(&str, &str); 2] = [
    ("LISEZMOI.txt", include_str!("../../assets/export/account/LISEZMOI.txt")),
    ("README.txt", include_str!("../../assets/export/account/README.txt")),
];

/// Begins the ZIP of an account.
///
/// # Errors
/// [`Error::Unavailable`] `too_many_exports`.
pub async fn export(app: &App, user: UserId, origin: Origin) -> Result<Export> {
    let seat = app.exports.clone().try_acquire_owned();
    let seat = seat.map_err(|_| Error::Unavailable("too_many_exports"))?;
    app.db
        .write_all(move |all| {
            let about = serde_json::json!({ "user": user });
            let action = AuditAction::ExportAccount;
            audit::note(all, None, Some(user), action, about, origin.ip.as_deref())
        })
        .await?;
    let day = app.now().day_in(&app.config.time_zone);
    let writing = app.clone();
    let archive = archive::send(|archive| async move {
        let _seat = seat;
        fill(&writing, user, archive).await
    });
    Ok(Export { name: format!("be-right-account-{day}.zip"), archive })
}

async fn fill(app: &App, user: UserId, mut archive: Archive) -> Result<Archive> {
    for (name, text) in README {
        archive.put_text(name, text.as_bytes().to_vec()).await?;
    }
    let mut fields = Map::new();
    for table in TABLES {
        let names = table.fields().into_iter().map(|(name, kind)| (name, Json::from(kind)));
        fields.insert(format!("{}.json", table.name), Json::Object(names.collect()));
        let (mut after, mut rows) = (0, vec![]);
        loop {
            let page =
                app.db.read_all(move |all| page_after(all, table, user, after, ROWS)).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            rows.extend(page.into_iter().map(|(_, row)| row));
        }
        archive.put_json(&format!("data/{}.json", table.name), &rows.into()).await?;
    }
    archive.put_json("fields.json", &Json::Object(fields)).await?;
    let portrait = app.db.read_all(move |all| portraits::find(all, user)).await?;
    if let Some(portrait) = portrait {
        let (blobs, sha256) = (app.blobs.clone(), portrait.sha256);
        if let Some(bytes) = app.on_disk(move || blobs.open(sha256)).await?? {
            archive.copy(&format!("portrait.{}", portrait.format.extension()), bytes).await?;
        }
    }
    Ok(archive)
}
