//! Reads and validates each setting, then checks that the settings are compatible.

use std::collections::BTreeSet;

use super::kinds::{is_host_name, is_this_machine};
use super::reading::{Problems, Reading};
use super::*;
use crate::model::billing::payments::livemode_of;

/// Returns the whole configuration, or every problem with it.
pub(super) fn whole(layers: &Layers) -> Result<Config, Problems> {
    let reading = Reading::of(layers);
    let mut config = read(&reading);
    if let Some(config) = &mut config {
        config.provenance = layers.provenance();
        fits(config, &reading);
    }
    debug_assert_eq!(reading.forgotten(), [""; 0], "settings that nothing reads");
    reading.finish(config)
}

/// The keys of all settings whose type is [`Secret`].
pub(super) fn secret_keys(layers: &Layers) -> BTreeSet<String> {
    let reading = Reading::of(layers);
    // What is wrong with the values is reported by `whole`.
    read(&reading);
    reading.secrets()
}

/// The URL of the instance on its own machine.
pub(super) fn local_url(port: u16, tls: &Tls) -> String {
    let scheme = if tls.is_on() { "https" } else { "http" };
    format!("{scheme}://localhost:{port}")
}

/// Reads every setting before it gives up on any, so that all problems are reported.
fn read(from: &Reading) -> Option<Config> {
    let data_dir = from.take::<PathBuf>("data_dir");
    let public_url = from.take::<Option<Origin>>("public_url");
    let registration = from.take::<Registration>("registration");
    let locale = from.take::<Locale>("locale");
    let time_zone = from.take::<TimeZone>("time_zone");
    let listen = Listen::read(from);
    let tls = Tls::read(from);
    let http = Http::read(from);
    let mail = Mail::read(from);
    let smtp = Smtp::read(from);
    let jobs = Jobs::read(from);
    let live = Live::read(from);
    let import = Import::read(from);
    let argon2 = Argon2::read(from);
    let jwt = Jwt::read(from);
    let tokens = Tokens::read(from);
    let consent = Consent::read(from);
    let proof = ProofSettings::read(from);
    let limits = Limits::read(from);
    let media = Media::read(from);
    let backup = Backup::read(from);
    let geocoding = Geocoding::read(from);
    let stripe = Stripe::read(from);
    let billing = Billing::read(from);
    let metrics = Metrics::read(from);
    let admin = Admin::read(from);
    let log = Log::read(from);
    let audit = Audit::read(from);

    let listen = listen?;
    let tls = tls?;
    let public_url = public_url?.unwrap_or_else(|| local_url(listen.port, &tls));
    Some(Config {
        provenance: Provenance::default(),
        data_dir: data_dir?,
        public_url,
        registration: registration?,
        locale: locale?,
        time_zone: time_zone?,
        listen,
        tls,
        http: http?,
        mail: mail?,
        smtp: smtp?,
        jobs: jobs?,
        live: live?,
        import: import?,
        argon2: argon2?,
        jwt: jwt?,
        tokens: tokens?,
        consent: consent?,
        proof: proof?,
        limits: limits?,
        media: media?,
        backup: backup?,
        geocoding: geocoding?,
        stripe: stripe?,
        billing: billing?,
        metrics: metrics?,
        admin: admin?,
        log: log?,
        audit: audit?,
    })
}

/// Checks combinations of settings that are valid each but exclude each other.
fn fits(config: &Config, reading: &Reading) {
    let Smtp { host, security, username, password, from, ca_file, .. } = &config.smtp;
    match (username, password) {
        (Some(_), None) => reading.refuse("smtp.password", "missing, as there is a smtp.username"),
        (None, Some(_)) => reading.refuse("smtp.username", "missing, as there is a smtp.password"),
        _ => {}
    }
    if let Some(file) = ca_file
        && let Err(error) = std::fs::metadata(file)
    {
        reading.refuse("smtp.ca_file", &format!("{}: {error}", file.display()));
    }
    match host {
        Some(host) => {
            if from.address.ends_with("@localhost") && !is_this_machine(host) {
                reading.refuse("smtp.from", "must be an address of yours, as there is a smtp.host");
            }
            if *security == SmtpSecurity::None && username.is_some() && !is_this_machine(host) {
                reading.refuse(
                    "smtp.security",
                    "\"none\" would send the password in clear; use \"starttls\" or \"tls\"",
                );
            }
        }
        None if username.is_some() => {
            reading.refuse("smtp.host", "missing, as there is a smtp.username");
        }
        None => {}
    }
    if config.admin.email.is_some() != config.admin.password.is_some() {
        let (has, lacks) = match config.admin.email {
            Some(_) => ("admin.email", "admin.password"),
            None => ("admin.password", "admin.email"),
        };
        reading.refuse(lacks, &format!("missing, as there is an {has}"));
    }
    if let Some(folder) = &config.backup.folder
        && (folder.starts_with(&config.data_dir) || config.data_dir.starts_with(folder))
    {
        reading.refuse("backup.folder", "must stand beside data_dir, better on another disk");
    }
    if config.proof.timestamp_urls.len() > MAX_AUTHORITIES {
        let most = format!("at most {MAX_AUTHORITIES} authorities");
        reading.refuse("proof.timestamp_urls", &most);
    }
    if let Err(why) = config.proof.roots() {
        reading.refuse("proof.timestamp_roots", &why);
    }
    if let Some(key) = &config.stripe.key
        && livemode_of(key.reveal()).is_none()
    {
        reading.refuse("stripe.key", "must be a secret key: sk_live_…, sk_test_… or rk_…");
    }
    if config.stripe.webhook_secrets.len() > 2 {
        reading.refuse("stripe.webhook_secrets", "at most two: the new one and the former one");
    }
    fits_tls(config, reading);
    if config.tokens.access >= config.tokens.refresh {
        reading.refuse("tokens.access", "must be shorter than tokens.refresh");
    }
    if config.argon2.memory_kib < 8 * config.argon2.parallelism {
        reading.refuse("argon2.memory_kib", "must be at least 8 times argon2.parallelism");
    }
}

/// The same for the settings of TLS.
fn fits_tls(config: &Config, reading: &Reading) {
    let tls = &config.tls;
    match (&tls.certificate, &tls.key) {
        (Some(_), None) => reading.refuse("tls.key", "missing, as there is a tls.certificate"),
        (None, Some(_)) => reading.refuse("tls.certificate", "missing, as there is a tls.key"),
        _ => {}
    }
    if tls.acme && tls.certificate.is_some() {
        reading.refuse("tls.acme", "either certificates of your own or an authority's");
    }
    if let Some(file) = &tls.acme_ca_file
        && let Err(error) = std::fs::metadata(file)
    {
        reading.refuse("tls.acme_ca_file", &format!("{}: {error}", file.display()));
    }
    if tls.is_on() && !config.is_public_url_secure() {
        reading.refuse("public_url", "must begin with https://, as there is TLS");
    }
    let host = config.public_host();
    if tls.acme && (!host.contains('.') || !is_host_name(host) || host.parse::<IpAddr>().is_ok()) {
        let why = "must be https:// and a name that the world knows, as tls.acme is on";
        reading.refuse("public_url", why);
    }
    if tls.redirect_port != 0 && !tls.is_on() {
        reading.refuse("tls.redirect_port", "there is no TLS to send anybody on to");
    }
    if tls.redirect_port != 0 && tls.redirect_port == config.listen.port {
        reading.refuse("tls.redirect_port", "must be another port than listen.port");
    }
}
