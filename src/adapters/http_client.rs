//! HTTP clients for the services that an administrator configures. They trust the public roots that
//! are compiled in, since a static binary finds no system roots everywhere, and follow no
//! redirects, so that no reply can send requests elsewhere.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use reqwest::{Client, redirect};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// `patience` is the time limit for a whole reply.
pub fn client(patience: Duration) -> anyhow::Result<Client> {
    trusting(patience, None)
}

/// A client that also trusts the certificates in a file, in PEM.
///
/// # Errors
/// The file cannot be read, or holds no certificates.
pub fn trusting(patience: Duration, also: Option<&Path>) -> anyhow::Result<Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots =
        webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<rustls::RootCertStore>();
    if let Some(path) = also {
        let found: Vec<_> = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .with_context(|| format!("{} holds no certificates in PEM", path.display()))?;
        roots.add_parsable_certificates(found);
    }
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("no version of TLS")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .connect_timeout(patience.min(Duration::from_secs(5)))
        .timeout(patience)
        .user_agent(concat!("be-right/", env!("CARGO_PKG_VERSION")))
        .build()
        .context("an HTTP client")
}
