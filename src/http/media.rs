//! `/media/{signature}/{transform}/{publicId}.{ext}`: pictures, for anybody with their URL. Not in
//! the OpenAPI document, because the API makes these URLs.

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Problem, send};
use crate::actions::media::{self, Keeping, MediaRequest};
use crate::model::transform::Accepts;
use crate::{App, Error};

/// What is reserved on this site, for programs that mine text and data (TDM Reservation Protocol of the
/// W3C community group, section 5). Not found if nothing is.
#[handler]
pub fn reservations(Data(app): Data<&App>) -> Result<Response, Problem> {
    if !app.config.media.reserve_mining {
        return Err(Problem(Error::NotFound("page")));
    }
    let body = r#"[{"location":"/media/*","tdm-reservation":1}]"#;
    Ok(Response::builder().header(header::CONTENT_TYPE, "application/json").body(body))
}

/// Serves a picture.
#[handler]
pub async fn picture(
    Data(app): Data<&App>,
    Path((signature, transform, file)): Path<(String, String, String)>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (public_id, extension) = file.rsplit_once('.').ok_or(Error::NotFound("picture"))?;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let asked = MediaRequest {
        signature,
        transform,
        public_id: public_id.to_owned(),
        extension: extension.to_owned(),
        accepts: Accepts::read(accept.unwrap_or_default()),
        has: send::tags(headers),
    };
    let sent = media::deliver(app, asked).await?;
    if let Some(better) = sent.better {
        let app = app.clone();
        #[expect(clippy::disallowed_methods, reason = "lost, it is made the next time")]
        tokio::spawn(async move {
            if let Err(error) = media::improve(&app, better).await {
                tracing::debug!(%error, "a lighter picture was not made");
            }
        });
    }
    let mut builder = Response::builder()
        .header(header::ETAG, &sent.tag)
        .header(
            header::CACHE_CONTROL,
            match sent.keeping {
                Keeping::Public => "public, max-age=31536000, immutable",
                Keeping::Private => "private, max-age=31536000, immutable",
                Keeping::Asking => "private, no-cache",
            },
        )
        // Pages of other sites may embed the picture.
        .header("cross-origin-resource-policy", "cross-origin");
    if sent.reserves_mining {
        builder = builder.header("tdm-reservation", "1");
    }
    if sent.varies {
        builder = builder.header(header::VARY, "Accept");
    }
    let Some(picture) = sent.picture else {
        return Ok(builder.status(StatusCode::NOT_MODIFIED).finish());
    };
    let derivatives = app.derivatives.clone();
    Ok(builder
        .header(header::CONTENT_TYPE, sent.format.mime())
        .header(header::CONTENT_LENGTH, picture.bytes)
        .header(header::CONTENT_SECURITY_POLICY, send::INERT)
        .body(send::whole(app, move || derivatives.open(&picture)).await?))
}
