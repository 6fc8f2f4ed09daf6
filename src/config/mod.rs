//! The configuration of the instance: read once, validated as a whole, then plain values.
//! `packaging/be-right.toml` lists every key and its default; `layers` merges the sources,
//! `reading` parses values, `check` validates them, and this file defines the types.

mod billing;
mod check;
mod kinds;
mod layers;
mod reading;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::model::media::MediaLimits;
use crate::model::time_token::{AuthorityRoots, MAX_AUTHORITIES};
use crate::model::transform::Presets;
use crate::model::{Locale, Mailbox, Plan, Secret};
use crate::ports::Rule;

use kinds::{Bytes, Email, Host, HostName, Level, Origin, SigningSecret, WebAddress};
use reading::section;

pub use billing::{Billing, Stripe};
pub use kinds::{LogFormat, Rate, Registration, RequestLog, SmtpSecurity};
pub use layers::{Effective, Layers, Provenance, SAMPLE, Sources};
pub use reading::Problems;

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the settings were found.
    pub provenance: Provenance,
    pub data_dir: PathBuf,
    /// Scheme, host and port, without a trailing slash; the prefix of links.
    pub public_url: String,
    pub registration: Registration,
    pub locale: Locale,
    pub time_zone: TimeZone,
    pub listen: Listen,
    pub tls: Tls,
    pub http: Http,
    pub mail: Mail,
    pub smtp: Smtp,
    pub jobs: Jobs,
    pub live: Live,
    pub import: Import,
    pub argon2: Argon2,
    pub jwt: Jwt,
    pub tokens: Tokens,
    pub consent: Consent,
    pub proof: ProofSettings,
    pub limits: Limits,
    pub media: Media,
    pub backup: Backup,
    pub geocoding: Geocoding,
    pub stripe: Stripe,
    pub billing: Billing,
    pub metrics: Metrics,
    pub admin: Admin,
    pub log: Log,
    pub audit: Audit,
}

section! {
    pub struct Listen in "listen" {
        pub address: IpAddr,
        /// 0: any free port.
        pub port: u16,
    }
}

section! {
    /// TLS of the server itself, by files or by an authority; neither: without TLS.
    pub struct Tls in "tls" {
        /// In PEM, both or neither.
        pub certificate: Option<PathBuf>,
        pub key: Option<PathBuf>,
        /// Whether certificates are obtained from an authority by ACME.
        pub acme: bool,
        pub acme_directory: String as WebAddress,
        pub acme_email: Option<String> as Option<Email>,
        pub acme_ca_file: Option<PathBuf>,
        /// The port on which HTTP is sent on to HTTPS; 0: none.
        pub redirect_port: u16,
    }
}

impl Tls {
    pub fn is_on(&self) -> bool {
        self.certificate.is_some() || self.acme
    }
}

section! {
    pub struct Http in "http" {
        pub trusted_proxies: Vec<IpNet>,
        /// Scheme, host and port each, as browsers send them in `Origin`.
        pub cors_origins: Vec<String> as Vec<Origin>,
        /// In bytes.
        pub body_limit: u64 as Bytes,
        /// Of all request bodies in memory together, in bytes.
        pub body_budget: u64 as Bytes,
        /// Per client address at a time; trusted proxies may have more.
        pub connections_per_address: usize [1..=1_000_000],
        pub request_timeout: Duration,
        pub idle_timeout: Duration,
        pub drain_timeout: Duration,
    }
}

section! {
    pub struct Mail in "mail" {
        /// False: mails are recorded and dropped.
        pub enabled: bool,
    }
}

section! {
    pub struct Smtp in "smtp" {
        /// None: mails are written as files to the outbox of the data folder.
        pub host: Option<String> as Option<Host>,
        pub security: SmtpSecurity,
        /// 0: the usual port of `security`.
        pub port: u16,
        /// With a password, or neither is set.
        pub username: Option<String>,
        pub password: Option<Secret>,
        pub from: Mailbox,
        /// The name given in EHLO; None: the host of `public_url`.
        pub ehlo: Option<String> as Option<HostName>,
        pub ca_file: Option<PathBuf>,
        pub timeout: Duration,
    }
}

impl Smtp {
    /// The port to connect to.
    pub fn port(&self) -> u16 {
        match self.port {
            0 => self.security.usual_port(),
            port => port,
        }
    }
}

section! {
    pub struct Jobs in "jobs" {
        pub workers: usize [1..=64],
    }
}

section! {
    /// The maximum number of concurrent event streams (SSE).
    pub struct Live in "live" {
        pub streams: usize [1..=1_000_000],
        pub streams_per_company: usize [1..=1_000_000],
        pub streams_per_user: usize [1..=1_000_000],
    }
}

section! {
    /// Limits of an imported file of employees.
    pub struct Import in "import" {
        /// In bytes, like `max_unpacked`.
        pub max_bytes: u64 as Bytes,
        pub max_lines: usize [1..=1_000_000],
        pub max_unpacked: u64 as Bytes,
        pub keep_days: u32 [1..=3650],
    }
}

section! {
    pub struct Argon2 in "argon2" {
        pub memory_kib: u32 [8..=1 << 21],
        pub iterations: u32 [1..=100],
        pub parallelism: u32 [1..=64],
    }
}

section! {
    pub struct Jwt in "jwt" {
        /// None: the secret generated in the data folder.
        pub secret: Option<Secret> as Option<SigningSecret>,
        pub previous_secret: Option<Secret> as Option<SigningSecret>,
    }
}

section! {
    pub struct Tokens in "tokens" {
        pub access: Duration,
        pub refresh: Duration,
        pub reset: Duration,
    }
}

section! {
    pub struct Consent in "consent" {
        pub link_days: u32 [1..=3650],
        pub licence_years: u32 [1..=99],
        pub evidence_extra_years: u32 [0..=99],
    }
}

impl Consent {
    /// The duration of a new company's consents, and how long evidence is kept after that, in
    /// months.
    pub fn months(&self) -> (u32, u32) {
        (self.licence_years * 12, self.evidence_extra_years * 12)
    }
}

section! {
    /// What witnesses the evidence outside the instance.
    pub struct ProofSettings in "proof" {
        /// The time-stamping authorities (RFC 3161); none by default. At most [`MAX_AUTHORITIES`].
        pub timestamp_urls: Vec<String> as Vec<WebAddress>,
        /// The root certificates of the authorities that are trusted, in PEM. None: which authority
        /// a token is from is not checked.
        pub timestamp_roots: Option<PathBuf>,
    }
}

impl ProofSettings {
    /// Reads the root certificates, if there are any.
    pub fn roots(&self) -> Result<Option<AuthorityRoots>, String> {
        let Some(file) = &self.timestamp_roots else { return Ok(None) };
        let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", file.display());
        let pem = std::fs::read(file).map_err(|error| failed(&error))?;
        let roots = AuthorityRoots::from_pem(&pem);
        roots.map(Some).ok_or_else(|| failed(&"no certificates in PEM"))
    }
}

section! {
    /// The rates beyond which requests fail with [`crate::Error::TooSoon`].
    pub struct Limits in "limits" {
        pub login_per_address: Rate,
        pub login_per_account: Rate,
        pub register_per_address: Rate,
        pub forgot_per_address: Rate,
        pub forgot_per_account: Rate,
        pub refresh_per_address: Rate,
        pub invitations_per_company: Rate,
        pub resends_per_company: Rate,
        pub payments_per_company: Rate,
        pub requests_per_token: Rate,
        pub consent_per_address: Rate,
        pub codes_per_claim: Rate,
        pub verify_per_address: Rate,
    }
}

impl Limits {
    /// The rate of each rule: how many times, per how long.
    pub fn rates(&self) -> [(Rule, u32, Duration); Rule::ALL.len()] {
        Rule::ALL.map(|rule| {
            let Rate { times, per } = match rule {
                Rule::LoginAccount => self.login_per_account,
                Rule::LoginAddress => self.login_per_address,
                Rule::RegisterAddress => self.register_per_address,
                Rule::ForgotAccount => self.forgot_per_account,
                Rule::ForgotAddress => self.forgot_per_address,
                Rule::RefreshAddress => self.refresh_per_address,
                Rule::InviteCompany => self.invitations_per_company,
                Rule::ResendCompany => self.resends_per_company,
                Rule::PaymentCompany => self.payments_per_company,
                Rule::ApiToken => self.requests_per_token,
                Rule::ConsentAddress => self.consent_per_address,
                Rule::ClaimCode => self.codes_per_claim,
                Rule::VerifyAddress => self.verify_per_address,
            };
            (rule, times, per)
        })
    }
}

section! {
    /// Files and images.
    pub struct Media in "media" {
        /// The largest file, in bytes.
        pub file_limit: u64 as Bytes,
        pub presets: Presets,
        /// Of one upload request, in bytes.
        pub request_limit: u64 as Bytes,
        pub upload_timeout: Duration,
        /// How long an unfinished resumable upload is kept.
        pub resume_within: Duration,
        /// How long blobs that no row references are set aside before they are deleted.
        pub set_aside_days: u32 [1..=3650],
        /// The maximum disk space of derivatives, in bytes.
        pub cache_limit: u64 as Bytes,
        /// Whether AVIF variants are also made, for later requests that accept them.
        pub avif: bool,
        /// Whether pictures are sent with the reservation of text and data mining (article 4(3) of
        /// Directive (EU) 2019/790), unless their link is bound to the use `ai`.
        pub reserve_mining: bool,
        /// In bytes; None: unlimited.
        pub quota_basic: Option<u64> as Option<Bytes>,
        pub quota_medium: Option<u64> as Option<Bytes>,
        pub quota_premium: Option<u64> as Option<Bytes>,
    }
}

impl Media {
    /// The limits of one file.
    pub fn limits(&self) -> MediaLimits {
        MediaLimits { bytes: self.file_limit, ..MediaLimits::default() }
    }

    /// The storage quota of a company on this plan, in bytes.
    pub fn quota(&self, plan: Plan) -> Option<u64> {
        match plan {
            Plan::Basic => self.quota_basic,
            Plan::Medium => self.quota_medium,
            Plan::Premium => self.quota_premium,
        }
    }
}

section! {
    /// Scheduled backups.
    pub struct Backup in "backup" {
        /// None: backups are off.
        pub folder: Option<PathBuf>,
        /// The key that authenticates backups; None: they are not authenticated.
        pub key: Option<Secret>,
        /// How many backups are kept, at least one.
        pub keep: usize [1..=3650],
        /// In the time zone of the instance.
        pub at: Time,
        /// How long the database copies made by upgrades are kept.
        pub upgrade_copy_days: u32 [1..=3650],
    }
}

section! {
    pub struct Geocoding in "geocoding" {
        pub url: Option<String> as Option<WebAddress>,
    }
}

section! {
    pub struct Metrics in "metrics" {
        /// None: metrics are readable from this machine only.
        pub token: Option<Secret>,
    }
}

section! {
    /// The administrator created at the first start, if any.
    pub struct Admin in "admin" {
        pub email: Option<String> as Option<Email>,
        pub password: Option<Secret>,
        pub first_name: String,
        pub last_name: String,
        pub company_name: String,
    }
}

section! {
    pub struct Audit in "audit" {
        /// How long entries of the audit log are kept.
        pub keep_days: u32 [30..=36_500],
    }
}

section! {
    pub struct Log in "log" {
        pub format: LogFormat,
        /// A directive of `tracing_subscriber::EnvFilter`.
        pub level: String as Level,
        pub requests: RequestLog,
        /// Whether the client address of a failed sign-in is logged.
        pub failed_sign_ins: bool,
    }
}

impl Config {
    /// Reads all sources, or returns every problem with them.
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        Self::read(&Layers::find(sources)?)
    }

    /// Reads merged layers, or returns every problem with them.
    pub fn read(layers: &Layers) -> Result<Self, Problems> {
        check::whole(layers)
    }

    /// Records the port actually bound when the setting was 0.
    pub fn is_listening_on(&mut self, port: u16) {
        if self.public_url == check::local_url(self.listen.port, &self.tls) {
            self.public_url = check::local_url(port, &self.tls);
        }
        self.listen.port = port;
    }

    /// The host of `public_url`, without its port.
    pub fn public_host(&self) -> &str {
        let rest = self.public_url.split("://").nth(1).unwrap_or("localhost");
        let end = match rest.strip_prefix('[') {
            Some(inner) => inner.find(']').map(|at| at + 2),
            None => rest.find([':', '/']),
        };
        &rest[..end.unwrap_or(rest.len())]
    }

    /// The name to give in EHLO: the setting, else the host of `public_url` if it is fully
    /// qualified, as many servers require. None: the machine's own name.
    pub fn smtp_greeting(&self) -> Option<&str> {
        let host = self.public_host();
        let is_full =
            host.contains('.') && host.parse::<IpAddr>().is_err() && kinds::is_host_name(host);
        self.smtp.ehlo.as_deref().or(is_full.then_some(host))
    }

    /// Whether `public_url` is HTTPS, so that cookies can be `Secure`.
    pub fn is_public_url_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
