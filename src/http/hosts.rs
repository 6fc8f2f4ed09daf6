//! Compares hosts and origins in requests with our own.

use std::net::{Ipv4Addr, Ipv6Addr};

use poem::Request;
use poem::http::header;

use crate::config::Config;

/// Whether an origin (scheme, host and port, as in `Origin`) is the instance's own: that of
/// `public_url`. If that is a loopback host, its other names count too, with the port of the
/// request: through a tunnel the port differs.
pub fn is_ours(origin: &str, request: &Request, config: &Config) -> bool {
    let ours = &config.public_url;
    let (Some(known), Some(asked)) = (split(ours), split(origin)) else { return false };
    if known == asked {
        return true;
    }
    let alias = is_loopback(host_of(&known.1)) && is_loopback(host_of(&asked.1));
    alias
        && known.0 == asked.0
        && host(request).is_some_and(|host| host.eq_ignore_ascii_case(&asked.1))
}

/// The host and port of a request, as the client wrote them.
pub fn host(request: &Request) -> Option<&str> {
    let authority = request.uri().authority().map(|authority| authority.as_str());
    authority.or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()))
}

/// Whether a host, without its port, is a loopback name or address (RFC 6761, section 6.3).
pub fn is_loopback(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_name =
        host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    is_name
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || bare.is_some_and(|host| host.parse::<Ipv6Addr>().is_ok_and(|one| one.is_loopback()))
}

/// A host and port without the port.
pub fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Scheme and authority in lower case, without the scheme's default port and the rest.
fn split(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    let scheme = scheme.to_ascii_lowercase();
    let implied = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = authority.strip_suffix(implied).unwrap_or(&authority).to_owned();
    (!authority.is_empty() && !authority.contains('@')).then_some((scheme, authority))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    fn config(public_url: &str) -> Config {
        let flags = vec![
            ("public_url".to_owned(), public_url.to_owned()),
            ("data_dir".to_owned(), "/nowhere".to_owned()),
        ];
        Config::load(&Sources { flags, ..Sources::default() }).unwrap()
    }

    #[test]
    fn an_origin_is_ours_if_scheme_host_and_port_are() {
        let asked = Request::builder().header("host", "evil.example").finish();
        let ours = |origin| is_ours(origin, &asked, &config("https://photos.example"));
        for one in ["https://photos.example", "https://PHOTOS.example:443"] {
            assert!(ours(one), "{one}");
        }
        for one in [
            "null",
            "",
            "http://photos.example",
            "https://photos.example:8443",
            "https://photos.example.evil.example",
            "https://evil.example",
            "https://photos.example@evil.example",
            "https://localhost",
        ] {
            assert!(!ours(one), "{one}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        let asked = Request::builder().header("host", "127.0.0.1:9000").finish();
        let ours = |origin, url| is_ours(origin, &asked, &config(url));
        assert!(ours("http://127.0.0.1:9000", "http://localhost:8080"));
        assert!(!ours("http://127.0.0.1:9001", "http://localhost:8080"));
        assert!(!ours("https://127.0.0.1:9000", "http://localhost:8080"));
        assert!(!ours("http://127.0.0.1:9000", "http://photos.example"));
        for name in ["localhost", "LOCALHOST.", "demo.localhost", "127.0.0.1", "[::1]"] {
            assert!(is_loopback(name), "{name}");
        }
        for name in ["", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "::1"] {
            assert!(!is_loopback(name), "{name}");
        }
        assert_eq!(host_of("[::1]:80"), "[::1]");
        assert_eq!(host_of("[::1]"), "[::1]");
        assert_eq!(host_of("localhost:8080"), "localhost");
    }
}
