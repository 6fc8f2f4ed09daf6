//! The company's logo, as it travels within its letters.

use std::path::PathBuf;

use super::host;
use crate::App;
use crate::error::Result;
use crate::model::media::Order;
use crate::model::transform::Transform;
use crate::model::{Ground, Inline, Logo};
use crate::ports::Shelf;
use crate::render::mail::Head;
use crate::store::{Scope, files};

/// In bytes: a letter is not to be heavier for its head. A logo that cannot be made
/// smaller stays away.
const HEAVIEST: u64 = 40 << 10;

/// In which formats it is tried, and of which media type it is then. Mail programs know
/// both; drawings are crisp in the first, photographs are small in the second.
const FORMATS: [(&str, &str); 2] = [("f_png", "image/png"), ("f_jpg,q_auto", "image/jpeg")];

/// The logo to put at the head of a letter. None if there is none, and whatever is wrong
/// with it: no letter waits for a picture.
pub(super) async fn of(app: &App, scope: Scope) -> Option<(Head, Inline)> {
    match made(app, scope).await {
        Ok(made) => made,
        Err(error) => {
            let company = scope.company().0;
            tracing::warn!(company, %error, "a letter leaves without its logo");
            None
        }
    }
}

async fn made(app: &App, scope: Scope) -> Result<Option<(Head, Inline)>> {
    let Some(logo) = app.db.read(scope, files::logo).await? else { return Ok(None) };
    for (format, media_type) in FORMATS {
        let order = Order::plain(transform(&logo, format)?);
        let made = app.derivative(Shelf::Company(logo.company), logo.sha256, order).await?;
        if let Some(bytes) = app.on_disk(move || light(made.path)).await?? {
            let (width, height) = logo.shown();
            let content_id = format!("logo-{}@{}", &logo.sha256.hex()[..24], host(app));
            let head = Head { content_id: content_id.clone(), width, height, ground: logo.ground };
            return Ok(Some((head, Inline { content_id, media_type: media_type.into(), bytes })));
        }
    }
    let company = logo.company.0;
    tracing::warn!(company, "a letter leaves without its logo, which is too heavy");
    Ok(None)
}

/// On its ground: programs that turn letters dark leave pictures as they are.
fn transform(logo: &Logo, format: &str) -> Result<Transform> {
    let ground = match logo.ground {
        Ground::Dark => "1e1d1b",
        Ground::Light | Ground::Own => "ffffff",
    };
    let words = format!("{},b_{ground},{format}", Logo::fitted());
    Ok(words.parse().map_err(|why| anyhow::anyhow!("{words}: {why}"))?)
}

fn light(path: PathBuf) -> Result<Option<Vec<u8>>> {
    let bytes = std::fs::read(path).map_err(anyhow::Error::from)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= HEAVIEST))
}
