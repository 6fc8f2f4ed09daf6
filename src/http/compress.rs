//! Compression of replies: text of some length, for clients that accept it.

use std::io::Cursor;

use async_compression::Level;
use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder};
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{Body, Response};

use super::weighted_header::weights;

/// Shorter replies fit in one packet anyway.
const LEAST: usize = 1_024;
const LEVEL: Level = Level::Precise(4);

/// The codings offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    /// The name in `Content-Encoding`.
    fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
        }
    }
}

/// The coding to use: the supported one that `Accept-Encoding` weighs most (RFC 9110, 12.5.3), or
/// none.
pub fn wanted(headers: &HeaderMap) -> Option<Coding> {
    let listed = weights(headers, &header::ACCEPT_ENCODING);
    let named = |coding: &str| listed.iter().find(|(word, _)| word == coding).map(|one| one.1);
    let any = named("*").unwrap_or(0);
    let (br, gzip) = (named("br").unwrap_or(any), named("gzip").or(named("x-gzip")).unwrap_or(any));
    let plain = named("identity").unwrap_or(0);
    let (best, coding) = match br >= gzip {
        true => (br, Coding::Brotli),
        false => (gzip, Coding::Gzip),
    };
    (best > 0 && best >= plain).then_some(coding)
}

/// Compresses a reply if that makes it smaller.
pub async fn compress(mut response: Response, wanted: Option<Coding>) -> Response {
    if !is_text(response.headers()) || response.status() == StatusCode::NOT_MODIFIED {
        return response;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let Some(wanted) = wanted else { return response };
    // Text is always complete in memory; streamed replies have other types.
    let Ok(bytes) = response.take_body().into_bytes().await else { return response };
    if bytes.len() < LEAST {
        response.set_body(bytes);
        return response;
    }
    // The bytes change, so the tag becomes weak.
    let weak = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    if let Some(weak) = weak.filter(|tag| !tag.starts_with("W/")).map(|tag| format!("W/{tag}"))
        && let Ok(weak) = HeaderValue::from_str(&weak)
    {
        response.headers_mut().insert(header::ETAG, weak);
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(wanted.name()));
    headers.remove(header::CONTENT_LENGTH);
    let bytes = Cursor::new(bytes);
    response.set_body(match wanted {
        Coding::Brotli => Body::from_async_read(BrotliEncoder::with_quality(bytes, LEVEL)),
        Coding::Gzip => Body::from_async_read(GzipEncoder::with_quality(bytes, LEVEL)),
    });
    response
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        matches!(kind, "text/html" | "text/css" | "text/plain" | "text/javascript")
            || matches!(
                kind,
                "application/json"
                    | "application/problem+json"
                    | "application/yaml"
                    | "image/svg+xml"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_s_preference_decides() {
        let coding = |accepts: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(accepts).unwrap());
            wanted(&headers).map_or("as it is", Coding::name)
        };
        for (accepts, expected) in [
            ("br;q=0.1, gzip;q=0.9", "gzip"),
            ("gzip, deflate, br, zstd", "br"),
            ("br;Q=0", "as it is"),
            ("BR;q=0, GZIP", "gzip"),
            ("gzip;q=0.5, identity", "as it is"),
            ("identity;q=0.5, gzip;q=0.5", "gzip"),
            ("*", "br"),
            ("br;q=0, *;q=0.2", "gzip"),
            ("*;q=0", "as it is"),
            ("gzip;q=x", "as it is"),
            ("x-gzip", "gzip"),
            ("", "as it is"),
            ("deflate", "as it is"),
        ] {
            assert_eq!(coding(accepts), expected, "{accepts}");
        }
        assert!(wanted(&HeaderMap::new()).is_none());
    }
}
