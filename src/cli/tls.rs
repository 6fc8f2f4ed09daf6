//! The certificates of the server: read from files and again when these change, or obtained from an
//! authority and renewed in time.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use poem::endpoint::ToDynEndpoint;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::sync::watch;
use webpki::EndEntityCert;

use super::data_dir::DataDir;
use super::failure::Failure;
use crate::adapters::acme::{Authority, Issued, NameProof};
use crate::adapters::{SystemClock, http_client};
use crate::config::Config;
use crate::http::redirect::redirect;
use crate::http::serve::Secured;
use crate::http::tls::{self, Certificates};
use crate::model::Timestamp;
use crate::model::time_token::certificate;
use crate::ports::Clock as _;

/// The interval between two looks at the files, and at how long a certificate still lasts.
const LOOK: Duration = Duration::from_secs(60);
/// The time limit of a request to the authority.
const PATIENCE: Duration = Duration::from_secs(30);
/// The pauses after a failure: the first, and the longest. Authorities count failures by the hour.
const PAUSES: (Duration, Duration) = (Duration::from_secs(120), Duration::from_secs(6 * 3600));

/// TLS as it is set up.
pub struct Tls {
    certificates: Arc<Certificates>,
    from: Source,
    secured: Secured,
    /// Where clients are sent on from HTTP to HTTPS, if anywhere.
    pub redirects: Option<TcpListener>,
}

enum Source {
    Files { chain: PathBuf, key: PathBuf },
    Authority(Box<FromAuthority>),
}

struct FromAuthority {
    authority: Authority,
    host: String,
    folder: PathBuf,
    by_text: bool,
}

impl Tls {
    /// As the settings say; None without TLS.
    ///
    /// # Errors
    /// The certificate cannot be used, with what to do.
    pub fn prepare(
        config: &Config,
        data: &DataDir,
        redirects: Option<TcpListener>,
    ) -> Result<Option<Self>, Failure> {
        let certificates = Arc::new(Certificates::default());
        let settings = &config.tls;
        let from = match (&settings.certificate, &settings.key) {
            (Some(chain), Some(key)) => {
                let read = read(chain, key).map_err(|why| {
                    Failure::new(format!("TLS cannot be served: {why}")).next(
                        "Correct tls.certificate and tls.key: a chain in PEM, the server's own \
                         certificate first, and its key without a password. The account that \
                         be-right runs as must be able to read both.",
                    )
                })?;
                certificates.show(read);
                Source::Files { chain: chain.clone(), key: key.clone() }
            }
            _ if settings.acme => {
                let folder = data.tls()?;
                if let Ok(kept) = kept(data) {
                    certificates.show(kept);
                }
                let client = http_client::trusting(PATIENCE, settings.acme_ca_file.as_deref())?;
                let directory = settings.acme_directory.clone();
                Source::Authority(Box::new(FromAuthority {
                    authority: Authority::new(client, directory, settings.acme_email.clone()),
                    host: config.public_host().to_owned(),
                    folder,
                    by_text: redirects.is_some(),
                }))
            }
            _ => return Ok(None),
        };
        let sends_on = redirect(certificates.clone(), &config.public_url);
        let secured = Secured {
            settings: tls::settings(certificates.clone()).map_err(anyhow::Error::from)?,
            otherwise: Arc::new(ToDynEndpoint(sends_on)),
        };
        Ok(Some(Self { certificates, from, secured, redirects }))
    }

    pub fn secured(&self) -> Secured {
        self.secured.clone()
    }

    /// Keeps the certificate up to date, for ever. `hint` changes when it is to look at once.
    pub async fn keep(self, mut hint: watch::Receiver<u64>) {
        let mut next = Instant::now();
        let mut pause = PAUSES.0;
        let mut seen = self.from.stamps();
        let mut is_asked = false;
        loop {
            match &self.from {
                Source::Files { chain, key } => {
                    let now = self.from.stamps();
                    if now != seen || is_asked {
                        seen = now;
                        self.reread(chain, key);
                    }
                }
                Source::Authority(from) => {
                    let is_due = self.is_due(&from.host) && (Instant::now() >= next || is_asked);
                    if is_due && !self.obtain(from).await {
                        next = Instant::now() + pause;
                        pause = (pause * 2).min(PAUSES.1);
                    } else if is_due {
                        pause = PAUSES.0;
                    }
                }
            }
            is_asked = tokio::select! {
                () = tokio::time::sleep(LOOK) => false,
                Ok(()) = hint.changed() => true,
            };
        }
    }

    fn reread(&self, chain: &Path, key: &Path) {
        match read(chain, key) {
            Ok(read) => {
                self.certificates.show(read);
                tracing::info!(until = %self.until(), "a new certificate is shown from now on");
            }
            Err(why) => {
                tracing::error!(%why, "the new certificate cannot be used; the former one is kept");
            }
        }
    }

    /// The last instant at which the current certificate is valid.
    fn until(&self) -> String {
        self.valid().map_or("unknown".to_owned(), |(_, until)| until.rfc3339())
    }

    fn valid(&self) -> Option<(Timestamp, Timestamp)> {
        Some(certificate::read(self.certificates.chain()?.first()?)?.valid)
    }

    /// Whether a third of the certificate's time is left, or less, or it is for another host.
    fn is_due(&self, host: &str) -> bool {
        let Some((from, until)) = self.valid() else { return true };
        let chain = self.certificates.chain().unwrap_or_default();
        if !chain.first().is_some_and(|der| is_for(der, host)) {
            return true;
        }
        let lasts = until.since(from);
        SystemClock.now() >= until.minus(lasts / 3)
    }

    /// Obtains a certificate; false if that failed, which is logged.
    async fn obtain(&self, from: &FromAuthority) -> bool {
        let issued = from.issue(&self.certificates).await;
        self.certificates.end_proofs();
        match issued {
            Ok(()) => {
                self.reread(&from.folder.join(CHAIN), &from.folder.join(KEY));
                true
            }
            Err(error) => {
                let (host, way) = (&from.host, if from.by_text { 80 } else { 443 });
                tracing::error!(
                    error = format!("{error:#}"),
                    "no certificate for {host}: the name must lead to this server, and port {way} \
                     must be open to the world; it tries again"
                );
                false
            }
        }
    }
}

const ACCOUNT: &str = "account.json";
const CHAIN: &str = "certificate.pem";
const KEY: &str = "certificate.key";

impl FromAuthority {
    async fn issue(&self, certificates: &Certificates) -> anyhow::Result<()> {
        let path = self.folder.join(ACCOUNT);
        let kept = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let (account, new) = self.authority.account(kept).await?;
        if let Some(new) = new {
            put(&path, &serde_json::to_string(&new)?)?;
        }
        let prove = |proof: NameProof| match proof {
            NameProof::Text { token, text } => {
                certificates.prove_by_text(&token, &text);
                Ok(())
            }
            NameProof::Certificate { chain, key } => {
                let read = tls::read_proof(chain.as_bytes(), key.reveal().as_bytes());
                certificates.prove_by_certificate(&self.host, read.map_err(anyhow::Error::msg)?);
                Ok(())
            }
        };
        let Issued { chain, key } =
            self.authority.issue(&account, &self.host, self.by_text, prove).await?;
        tls::read(chain.as_bytes(), key.reveal().as_bytes()).map_err(anyhow::Error::msg)?;
        // In this order: a crash between the two leaves a pair that does not fit, and a new one is
        // obtained.
        put(&self.folder.join(KEY), key.reveal())?;
        put(&self.folder.join(CHAIN), &chain)
    }
}

impl Source {
    /// When the files were written, and how long they are.
    fn stamps(&self) -> [Option<(SystemTime, u64)>; 2] {
        let Source::Files { chain, key } = self else { return [None, None] };
        [chain, key].map(|path| {
            let found = fs::metadata(path).ok()?;
            Some((found.modified().ok()?, found.len()))
        })
    }
}

/// Whether a certificate is for a host.
pub fn is_for(der: &CertificateDer<'_>, host: &str) -> bool {
    ServerName::try_from(host.trim_matches(['[', ']'])).is_ok_and(|name| {
        EndEntityCert::try_from(der)
            .is_ok_and(|found| found.verify_is_valid_for_subject_name(&name).is_ok())
    })
}

/// The certificate that was obtained from an authority.
pub fn kept(data: &DataDir) -> Result<rustls::sign::CertifiedKey, String> {
    let folder = data.tls().map_err(|failure| failure.whole())?;
    read(&folder.join(CHAIN), &folder.join(KEY))
}

/// Reads a certificate and its key; says what is wrong with which file.
pub fn read(chain: &Path, key: &Path) -> Result<rustls::sign::CertifiedKey, String> {
    let bytes = |path: &Path| {
        fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    tls::read(&bytes(chain)?, &bytes(key)?)
        .map_err(|why| format!("{} and {}: {why}", chain.display(), key.display()))
}

/// Writes a file that only its owner may read, atomically.
fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    DataDir::replace_private(path, text).map_err(|failure| anyhow::anyhow!(failure.whole()))
}
