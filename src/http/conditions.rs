//! `If-Match` and `If-None-Match` where a handler does not look at them itself (RFC 9110,
//! 13): a condition that does not hold is never passed over in silence.

use poem::http::{HeaderMap, Method, StatusCode, header};
use poem::{Request, Response};

use crate::Error;

const FAILED: Error = Error::Conflict("precondition_failed");

/// What a reader asked: that it be one of these, as `If-Match` has them.
pub struct Expected(Vec<String>);

/// Judges what is to be changed: nothing of that has a tag, so that `If-Match` holds
/// with `*` alone, and `If-None-Match: *` never. Of what is to be read, its reply has
/// the tag: see [`Expected::holds`].
///
/// # Errors
/// The condition does not hold.
pub fn judge(request: &Request) -> Result<Option<Expected>, Error> {
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
            // What a POST makes is not what its address names.
            let replaces = *method != Method::POST;
            match replaces && listed(header::IF_NONE_MATCH).is_some_and(is_any) {
                true => Err(FAILED),
                false => Ok(None),
            }
        }
    }
}

impl Expected {
    /// Whether a reply is one of those that are wanted; a refusal is always let through.
    ///
    /// # Errors
    /// It is another, or has no tag.
    pub fn holds(&self, reply: &Response) -> Result<(), Error> {
        let status = reply.status();
        if !status.is_success() && status != StatusCode::NOT_MODIFIED {
            return Ok(());
        }
        let tag = reply.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        // Compared strongly: a weak tag is never the same (8.8.3.2).
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
