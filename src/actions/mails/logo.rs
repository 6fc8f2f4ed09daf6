//! The company's logo, as it travels within its mails.

use super::host;
use crate::App;
use crate::error::Result;
use crate::model::Inline;
use crate::render::mail::Head;
use crate::store::Scope;

/// In bytes: a mail is not to be heavier for its head. A logo that cannot be made
/// smaller stays away.
const HEAVIEST: usize = 40 << 10;

/// In which formats it is tried, and of which media type it is then. Mail programs know
/// both; drawings are crisp in the first, photographs are small in the second. On its
/// ground either way: programs that turn mails dark leave pictures as they are.
const FORMATS: [(&str, &str); 2] = [("f_png", "image/png"), ("f_jpg,q_auto", "image/jpeg")];

/// The logo to put at the head of a mail. None if there is none, and whatever is wrong
/// with it: no mail waits for a picture.
pub(super) async fn of(app: &App, scope: Scope) -> Option<(Head, Inline)> {
    match made(app, scope).await {
        Ok(made) => made,
        Err(error) => {
            let company = scope.company().0;
            tracing::warn!(company, %error, "a mail leaves without its logo");
            None
        }
    }
}

async fn made(app: &App, scope: Scope) -> Result<Option<(Head, Inline)>> {
    for (format, media_type) in FORMATS {
        let Some((logo, bytes)) = app.logo(scope, 2, format).await? else { return Ok(None) };
        if bytes.len() <= HEAVIEST {
            let (width, height) = logo.shown();
            let content_id = format!("logo-{}@{}", &logo.sha256.hex()[..24], host(app));
            let head = Head { content_id: content_id.clone(), width, height, ground: logo.ground };
            return Ok(Some((head, Inline { content_id, media_type: media_type.into(), bytes })));
        }
    }
    tracing::warn!(company = scope.company().0, "a logo is too heavy for mails");
    Ok(None)
}
