//! CORS: pages of the configured origins may use the API from a browser. Preflights of others are
//! refused, and browsers do not let them read replies. The API uses no cookies.

use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use crate::Error;
use crate::config::Config;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// All request headers that we read, except those that need no preflight.
const HEADERS: &str = "authorization, content-type, idempotency-key, x-request-id, \
    accept-language, if-match, if-none-match, if-range, range, last-event-id, tus-resumable, \
    upload-length, upload-metadata, upload-offset, upload-checksum, x-http-method-override";
/// All response headers that we send, except those that every page may read, or none.
const EXPOSED: &str = "x-request-id, retry-after, content-disposition, location, etag, \
    accept-ranges, content-range, www-authenticate, allow, tus-resumable, tus-version, \
    tus-extension, tus-max-size, tus-checksum-algorithm, upload-length, upload-offset, \
    upload-expires, upload-metadata, x-file-id, x-file-duplicate, tdm-reservation";
/// How long a browser may cache a preflight, in seconds.
const REMEMBERED: &str = "3600";

/// The request's origin, if it is allowed.
pub fn allowed(request: &Request, config: &Config) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let named = config.http.cors_origins.iter().any(|known| origin == known.as_str());
    named.then(|| origin.clone())
}

/// The reply to a preflight; None if the request is none.
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

/// Lets pages of the allowed origin read the reply.
pub fn open(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        // The page has another origin: the default policy would hide the reply from it.
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(policy, HeaderValue::from_static("cross-origin"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quoted header names after one of `marks`, in the sources of `http` outside its pages.
    fn named(marks: &[&str]) -> Vec<String> {
        let mut folders = vec![std::path::PathBuf::from("src/http")];
        let mut found = vec![];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.extend((!path.ends_with("pages")).then_some(path));
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap();
                for mark in marks {
                    let asks = |at: &usize| text[..*at].ends_with("request");
                    let at = text.match_indices(mark).map(|(at, _)| at);
                    for at in at.filter(|at| !asks(at) || mark.contains("get")) {
                        let rest = text[at + mark.len()..].trim_start();
                        let name = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
                        found.extend(name.map(str::to_owned));
                    }
                }
            }
        }
        found
    }

    fn lacks(list: &str, names: Vec<String>, apart: &[&str]) -> Vec<String> {
        let listed: Vec<_> = list.split(',').map(str::trim).collect();
        let known =
            |name: &String| listed.contains(&name.as_str()) || apart.contains(&name.as_str());
        names.into_iter().filter(|name| !known(name)).collect()
    }

    #[test]
    fn a_page_may_send_what_we_read_and_read_what_we_send() {
        let sent = named(&[".header(", "headers.insert(", ".headers_mut().insert("]);
        assert!(sent.iter().any(|name| name == "x-file-duplicate"), "{sent:?}");
        // Policies are for the browser itself.
        let policies = ["cross-origin-resource-policy", "clear-site-data", "x-accel-buffering"];
        let unseen = lacks(EXPOSED, sent, &policies);
        assert!(unseen.is_empty(), "not exposed: {unseen:?}");
        let read = named(&["text(headers,", "headers.get(", "headers().get(", "number(headers,"]);
        assert!(read.iter().any(|name| name == "upload-checksum"), "{read:?}");
        // Sent by proxies, by browsers without preflight, and by the payment service.
        let unsent = lacks(HEADERS, read, &["x-forwarded-for", "accept", "stripe-signature"]);
        assert!(unsent.is_empty(), "not allowed: {unsent:?}");
    }
}
