//! The browser, system and network of a sign-in, coarsely, to recognise known ones.

use std::net::IpAddr;

/// A browser and a system; None if unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agent {
    pub browser: Option<&'static str>,
    pub system: Option<&'static str>,
}

/// A token of `User-Agent` and its browser. The first match counts: most browsers also name
/// others.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-", "Python"),
    ("okhttp", "Android"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Agent {
    /// Parses a `User-Agent` header.
    pub fn of(text: &str) -> Self {
        let first = |names: &[(&str, &'static str)]| {
            names.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
        };
        Self { browser: first(BROWSERS), system: first(SYSTEMS) }
    }

    /// `Firefox, Windows`; empty if neither is known.
    pub fn name(self) -> String {
        self.browser.into_iter().chain(self.system).collect::<Vec<_>>().join(", ")
    }
}

/// The network of an address, coarsely, so that a phone on a mobile network does not appear new
/// each day: a /16, or for IPv6 a /32.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}.x.x")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, ..] = address.segments();
            format!("{a:x}:{b:x}:…")
        }
        Err(_) => String::new(),
    }
}

/// The origin of a sign-in: browser, system and network, without versions.
pub fn origin(address: Option<&str>, user_agent: Option<&str>) -> String {
    format!(
        "{}|{}",
        Agent::of(user_agent.unwrap_or_default()).name(),
        network(address.unwrap_or_default())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_called_as_people_call_them() {
        for (text, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari, iOS",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            ("curl/8.5.0", "curl"),
            ("http://evil.example", ""),
        ] {
            assert_eq!(Agent::of(text).name(), name, "{text}");
        }
    }

    #[test]
    fn a_neighbourhood_is_one_origin_and_an_update_is_no_other() {
        let of = |ip, agent| origin(Some(ip), Some(agent));
        assert_eq!(of("203.0.113.9", "Firefox/128.0"), of("203.0.7.1", "Firefox/129.0"));
        assert_ne!(of("203.0.113.9", "Firefox/128.0"), of("203.1.113.9", "Firefox/128.0"));
        assert_ne!(of("203.0.113.9", "Firefox/128.0"), of("203.0.113.9", "curl/8"));
        assert_eq!(of("2001:db8:1::1", ""), of("2001:db8:2::1", ""));
    }
}
