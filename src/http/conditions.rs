//! `If-Match` and `If-None-Match` for handlers that do not read them (RFC 9110, 13): a condition
//! that fails is never ignored.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Request, Response};

use crate::Error;

const FAILED: Error = Error::Conflict("precondition_failed");

/// The tags of `If-Match`, one of which the reply must have.
pub struct Expected(Vec<String>);

/// Checks the conditions of a request. Resources to change have no tags, so `If-Match` holds with
/// `*` only, and `If-None-Match: *` never. For a read the reply's tag decides: see
/// [`Expected::holds`].
///
/// # Errors
/// The condition fails.
pub fn check(request: &Request) -> Result<Option<Expected>, Error> {
    let listed = |name| tags(request.headers(), name);
    let expected = listed(header::IF_MATCH);
    match *request.method() {
        Method::GET | Method::HEAD => Ok(expected.map(Expected)),
        Method::OPTIONS => Ok(None),
        ref method => {
            let is_any = |tags: Vec<String>| tags.iter().any(|tag| tag == "*");
            if expected.is_some_and(|tags| !is_any(tags)) {
                return Err(FAILED);
            }
            // A POST does not replace the resource at its address.
            let replaces = *method != Method::POST;
            match replaces && listed(header::IF_NONE_MATCH).is_some_and(is_any) {
                true => Err(FAILED),
                false => Ok(None),
            }
        }
    }
}

impl Expected {
    /// Whether a reply has one of the expected tags; errors always pass.
    ///
    /// # Errors
    /// It has another tag, or none.
    pub fn holds(&self, reply: &Response) -> Result<(), Error> {
        let status = reply.status();
        if !status.is_success() && status != StatusCode::NOT_MODIFIED {
            return Ok(());
        }
        let tag = reply.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        // Strong comparison: weak tags never match (8.8.3.2).
        let same =
            |one: &String| one == "*" || (Some(one.as_str()) == tag && !one.starts_with("W/"));
        if self.0.iter().any(same) { Ok(()) } else { Err(FAILED) }
    }
}

fn tags(headers: &HeaderMap, name: header::HeaderName) -> Option<Vec<String>> {
    headers.contains_key(&name).then(|| {
        let lines = headers.get_all(&name).iter().filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).collect()
    })
}
