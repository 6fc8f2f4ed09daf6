//! The company's logo, embedded in its mails.

use super::host;
use crate::App;
use crate::error::Result;
use crate::model::Inline;
use crate::render::mail::Head;
use crate::store::Scope;

/// The largest logo in a mail, in bytes. A larger one is left out.
const HEAVIEST: usize = 40 << 10;

/// The formats tried, with their media types. PNG is sharp for drawings, JPEG is small for
/// photographs. Both are rendered on the logo's background, because mail programs in dark mode do
/// not change pictures.
const FORMATS: [(&str, &str); 2] = [("f_png", "image/png"), ("f_jpg,q_auto", "image/jpeg")];

/// The logo for the head of a mail. None if there is none, or after an error: a logo does not delay
/// a mail.
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
