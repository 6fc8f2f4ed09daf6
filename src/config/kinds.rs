//! The types of settings' values, and their syntax.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo};

use crate::model::transform::Preset;
use crate::model::{Locale, Mailbox, Secret};

/// The syntax of a value of one word or line.
pub trait Kind {
    /// What it is read as.
    type Value: 'static;
    /// The expected syntax, shown in errors after "expected".
    const EXPECTED: &'static str;

    fn read(text: &str) -> Option<Self::Value>;
}

/// Who may create a studio once the instance has an administrator. Invitations to an existing
/// studio always work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Nobody.
    Closed,
    /// Holders of an invitation from a studio of the instance.
    Invite,
    /// Anybody.
    Open,
}

/// How the conversation with the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Begins in clear and must switch to TLS.
    Starttls,
    /// TLS from the first byte.
    Tls,
    None,
}

impl SmtpSecurity {
    /// The usual port of this mode.
    pub fn usual_port(self) -> u16 {
        match self {
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::Tls => 465,
            SmtpSecurity::None => 25,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// The level at which requests are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestLog {
    /// At level info.
    Info,
    /// At level debug.
    Debug,
    Off,
}

/// A maximum number of times per period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub times: u32,
    pub per: Duration,
}

/// A number of bytes.
pub struct Bytes;

/// The URL of a service, path included.
pub struct WebAddress;

/// Scheme, host and port, as browsers send them in `Origin`.
pub struct Origin;

/// A currency: three letters, in lower case.
pub struct Currency;

/// A rate in percent, as hundredths of a percent.
pub struct Percent;

/// A directive of `tracing_subscriber::EnvFilter`.
pub struct Level;

/// An e-mail address without a display name.
pub struct Email;

/// A host name or IP address, as given in EHLO.
pub struct HostName;

/// A secret that signs tokens.
pub struct SigningSecret;

/// A host to connect to. URLs write an IPv6 address in brackets, name resolution takes it without.
pub struct Host;

/// The second type, if there is one.
macro_rules! value_of {
    ($kind:ty) => {
        $kind
    };
    ($kind:ty => $value:ty) => {
        $value
    };
}

macro_rules! kinds {
    ($($kind:ty $(=> $value:ty)?: $expected:literal, |$text:ident| $read:expr;)+) => {$(
        impl Kind for $kind {
            type Value = value_of!($kind $(=> $value)?);
            const EXPECTED: &'static str = $expected;

            fn read($text: &str) -> Option<Self::Value> {
                $read
            }
        }
    )+};
}

kinds! {
    String: "text", |text| Some(text.to_owned());
    SigningSecret => Secret: "32 characters or more, such as from openssl rand -hex 32",
        |text| (text.len() >= 32).then(|| Secret::new(text));
    Secret: "text", |text| Some(Secret::new(text));
    PathBuf: "a path", |text| Some(PathBuf::from(text));
    IpAddr: "an IP address such as \"127.0.0.1\" or \"::\"", |text| text.parse().ok();
    IpNet: "an IP address or network such as \"10.0.0.0/8\"", |text| network(text);
    u16: "a number from 0 to 65535", |text| text.parse().ok();
    u32: "a whole number", |text| text.parse().ok();
    usize: "a whole number", |text| text.parse().ok();
    bool: "true or false", |text| match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    };
    Locale: "\"fr\" or \"en\"", |text| Locale::ALL.into_iter().find(|locale| locale.tag() == text);
    Time: "an hour of the day such as \"04:30\"", |text| hour(text);
    TimeZone: "an IANA time zone such as \"Europe/Paris\"", |text| TimeZone::get(text).ok();
    Registration: "\"closed\", \"invite\" or \"open\"", |text| match text {
        "closed" => Some(Registration::Closed),
        "invite" => Some(Registration::Invite),
        "open" => Some(Registration::Open),
        _ => None,
    };
    SmtpSecurity: "\"starttls\", \"tls\" or \"none\"", |text| match text {
        "starttls" => Some(SmtpSecurity::Starttls),
        "tls" => Some(SmtpSecurity::Tls),
        "none" => Some(SmtpSecurity::None),
        _ => None,
    };
    LogFormat: "\"text\" or \"json\"", |text| match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    };
    RequestLog: "\"info\", \"debug\" or \"off\"", |text| match text {
        "info" => Some(RequestLog::Info),
        "debug" => Some(RequestLog::Debug),
        "off" => Some(RequestLog::Off),
        _ => None,
    };
    Level => String: "\"error\", \"warn\", \"info\", \"debug\" or \"trace\", or such as \"info,be_right=debug\"",
        |text| level(text);
    Duration: "a duration such as \"30s\", \"15min\", \"1h\" or \"30 days\"", |text| duration(text);
    Bytes => u64: "a size such as \"512 KiB\" or \"1 MiB\"", |text| bytes(text);
    Rate: "a rate such as \"10 per 15min\"", |text| rate(text);
    Preset: "a preset such as \"card: w_400 h_300 c_fill\"", |text| Preset::read(text);
    WebAddress => String: "an address such as \"https://api-adresse.data.gouv.fr/search/\"", |text| web_address(text);
    Currency => String: "a currency such as \"eur\"",
        |text| {
            let is_one = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
            is_one.then(|| text.to_ascii_lowercase())
        };
    Percent => u32: "a rate in percent such as \"20\" or \"5.5\"", |text| percent(text);
    HostName => String: "a host name such as \"mail.example.org\", or an IP address",
        |text| is_host_name(text).then(|| text.to_owned());
    Host => String: "a host such as \"mail.example.org\"", |text| Some(without_brackets(text));
    Origin => String: "a scheme and host such as \"https://app.example.org\", without a path",
        |text| origin(text);
    Mailbox: "an address such as \"Studio <hello@example.org>\"", |text| mailbox(text);
    Email => String: "an e-mail address", |text| {
        email_address::EmailAddress::is_valid(text).then(|| text.to_owned())
    };
}

fn mailbox(text: &str) -> Option<Mailbox> {
    let read: lettre::message::Mailbox = text.parse().ok()?;
    Some(Mailbox { name: read.name, address: read.email.to_string() })
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn hour(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| match digits.len() {
        2 => digits.parse().ok(),
        _ => None,
    };
    Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}

fn duration(text: &str) -> Option<Duration> {
    let span: Span = text.parse().ok()?;
    let exact = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Duration::try_from(exact).ok().filter(|duration| !duration.is_zero())
}

fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: u64 = match text[digits.len()..].trim() {
        "" | "B" => 1,
        "kB" => 1_000,
        "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit).filter(|bytes| *bytes > 0)
}

fn rate(text: &str) -> Option<Rate> {
    let (times, per) = text.split_once(" per ")?;
    let times = times.trim().parse().ok().filter(|times| *times > 0)?;
    Some(Rate { times, per: duration(per.trim())? })
}

fn percent(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{part:0<2}");
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if part.len() != 2 || !digits(&part) || whole.is_empty() || !digits(whole) {
        return None;
    }
    let hundredths: u32 = format!("{whole}{part}").parse().ok()?;
    (hundredths <= 10_000).then_some(hundredths)
}

/// Parses an http:// or https:// URL with a host and without login or query.
fn web_address(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"?#@".contains(&b));
    (plain && !host.is_empty()).then(|| text.to_owned())
}

/// Whether `text` is valid in EHLO: an IP address, or letters, digits, dots and hyphens (RFC
/// 5321, 2.3.5).
pub fn is_host_name(text: &str) -> bool {
    let fit = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    text.parse::<IpAddr>().is_ok() || (!text.is_empty() && text.chars().all(fit))
}

fn origin(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = ["https://", "http://"].into_iter().find_map(|scheme| text.strip_prefix(scheme))?;
    let authority: poem::http::uri::Authority = host.parse().ok()?;
    let is_plain = !authority.host().is_empty() && !host.contains('@');
    is_plain.then(|| text.to_ascii_lowercase())
}

fn level(text: &str) -> Option<String> {
    let filter = tracing_subscriber::EnvFilter::builder();
    // A bare word that is no level would be parsed as a target, and silence all others.
    let known = |word: &str| {
        word.contains('=') || matches!(word, "off" | "error" | "warn" | "info" | "debug" | "trace")
    };
    (text.split(',').all(known) && filter.parse(text).is_ok()).then(|| text.to_owned())
}

/// `::1` of `[::1]`.
fn without_brackets(host: &str) -> String {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match inner.filter(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok()) {
        Some(inner) => inner.to_owned(),
        None => host.to_owned(),
    }
}

/// Whether a host is this machine (loopback).
pub fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        || host.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_write_durations_sizes_and_rates_as_they_speak() {
        assert_eq!(Duration::read("30 days"), Some(Duration::from_secs(30 * 86_400)));
        assert_eq!(Duration::read("1h 30m"), Some(Duration::from_secs(5_400)));
        assert_eq!(Duration::read("0s"), None);
        assert_eq!(Duration::read("-5s"), None);
        assert_eq!(Duration::read("1 month"), None);
        assert_eq!(Duration::read("5"), None);
        assert_eq!(Bytes::read("1 MiB"), Some(1_048_576));
        assert_eq!(Bytes::read("512"), Some(512));
        assert_eq!(Bytes::read("-1 MiB"), None);
        assert_eq!(Bytes::read("1 mile"), None);
        assert_eq!(
            Rate::read("10 per 15min"),
            Some(Rate { times: 10, per: Duration::from_secs(900) })
        );
        assert_eq!(Rate::read("0 per 1h"), None);
        assert_eq!(Rate::read("often"), None);
    }

    #[test]
    fn a_rate_in_percent_has_two_decimals_at_most() {
        let read = ["20", "5.5", "0", "10.25", "100"].map(Percent::read);
        assert_eq!(read, [Some(2_000), Some(550), Some(0), Some(1_025), Some(10_000)]);
        for wrong in ["", "-1", "5.555", "101", "a", ".5"] {
            assert_eq!(Percent::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_origin_has_no_path_and_no_user() {
        let read = Origin::read;
        assert_eq!(read("https://Studio.example/"), Some("https://studio.example".to_owned()));
        assert_eq!(read("http://[::1]:8080"), Some("http://[::1]:8080".to_owned()));
        for wrong in ["studio.example", "ftp://a.example", "https://", "https://a/b", "https://u@a"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_single_proxy_is_a_network_of_one() {
        assert_eq!(IpNet::read("127.0.0.1"), "127.0.0.1/32".parse().ok());
        assert_eq!(IpNet::read("fd00::/8"), "fd00::/8".parse().ok());
        assert_eq!(IpNet::read("localhost"), None);
    }

    #[test]
    fn a_misspelt_log_level_is_noticed() {
        assert!(Level::read("info,be_right=debug").is_some());
        assert_eq!(Level::read("inof"), None);
        assert_eq!(Level::read("be_right=loud"), None);
    }
}
