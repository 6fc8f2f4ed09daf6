//! Checksums of uploaded bytes, as in tus (tus.io/protocols/resumable-upload, the checksum
//! extension).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The supported algorithms, as in `Tus-Checksum-Algorithm`. They detect transmission errors
/// only, not attacks.
pub const ALGORITHMS: &str = "sha1,sha256";

/// A checksum in progress, and the expected value.
#[derive(Clone)]
pub struct Checksum {
    sum: Sum,
    expected: Vec<u8>,
}

#[derive(Clone)]
enum Sum {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// Parses `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`; None if the algorithm is unknown or the sum
    /// has the wrong length.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, sum) = text.trim().split_once(' ')?;
        let expected = BASE64_STANDARD.decode(sum.trim()).ok()?;
        let (sum, length) = match name {
            "sha1" => (Sum::Sha1(Sha1::new()), 20),
            "sha256" => (Sum::Sha256(Sha256::new()), 32),
            _ => return None,
        };
        (expected.len() == length).then_some(Self { sum, expected })
    }

    /// Adds more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.sum {
            Sum::Sha1(sum) => sum.update(bytes),
            Sum::Sha256(sum) => sum.update(bytes),
        }
    }

    /// Whether the result is the expected one.
    pub fn holds(self) -> bool {
        match self.sum {
            Sum::Sha1(sum) => sum.finalize().as_slice() == self.expected,
            Sum::Sha256(sum) => sum.finalize().as_slice() == self.expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, bytes: &[u8]) -> Option<bool> {
        let mut sum = Checksum::parse(text)?;
        bytes.chunks(3).for_each(|part| sum.update(part));
        Some(sum.holds())
    }

    #[test]
    fn sums_are_those_of_the_standards() {
        // The examples of the protocol and of FIPS 180.
        assert_eq!(holds("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world"), Some(true));
        assert_eq!(holds("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", b"hello world!"), Some(false));
        let abc = "sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(holds(abc, b"abc"), Some(true));
    }

    #[test]
    fn what_is_no_sum_is_not_taken_for_one() {
        for text in ["", "sha1", "sha1 ", "sha1 ???", "md5 XrY7u+Ae7tCTyyK7j1rNww==", "sha1 YWJj"] {
            assert!(Checksum::parse(text).is_none(), "{text}");
        }
    }
}
