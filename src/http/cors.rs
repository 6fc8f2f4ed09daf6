//! Pages of other sites: those that were named may use the API from a browser.
//! Others may not ask beforehand, and get no leave to read: a browser holds them
//! to it. Nothing here goes by cookies.

use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use crate::Error;
use crate::config::Config;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const HEADERS: &str = "authorization, content-type, idempotency-key, x-request-id, \
    accept-language, tus-resumable, upload-length, upload-metadata, upload-offset";
const EXPOSED: &str = "x-request-id, retry-after, content-disposition, location, \
    tus-resumable, tus-version, tus-extension, tus-max-size, upload-length, upload-offset, \
    upload-expires, x-file-id";
/// How long a browser may remember a leave, in seconds.
const REMEMBERED: &str = "3600";

/// The origin of the page that asks, if it is one of those that were named.
pub fn allowed(request: &Request, config: &Config) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let named = config.http.cors_origins.iter().any(|known| origin == known.as_str());
    named.then(|| origin.clone())
}

/// The answer to a browser that asks beforehand; none if that is not what it does.
pub fn preflight(
    request: &Request,
    allowed: Option<&HeaderValue>,
) -> Option<Result<Response, Error>> {
    let headers = request.headers();
    let asks = *request.method() == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return None;
    }
    if allowed.is_none() {
        return Some(Err(Error::Conflict("origin_refused")));
    }
    let reply = Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
        .header(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED)
        .finish();
    Some(Ok(reply))
}

/// Lets the page that was named read the reply.
pub fn open(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        // The page is of another site: the usual policy would hide the reply from it.
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(policy, HeaderValue::from_static("cross-origin"));
    }
}
