//! Who is calling, as far as the connection tells: address, program, language.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use ipnet::IpNet;
use poem::http::{HeaderMap, header};
use poem::{FromRequest, Request, RequestBody};

use crate::actions::Origin;
use crate::model::Locale;
use crate::model::keys::fresh_nonce;

/// The one who sent this request.
#[derive(Clone)]
pub struct Caller(Arc<Known>);

struct Known {
    address: Option<IpAddr>,
    user_agent: Option<String>,
    request: String,
    accepted: Locale,
    chosen: OnceLock<Locale>,
}

impl Caller {
    /// Reads a request. The client's address is the peer's, unless the peer is a
    /// trusted proxy: then the last address of `X-Forwarded-For` that is not one.
    pub fn of(request: &Request, trusted: &[IpNet], default: Locale) -> Self {
        let headers = request.headers();
        let peer = request.remote_addr().as_socket_addr().map(|address| address.ip());
        let accepted = header_text(headers, header::ACCEPT_LANGUAGE.as_str());
        Self(Arc::new(Known {
            address: client_address(peer, headers, trusted),
            user_agent: header_text(headers, header::USER_AGENT.as_str())
                .map(|agent| agent.chars().filter(|c| !c.is_control()).take(300).collect()),
            request: header_text(headers, "x-request-id")
                .filter(|id| is_request_id(id))
                .map_or_else(fresh_nonce, str::to_owned),
            accepted: accepted.and_then(Locale::accepted).unwrap_or(default),
            chosen: OnceLock::new(),
        }))
    }

    /// What limits count by: the address, of IPv6 the /64 that a household is given
    /// (RFC 6177), and one word for all who have none.
    pub fn address(&self) -> String {
        counted(self.0.address)
    }

    /// What a session, or evidence, remembers of the caller.
    pub fn origin(&self) -> Origin {
        Origin {
            ip: self.0.address.map(|address| address.to_string()),
            user_agent: self.0.user_agent.clone(),
        }
    }

    /// What `X-Request-Id` says.
    pub fn request(&self) -> &str {
        &self.0.request
    }

    /// The language to answer in.
    pub fn locale(&self) -> Locale {
        self.0.chosen.get().copied().unwrap_or(self.0.accepted)
    }

    /// Answers in the language that the caller chose for their account.
    pub fn prefers(&self, locale: Locale) {
        // Set once; a second choice within one request does not happen.
        let _ = self.0.chosen.set(locale);
    }
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        // Set by `watch` before any route is tried.
        Ok(request
            .extensions()
            .get::<Caller>()
            .cloned()
            .unwrap_or_else(|| Caller::of(request, &[], Locale::default())))
    }
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn is_request_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn counted(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let network = address.to_bits() >> 64 << 64;
            format!("{}/64", std::net::Ipv6Addr::from_bits(network))
        }
        None => "unknown".to_owned(),
    }
}

fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let chain: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut client = peer;
    for hop in chain.into_iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    Some(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        client_address(peer.parse().ok(), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7"), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "garbage"), "10.0.0.1");
    }

    #[test]
    fn a_household_counts_as_one_whatever_its_version_of_ip() {
        let of = |text: &str| counted(text.parse().ok());
        assert_eq!(of("203.0.113.9"), "203.0.113.9");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of(""), "unknown");
    }
}
