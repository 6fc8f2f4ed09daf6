//! Time-stamp tokens (RFC 3161): an authority outside this instance signs that a hash existed at an
//! instant. [`TimeToken::read`] checks all that can be checked without knowing the authority;
//! [`AuthorityRoots`] are those that are trusted.
//!
//! Understood are tokens in DER with the certificate of the authority, over SHA-256, signed with RSA
//! (PKCS 1, 2048 to 8192 bits) or ECDSA (P-256, P-384).

pub mod certificate;
mod exchange;
#[cfg(test)]
pub(crate) mod sample;
mod signed;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::daily_root::DailyRoot;
use super::seal_history::is_later;
use super::{Digest, Timestamp};

pub use exchange::{Nonce, Reply, granted, request};

/// The content of the object identifiers.
mod oids {
    pub const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    pub const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    pub const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    /// id-ct-TSTInfo.
    pub const TOKEN: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
    /// signing-certificate (RFC 2634, with SHA-1) and signing-certificate-v2 (RFC 5035).
    pub const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
    pub const SIGNING_CERTIFICATE_2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 47];
    pub const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    pub const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
    pub const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
    pub const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    pub const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
    pub const RSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
    pub const RSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
    pub const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    pub const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
    pub const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    pub const ORGANIZATION: &[u8] = &[0x55, 4, 10];
    pub const SUBJECT_KEY_ID: &[u8] = &[0x55, 0x1d, 14];
    pub const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
    pub const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
}

/// The largest token that is accepted, in bytes. Usual ones have 1,000 to 8,000.
pub const MAX_TOKEN: usize = 64 << 10;

/// The maximum number of authorities that an instance asks.
pub const MAX_AUTHORITIES: usize = 8;

/// Why a token, or the reply that should have brought one, proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The bytes are no reply and no token, or more than one.
    Unreadable,
    /// It is over another hash than the one that was sent.
    Imprint,
    /// It answers another request.
    Nonce,
    /// What is signed is not its content, or not with this certificate.
    Attributes,
    /// It lacks the certificate that it is signed with, or that cannot be read.
    Certificate,
    /// The certificate is not for time-stamping, or for something else as well.
    Usage,
    /// The certificate was not valid at that time.
    Expired,
    Signature,
    /// Its time is far from the clock.
    Clock,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Wrong::Unreadable => "the reply is no time-stamp",
            Wrong::Imprint => "the time-stamp is over another hash",
            Wrong::Nonce => "the time-stamp answers another request",
            Wrong::Attributes => "the time-stamp does not sign its own content",
            Wrong::Certificate => "the time-stamp lacks its certificate",
            Wrong::Usage => "the certificate is not for time-stamping alone",
            Wrong::Expired => "the certificate was not valid at that time",
            Wrong::Signature => "the signature of the time-stamp is wrong",
            Wrong::Clock => "the time is more than five minutes from the clock of this server",
        })
    }
}

/// A token that is signed by the certificate that it contains, which is for time-stamping and was
/// valid then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeToken {
    /// In DER, as the authority made it.
    pub der: Vec<u8>,
    /// When the authority made it.
    pub at: Timestamp,
    /// What it is over.
    pub imprint: Digest,
    pub authority: Authority,
    nonce: Option<Vec<u8>>,
    /// The authority's certificate, then the others that the token contains.
    certificates: Vec<Vec<u8>>,
}

/// Who made a token, as its certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The name of the certificate: anybody can choose one.
    pub name: String,
    /// The SHA-256 of the certificate in DER.
    pub certificate: Digest,
}

impl TimeToken {
    /// Reads and checks a token.
    pub fn read(der: &[u8]) -> Result<Self, Wrong> {
        signed::read(der)
    }

    /// Whether it is of this root: over its hash, and not from before it was made.
    pub fn is_of(&self, root: &DailyRoot) -> bool {
        self.imprint == root.hash() && !self.is_before(root)
    }

    /// Whether it is older than a root can be that it stamps.
    pub fn is_before(&self, root: &DailyRoot) -> bool {
        is_later(self.at, root.at)
    }

    /// Whether it was made for the request with this nonce.
    pub fn answers(&self, nonce: &Nonce) -> bool {
        self.nonce.as_deref() == Some(nonce.content())
    }

    /// Whether its time is near enough to that of a clock.
    pub fn is_near(&self, now: Timestamp) -> bool {
        self.at.since(now).abs() <= Timestamp::SLACK
    }

    /// Whether its certificate comes from one of these authorities, and all certificates up to there
    /// were valid when the token was made.
    pub fn leads_to(&self, roots: &AuthorityRoots) -> bool {
        let mut certificates = self.certificates.iter().map(|one| CertificateDer::from(&one[..]));
        let Some(own) = certificates.next() else { return false };
        let others: Vec<CertificateDer<'_>> = certificates.collect();
        let Ok(own) = EndEntityCert::try_from(&own) else { return false };
        let seconds = u64::try_from(self.at.0.div_euclid(1_000)).unwrap_or_default();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let usage = KeyUsage::required(oids::TIME_STAMPING);
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        own.verify_for_usage(algorithms, &roots.anchors, &others, at, usage, None, None).is_ok()
    }
}

/// When, and by whom: `2026-05-22 07:32:10 UTC, Horodatage, Exemple (SHA-256 7f…)`.
impl fmt::Display for TimeToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_jiff().strftime("%Y-%m-%d %H:%M:%S UTC");
        let Authority { name, certificate } = &self.authority;
        write!(out, "{at}, {name} (SHA-256 {certificate})")
    }
}

/// The certificates of the authorities that are trusted.
#[derive(Debug, Clone)]
pub struct AuthorityRoots {
    anchors: Arc<Vec<TrustAnchor<'static>>>,
}

impl AuthorityRoots {
    /// Reads the certificates of a file in PEM; None if it has none, or one that cannot be read.
    pub fn from_pem(pem: &[u8]) -> Option<Self> {
        let anchors: Option<Vec<_>> = CertificateDer::pem_slice_iter(pem)
            .map(|one| Some(anchor_from_trusted_cert(&one.ok()?).ok()?.to_owned()))
            .collect();
        anchors.filter(|some| !some.is_empty()).map(|some| Self { anchors: Arc::new(some) })
    }
}
