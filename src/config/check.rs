//! Reads and validates each setting, then checks that the settings are compatible.

use super::kinds::{Bytes, Email, HostName, Level, Origin, WebAddress, is_this_machine};
use super::reading::{Problems, Reading};
use super::*;
use crate::model::transform::Preset;

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

/// The URL of the instance on its own machine.
pub(super) fn local_url(port: u16) -> String {
    format!("http://localhost:{port}")
}

/// Reads every setting before it gives up on any, so that all problems are reported.
fn read(from: &Reading) -> Option<Config> {
    let data_dir = from.take("data_dir");
    let public_url = from.take_if_set::<Origin>("public_url");
    let registration = from.take("registration");
    let locale = from.take("locale");
    let time_zone = from.take("time_zone");
    let listen = read_listen(from);
    let http = read_http(from);
    let mail = from.take("mail.enabled");
    let smtp = read_smtp(from);
    let workers = from.take_within("jobs.workers", 1..=64);
    let streams = from.take_within("live.streams", 1..=1_000_000);
    let streams_per_company = from.take_within("live.streams_per_company", 1..=1_000_000);
    let streams_per_user = from.take_within("live.streams_per_user", 1..=1_000_000);
    let import = read_import(from);
    let argon2 = read_argon2(from);
    let jwt = read_jwt(from);
    let tokens = read_tokens(from);
    let consent = read_consent(from);
    let limits = read_limits(from);
    let media = read_media(from);
    let backup = read_backup(from);
    let geocoding = from.take_if_set::<WebAddress>("geocoding.url");
    let stripe = from.take_if_set("stripe.key");
    let metrics = from.take_if_set("metrics.token");
    let admin = read_admin(from);
    let format = from.take("log.format");
    let level = from.take("log.level");
    let requests = from.take("log.requests");
    let failed_sign_ins = from.take("log.failed_sign_ins");

    let listen = listen?;
    let public_url = match public_url? {
        Some(Origin(url)) => url,
        None => local_url(listen.port),
    };
    let Level(level) = level?;
    Some(Config {
        provenance: Provenance::default(),
        data_dir: data_dir?,
        public_url,
        registration: registration?,
        locale: locale?,
        time_zone: time_zone?,
        listen,
        http: http?,
        mail: Mail { enabled: mail? },
        smtp: smtp?,
        jobs: Jobs { workers: workers? as usize },
        live: Live {
            streams: streams? as usize,
            streams_per_company: streams_per_company? as usize,
            streams_per_user: streams_per_user? as usize,
        },
        import: import?,
        argon2: argon2?,
        jwt: jwt?,
        tokens: tokens?,
        consent: consent?,
        limits: limits?,
        media: media?,
        backup: backup?,
        geocoding: Geocoding { url: geocoding?.map(|WebAddress(url)| url) },
        stripe: Stripe { key: stripe? },
        metrics: Metrics { token: metrics? },
        admin: admin?,
        log: Log { format: format?, level, requests: requests?, failed_sign_ins: failed_sign_ins? },
    })
}

fn read_listen(from: &Reading) -> Option<Listen> {
    let (address, port) = (from.take("listen.address"), from.take("listen.port"));
    Some(Listen { address: address?, port: port? })
}

fn read_http(from: &Reading) -> Option<Http> {
    let trusted_proxies = from.take_list("http.trusted_proxies");
    let cors_origins = from.take_list::<Origin>("http.cors_origins");
    let body_limit = from.take::<Bytes>("http.body_limit");
    let body_budget = from.take::<Bytes>("http.body_budget");
    let connections_per_address = from.take_within("http.connections_per_address", 1..=1_000_000);
    let request_timeout = from.take("http.request_timeout");
    let idle_timeout = from.take("http.idle_timeout");
    let drain_timeout = from.take("http.drain_timeout");
    Some(Http {
        trusted_proxies: trusted_proxies?,
        cors_origins: cors_origins?.into_iter().map(|Origin(origin)| origin).collect(),
        body_limit: body_limit?.into(),
        body_budget: body_budget?.into(),
        connections_per_address: connections_per_address? as usize,
        request_timeout: request_timeout?,
        idle_timeout: idle_timeout?,
        drain_timeout: drain_timeout?,
    })
}

fn read_smtp(from: &Reading) -> Option<Smtp> {
    let host = from.take_if_set("smtp.host");
    let security = from.take::<SmtpSecurity>("smtp.security");
    let port = from.take::<u16>("smtp.port");
    let username = from.take_if_set::<String>("smtp.username");
    let password = from.take_if_set::<Secret>("smtp.password");
    let sender = from.take("smtp.from");
    let ehlo = from.take_if_set::<HostName>("smtp.ehlo");
    let ca_file = from.take_if_set::<PathBuf>("smtp.ca_file");
    let timeout = from.take("smtp.timeout");

    let security = security?;
    let login = match (username?, password?) {
        (Some(username), Some(password)) => Some(SmtpLogin { username, password }),
        (None, None) => None,
        (Some(_), None) => {
            from.refuse("smtp.password", "missing, as there is a smtp.username");
            None
        }
        (None, Some(_)) => {
            from.refuse("smtp.username", "missing, as there is a smtp.password");
            None
        }
    };
    let ca_file = ca_file?;
    if let Some(file) = &ca_file
        && let Err(error) = std::fs::metadata(file)
    {
        from.refuse("smtp.ca_file", &format!("{}: {error}", file.display()));
    }
    let port = match port? {
        0 => security.usual_port(),
        port => port,
    };
    Some(Smtp {
        host: host?.map(|host: String| without_brackets(host)),
        security,
        port,
        login,
        from: sender?,
        ehlo: ehlo?.map(|HostName(name)| name),
        ca_file,
        timeout: timeout?,
    })
}

/// `::1` of `[::1]`: URLs write an IPv6 address in brackets, name resolution takes it without.
fn without_brackets(host: String) -> String {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match inner.filter(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok()) {
        Some(inner) => inner.to_owned(),
        None => host,
    }
}

fn read_import(from: &Reading) -> Option<Import> {
    let max_bytes = from.take::<Bytes>("import.max_bytes");
    let max_lines = from.take_within("import.max_lines", 1..=1_000_000);
    let max_unpacked = from.take::<Bytes>("import.max_unpacked");
    let keep_days = from.take_within("import.keep_days", 1..=3650);
    Some(Import {
        max_bytes: max_bytes?.into(),
        max_lines: max_lines? as usize,
        max_unpacked: max_unpacked?.into(),
        keep_days: keep_days?,
    })
}

fn read_argon2(from: &Reading) -> Option<Argon2> {
    let memory_kib = from.take_within("argon2.memory_kib", 8..=1 << 21);
    let iterations = from.take_within("argon2.iterations", 1..=100);
    let parallelism = from.take_within("argon2.parallelism", 1..=64);
    Some(Argon2 { memory_kib: memory_kib?, iterations: iterations?, parallelism: parallelism? })
}

fn read_jwt(from: &Reading) -> Option<Jwt> {
    let secret = from.take_if_set::<Secret>("jwt.secret");
    let previous_secret = from.take_if_set::<Secret>("jwt.previous_secret");
    for (key, secret) in [("jwt.secret", &secret), ("jwt.previous_secret", &previous_secret)] {
        if let Some(Some(secret)) = secret
            && secret.reveal().len() < 32
        {
            from.refuse(
                key,
                "too short to be safe: at least 32 characters, such as from openssl rand -hex 32",
            );
        }
    }
    Some(Jwt { secret: secret?, previous_secret: previous_secret? })
}

fn read_tokens(from: &Reading) -> Option<Tokens> {
    let access = from.take("tokens.access");
    let refresh = from.take("tokens.refresh");
    let reset = from.take("tokens.reset");
    Some(Tokens { access: access?, refresh: refresh?, reset: reset? })
}

fn read_consent(from: &Reading) -> Option<Consent> {
    let link_days = from.take_within("consent.link_days", 1..=3650);
    let licence_years = from.take_within("consent.licence_years", 1..=99);
    let evidence_extra_years = from.take_within("consent.evidence_extra_years", 0..=99);
    Some(Consent {
        link_days: link_days?,
        licence_years: licence_years?,
        evidence_extra_years: evidence_extra_years?,
    })
}

fn read_limits(from: &Reading) -> Option<Limits> {
    let login_per_address = from.take("limits.login_per_address");
    let login_per_account = from.take("limits.login_per_account");
    let register_per_address = from.take("limits.register_per_address");
    let forgot_per_address = from.take("limits.forgot_per_address");
    let forgot_per_account = from.take("limits.forgot_per_account");
    let refresh_per_address = from.take("limits.refresh_per_address");
    let invitations_per_company = from.take("limits.invitations_per_company");
    let requests_per_token = from.take("limits.requests_per_token");
    let consent_per_address = from.take("limits.consent_per_address");
    let verify_per_address = from.take("limits.verify_per_address");
    Some(Limits {
        login_per_address: login_per_address?,
        login_per_account: login_per_account?,
        register_per_address: register_per_address?,
        forgot_per_address: forgot_per_address?,
        forgot_per_account: forgot_per_account?,
        refresh_per_address: refresh_per_address?,
        invitations_per_company: invitations_per_company?,
        requests_per_token: requests_per_token?,
        consent_per_address: consent_per_address?,
        verify_per_address: verify_per_address?,
    })
}

fn read_media(from: &Reading) -> Option<Media> {
    let file_limit = from.take::<Bytes>("media.file_limit");
    let request_limit = from.take::<Bytes>("media.request_limit");
    let upload_timeout = from.take("media.upload_timeout");
    let resume_within = from.take("media.resume_within");
    let set_aside_days = from.take_within("media.set_aside_days", 1..=3650);
    let cache_limit = from.take::<Bytes>("media.cache_limit");
    let avif = from.take("media.avif");
    let quota_basic = from.take_if_set::<Bytes>("media.quota_basic");
    let quota_medium = from.take_if_set::<Bytes>("media.quota_medium");
    let quota_premium = from.take_if_set::<Bytes>("media.quota_premium");
    let presets = from.take_list::<Preset>("media.presets");
    let presets = Presets::of(presets?).map_err(|name| {
        from.refuse("media.presets", &format!("{name} is there twice"));
    });
    Some(Media {
        limits: MediaLimits { bytes: file_limit?.into(), ..MediaLimits::default() },
        presets: presets.ok()?,
        work_timeout: Duration::from_secs(20),
        request_limit: request_limit?.into(),
        upload_timeout: upload_timeout?,
        resume_within: resume_within?,
        set_aside_days: set_aside_days?,
        cache_limit: cache_limit?.into(),
        avif: avif?,
        quota_basic: quota_basic?.map(u64::from),
        quota_medium: quota_medium?.map(u64::from),
        quota_premium: quota_premium?.map(u64::from),
    })
}

fn read_backup(from: &Reading) -> Option<Backup> {
    let folder = from.take_if_set("backup.folder");
    let key = from.take_if_set::<Secret>("backup.key");
    let keep = from.take_within("backup.keep", 1..=3650);
    let at = from.take("backup.at");
    let upgrade_copy_days = from.take_within("backup.upgrade_copy_days", 1..=3650);
    Some(Backup {
        folder: folder?,
        key: key?,
        keep: keep? as usize,
        at: at?,
        upgrade_copy_days: upgrade_copy_days?,
    })
}

fn read_admin(from: &Reading) -> Option<Admin> {
    let email = from.take_if_set::<Email>("admin.email");
    let password = from.take_if_set("admin.password");
    let first_name = from.take("admin.first_name");
    let last_name = from.take("admin.last_name");
    let company_name = from.take("admin.company_name");
    Some(Admin {
        email: email?.map(|Email(email)| email),
        password: password?,
        first_name: first_name?,
        last_name: last_name?,
        company_name: company_name?,
    })
}

/// Checks combinations of settings that are valid each but exclude each other.
fn fits(config: &Config, reading: &Reading) {
    let Smtp { host, security, login, from, .. } = &config.smtp;
    match host {
        Some(host) => {
            if from.address.ends_with("@localhost") && !is_this_machine(host) {
                reading.refuse("smtp.from", "must be an address of yours, as there is a smtp.host");
            }
            if *security == SmtpSecurity::None && login.is_some() && !is_this_machine(host) {
                reading.refuse(
                    "smtp.security",
                    "\"none\" would send the password in clear; use \"starttls\" or \"tls\"",
                );
            }
        }
        None if login.is_some() => {
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
    if config.tokens.access >= config.tokens.refresh {
        reading.refuse("tokens.access", "must be shorter than tokens.refresh");
    }
    if config.argon2.memory_kib < 8 * config.argon2.parallelism {
        reading.refuse("argon2.memory_kib", "must be at least 8 times argon2.parallelism");
    }
}
