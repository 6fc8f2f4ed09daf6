//! What is said without TLS where the server has TLS: where to go, and replies to an authority.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};

use super::tls::{CHALLENGE_PATH, Certificates};

/// Sends every request on to the same path of `public_url`, but for those of an authority that is
/// about to give a certificate.
pub fn redirect(
    certificates: Arc<Certificates>,
    public_url: &str,
) -> impl Endpoint<Output = Response> + 'static {
    let public_url = public_url.to_owned();
    poem::endpoint::make_sync(move |request: Request| {
        let path = request.uri().path();
        if let Some(token) = path.strip_prefix(CHALLENGE_PATH) {
            return match certificates.text(token) {
                Some(text) => {
                    Response::builder().content_type("application/octet-stream").body(text)
                }
                None => StatusCode::NOT_FOUND.into(),
            };
        }
        let to = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
        Response::builder()
            // The method stays the same (RFC 9110, 15.4.9).
            .status(StatusCode::PERMANENT_REDIRECT)
            .header(header::LOCATION, format!("{public_url}{to}"))
            .header(header::CACHE_CONTROL, "no-store")
            .finish()
    })
}
