//! Checks of HTTP/1.1 that the parser does not make (RFC 9112): exactly one `Host`, and no
//! unsupported transfer coding.

use std::str::FromStr;

use poem::http::uri::Authority;
use poem::http::{HeaderMap, Version, header};

use crate::Error;

/// The reason why a request is refused before routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// RFC 9112, 3.2: no, several, or an invalid host.
    Host,
    /// RFC 9112, 6.1: a transfer coding other than `chunked` alone.
    Coding,
    /// RFC 9112, 6.3: two lengths; an intermediary may trust the other one.
    Length,
}

impl Malformed {
    /// The fault in the head of a request, if any.
    pub fn of(version: Version, headers: &HeaderMap) -> Option<Self> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let fine = match (hosts.next(), hosts.next()) {
            // HTTP/1.0 has no Host.
            (None, _) => version < Version::HTTP_11,
            (Some(host), None) => host.to_str().is_ok_and(is_host),
            (Some(_), Some(_)) => false,
        };
        if !fine {
            return Some(Self::Host);
        }
        let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
        match (codings.next(), codings.next()) {
            (None, _) => None,
            (Some(one), None) if one.as_bytes().eq_ignore_ascii_case(b"chunked") => {
                headers.contains_key(header::CONTENT_LENGTH).then_some(Self::Length)
            }
            _ => Some(Self::Coding),
        }
    }

    pub fn error(self) -> Error {
        match self {
            Self::Host => Error::Conflict("malformed_host"),
            Self::Coding => Error::Conflict("transfer_encoding"),
            Self::Length => Error::Conflict("malformed_request"),
        }
    }
}

fn is_host(text: &str) -> bool {
    !text.contains('@') && Authority::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderName, HeaderValue};

    use super::*;

    fn of(version: Version, lines: &[(&str, &str)]) -> Option<Malformed> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_str(name).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        Malformed::of(version, &headers)
    }

    #[test]
    fn there_is_one_host() {
        let of = |lines: &[(&str, &str)]| of(Version::HTTP_11, lines);
        for host in ["example.org", "example.org:8080", "[::1]:80", "127.0.0.1"] {
            assert_eq!(of(&[("host", host)]), None, "{host}");
        }
        for host in ["", "a b", "me@example.org", "example.org/x", "a:b:c"] {
            assert_eq!(of(&[("host", host)]), Some(Malformed::Host), "{host}");
        }
        assert_eq!(of(&[]), Some(Malformed::Host));
        assert_eq!(of(&[("host", "a"), ("host", "a")]), Some(Malformed::Host));
        assert_eq!(super::Malformed::of(Version::HTTP_10, &HeaderMap::new()), None);
    }

    #[test]
    fn a_body_is_chunked_or_has_a_length() {
        let of =
            |lines: &[(&str, &str)]| of(Version::HTTP_11, &[&[("host", "a")][..], lines].concat());
        assert_eq!(of(&[("transfer-encoding", "Chunked")]), None);
        assert_eq!(of(&[("content-length", "3")]), None);
        for coding in ["gzip, chunked", "gzip", "chunked, chunked", "identity", ""] {
            assert_eq!(of(&[("transfer-encoding", coding)]), Some(Malformed::Coding), "{coding}");
        }
        let twice = [("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")];
        assert_eq!(of(&twice), Some(Malformed::Coding));
        let both = [("transfer-encoding", "chunked"), ("content-length", "3")];
        assert_eq!(of(&both), Some(Malformed::Length));
    }
}
