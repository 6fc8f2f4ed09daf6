//! Static files, cached by browsers for a year under a versioned address.

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Path;
use poem::{Response, handler};

use crate::Error;
use crate::http::Problem;
use crate::render::page::{assets, brand};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/assets/{version}/{name}`.
#[handler]
pub fn file(
    Path((version, name)): Path<(String, String)>,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let asset = assets::find(&name).ok_or(Error::NotFound("asset"))?;
    // An older page may ask for an older version: it gets the current file, uncached.
    let keep = if version == assets::version() { FOR_EVER } else { "no-cache" };
    let tag = format!("\"{}\"", &asset.sha256[..32]);
    let builder =
        Response::builder().header(header::ETAG, &tag).header(header::CACHE_CONTROL, keep);
    if knows(headers, &tag) {
        return Ok(builder.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(builder.header(header::CONTENT_TYPE, asset.content_type).body(asset.bytes.into_owned()))
}

/// `/assets/brand/{rrggbb}.css`.
#[handler]
pub fn sheet(Path(name): Path<String>) -> Result<Response, Problem> {
    let sheet = brand::sheet(&name).ok_or(Error::NotFound("asset"))?;
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "text/css; charset=utf-8")
        .header(header::CACHE_CONTROL, FOR_EVER)
        .body(sheet))
}

/// Whether the browser has this very file (RFC 9110, 13.1.2). Compression may have made a strong
/// tag weak.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}
