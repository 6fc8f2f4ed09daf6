//! Smaller replies, where it pays: text of some length, for who can read it.

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::{Compress, CompressionAlgo, CompressionLevel};
use poem::{IntoResponse, Response};

/// Shorter replies fit in one packet anyway.
const LEAST: usize = 1_024;

/// How a client wants its replies, from its `Accept-Encoding` (RFC 9110, 12.5.3).
pub fn wanted(headers: &HeaderMap) -> Option<CompressionAlgo> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |coding: &str| {
        accepted.split(',').any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
    };
    match (takes("br"), takes("gzip")) {
        (true, _) => Some(CompressionAlgo::BR),
        (_, true) => Some(CompressionAlgo::GZIP),
        _ => None,
    }
}

/// Compresses a reply if that makes it smaller.
pub async fn compress(mut response: Response, wanted: Option<CompressionAlgo>) -> Response {
    if !is_text(response.headers()) || response.status() == StatusCode::NOT_MODIFIED {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(wanted) = wanted else { return response };
    // Text is made whole in memory; what streams is of other types.
    let Ok(bytes) = response.take_body().into_bytes().await else { return response };
    let is_long = bytes.len() >= LEAST;
    response.set_body(bytes);
    if !is_long {
        return response;
    }
    // Other bytes than those the tag was made of.
    let weak = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    if let Some(weak) = weak.filter(|tag| !tag.starts_with("W/")).map(|tag| format!("W/{tag}"))
        && let Ok(weak) = HeaderValue::from_str(&weak)
    {
        response.headers_mut().insert(header::ETAG, weak);
    }
    let level = CompressionLevel::Precise(4);
    let mut smaller = Compress::new(response, wanted).with_quality(level).into_response();
    smaller.headers_mut().remove(header::CONTENT_LENGTH);
    smaller
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        matches!(kind, "text/html" | "text/css" | "text/plain" | "text/javascript")
            || matches!(kind, "application/json" | "application/problem+json" | "image/svg+xml")
    })
}
