//! TLS of the server itself: the certificate it shows, and the handshake. Where a proxy does that,
//! none of this is in use.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection};

/// HTTP/2 and HTTP/1.1 (RFC 7301), the preferred one first.
const HTTP2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";
/// The protocol in which an authority asks whether the server has a name (RFC 8737).
const CHALLENGE: &[u8] = b"acme-tls/1";

/// The path below which an authority asks the same without TLS (RFC 8555, 8.3).
pub const CHALLENGE_PATH: &str = "/.well-known/acme-challenge/";

/// The certificate in use, and the replies to an authority that is about to give another one.
#[derive(Default)]
pub struct Certificates {
    current: RwLock<Option<Arc<CertifiedKey>>>,
    /// By host: certificates that prove the name to an authority.
    proofs: RwLock<HashMap<String, Arc<CertifiedKey>>>,
    /// By token: what proves the name without TLS.
    texts: RwLock<HashMap<String, String>>,
}

impl Certificates {
    /// Shows this certificate to whoever connects from now on.
    pub fn show(&self, certificate: CertifiedKey) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::new(certificate));
    }

    /// The chain in use, the server's own certificate first, in DER.
    pub fn chain(&self) -> Option<Vec<CertificateDer<'static>>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(|current| current.cert.clone())
    }

    /// Shows a certificate for `host` to an authority that asks in [`CHALLENGE`].
    pub fn prove_by_certificate(&self, host: &str, certificate: CertifiedKey) {
        let mut proofs = self.proofs.write().unwrap_or_else(PoisonError::into_inner);
        proofs.insert(host.to_owned(), Arc::new(certificate));
    }

    /// Replies with a text to an authority that asks for a token below [`CHALLENGE_PATH`].
    pub fn prove_by_text(&self, token: &str, text: &str) {
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        texts.insert(token.to_owned(), text.to_owned());
    }

    /// The reply to an authority that asks for a token.
    pub fn text(&self, token: &str) -> Option<String> {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        texts.get(token).cloned()
    }

    /// Ends what was shown to an authority.
    pub fn end_proofs(&self) {
        self.proofs.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.texts.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let is_challenge =
            hello.alpn().is_some_and(|protocols| protocols.eq(std::iter::once(CHALLENGE)));
        if is_challenge {
            let proofs = self.proofs.read().unwrap_or_else(PoisonError::into_inner);
            return proofs.get(hello.server_name()?).cloned();
        }
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The settings of all handshakes.
///
/// # Errors
/// The system has no randomness.
pub fn settings(certificates: Arc<Certificates>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let mut settings = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    settings.alpn_protocols = [HTTP2, HTTP1, CHALLENGE].map(<[u8]>::to_vec).to_vec();
    settings.ticketer = ring::Ticketer::new()?;
    Ok(Arc::new(settings))
}

/// What a client and the server agreed on.
pub enum Agreed {
    Http2,
    Http1,
    /// It was an authority, which only wanted to see a certificate.
    Nothing,
}

/// The protocol that follows a handshake.
pub fn agreed(connection: &ServerConnection) -> Agreed {
    match connection.alpn_protocol() {
        Some(HTTP2) => Agreed::Http2,
        Some(CHALLENGE) => Agreed::Nothing,
        _ => Agreed::Http1,
    }
}

/// Reads a certificate with its chain, and its key, both in PEM.
///
/// # Errors
/// What is wrong with them, as the end of a sentence that names the file.
pub fn read(chain: &[u8], key: &[u8]) -> Result<CertifiedKey, String> {
    let (chain, key) = parts(chain, key)?;
    CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => "the key is not that of the certificate".to_owned(),
        other => format!("they cannot be used: {other}"),
    })
}

/// The same of a certificate that proves a name to an authority, which says so in a critical
/// extension that no client knows (RFC 8737, 3).
///
/// # Errors
/// As above.
pub fn read_proof(chain: &[u8], key: &[u8]) -> Result<CertifiedKey, String> {
    let (chain, key) = parts(chain, key)?;
    let key = ring::default_provider()
        .key_provider
        .load_private_key(key)
        .map_err(|error| format!("the key cannot be used: {error}"))?;
    Ok(CertifiedKey::new(chain, key))
}

fn parts(
    chain: &[u8],
    key: &[u8],
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("the certificate is not PEM: {error}"))?;
    if chain.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|error| format!("the key is not PEM, or it has a password: {error}"))?;
    Ok((chain, key))
}
