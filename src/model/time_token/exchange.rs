//! What is sent to an authority, and what it replies (RFC 3161, 2.4).

use super::{Wrong, oids};
use crate::model::Digest;
use crate::model::der::{Der, TRUE, octets, oid, positive, sequence, small, take, take_if, value};

/// A number that is used once: the reply repeats it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(Der);

impl Nonce {
    pub fn of(random: u64) -> Self {
        Self(positive(&random.to_be_bytes()))
    }

    /// The content of the integer.
    pub(super) fn content(&self) -> &[u8] {
        // Nine bytes at most: one for the tag, one for the length.
        self.0.get(2..).unwrap_or_default()
    }
}

/// The request for a token over a hash, with the certificate of the authority in it.
pub fn request(digest: Digest, nonce: &Nonce) -> Der {
    let algorithm = sequence(&[&oid(oids::SHA256), &[5, 0]]);
    let imprint = sequence(&[&algorithm, &octets(digest.as_bytes())]);
    sequence(&[&small(1), &imprint, &nonce.0, TRUE])
}

/// What an authority replied.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply<'r> {
    /// The token, which is not checked yet.
    Token(&'r [u8]),
    /// It refuses, with this status: 2 rejection, 3 waiting, 4 and 5 revoked.
    Refused(u8),
}

/// Reads a reply.
pub fn granted(reply: &[u8]) -> Result<Reply<'_>, Wrong> {
    read(reply).ok_or(Wrong::Unreadable)
}

fn read(reply: &[u8]) -> Option<Reply<'_>> {
    let mut rest = reply;
    let mut reply = take(&mut rest, 0x30)?;
    let mut about = take(&mut reply, 0x30)?;
    let &[status] = take(&mut about, 0x02)? else { return None };
    // Texts, and why it failed.
    take_if(&mut about, 0x30);
    take_if(&mut about, 0x03);
    if !rest.is_empty() || !about.is_empty() {
        return None;
    }
    // Granted, or granted with other parameters: what they are is checked.
    if status > 1 {
        return reply.is_empty().then_some(Reply::Refused(status));
    }
    let token = value(&mut reply)?;
    reply.is_empty().then_some(Reply::Token(token.whole))
}
