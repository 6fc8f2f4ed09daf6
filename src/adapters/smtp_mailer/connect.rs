//! Connects to the server: address, encryption, EHLO.

use std::io;
use std::net::IpAddr;

use anyhow::Context;
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;

use super::failure::{Failure, Pace, Problem, within};
use super::{Security, SmtpSettings, login};
use crate::model::Secret;
use crate::ports::Stage;

/// A connection ready for a message.
pub async fn connect(
    settings: &SmtpSettings,
    tls: Option<&TlsParameters>,
    hello: &ClientId,
    pace: Pace,
) -> Result<AsyncSmtpConnection, Failure> {
    let mut connection = match (settings.security, tls) {
        (Security::Tls, Some(tls)) => encrypted(settings, tls, hello, pace).await?,
        _ => {
            let stream = Box::new(reach(settings, pace).await?);
            let greeted = AsyncSmtpConnection::connect_with_transport(stream, hello);
            within(pace, Stage::Hello, greeted).await?
        }
    };
    if let (Security::StartTls, Some(tls)) = (settings.security, tls) {
        if !connection.can_starttls() {
            return Err(Failure::new(Stage::Tls, "the server offers no STARTTLS"));
        }
        within(pace, Stage::Tls, connection.starttls(tls.clone(), hello)).await?;
    }
    if let Some(username) = &settings.username {
        let password = settings.password.as_ref().map(Secret::reveal).unwrap_or_default();
        login::log_in(&mut connection, hello, username, password, pace).await?;
    }
    Ok(connection)
}

/// Implicit TLS. lettre combines the steps up to EHLO: the one that failed is derived from the
/// error.
async fn encrypted(
    settings: &SmtpSettings,
    tls: &TlsParameters,
    hello: &ClientId,
    pace: Pace,
) -> Result<AsyncSmtpConnection, Failure> {
    let server = (settings.host.as_str(), settings.port);
    let connected = AsyncSmtpConnection::connect_tokio1(
        server,
        Some(settings.timeout),
        hello,
        Some(tls.clone()),
        None,
    );
    within(pace.times(3), Stage::Tls, async { connected.await.map_err(Problem::OfEncrypted) }).await
}

/// Tries each address of the host in turn, so that an unreachable one does not hide the others.
async fn reach(settings: &SmtpSettings, pace: Pace) -> Result<TcpStream, Failure> {
    let server = (settings.host.as_str(), settings.port);
    let addresses = within(pace, Stage::Connect, tokio::net::lookup_host(server)).await?;
    let mut last = Failure::new(Stage::Connect, "the host has no address");
    for address in addresses {
        match within(pace, Stage::Connect, TcpStream::connect(address)).await {
            Ok(stream) => return Ok(stream),
            Err(failure) => last = failure,
        }
    }
    Err(last)
}

/// TLS with the public certificate authorities and those of the CA file.
pub fn tls_parameters(settings: &SmtpSettings) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(settings.host.clone())
        .certificate_store(CertificateStore::WebpkiRoots);
    if let Some(path) = &settings.ca_file {
        let unreadable = || format!("smtp.ca_file {}", path.display());
        let pem = std::fs::read(path).with_context(unreadable)?;
        if !pem.windows(11).any(|part| part == b"-----BEGIN ") {
            return Err(io::Error::from(io::ErrorKind::InvalidData)).with_context(unreadable);
        }
        builder =
            builder.add_root_certificate(Certificate::from_pem(&pem).with_context(unreadable)?);
    }
    Ok(builder.build()?)
}

/// The name given in EHLO (RFC 5321, 4.1.3): an IP address in brackets; without a name, the
/// machine's.
pub fn hello(name: Option<&str>) -> anyhow::Result<ClientId> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(ClientId::default());
    };
    if let Ok(address) = name.parse::<IpAddr>() {
        return Ok(match address {
            IpAddr::V4(address) => ClientId::Ipv4(address),
            IpAddr::V6(address) => ClientId::Ipv6(address),
        });
    }
    let fit = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '.';
    anyhow::ensure!(name.chars().all(fit), "smtp.ehlo is not a host name: {name:?}");
    Ok(ClientId::Domain(name.to_owned()))
}
