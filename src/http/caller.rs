//! The client of a request: address, user agent, language.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use ipnet::IpNet;
use poem::http::{HeaderMap, HeaderValue, header};
use poem::{FromRequest, Request, RequestBody};

use crate::actions::Origin;
use crate::model::Locale;
use crate::model::keys::fresh_nonce;

/// The client that sent this request.
#[derive(Clone)]
pub struct Caller(Arc<CallerDetails>);

struct CallerDetails {
    address: Option<IpAddr>,
    user_agent: Option<String>,
    request: String,
    accepted: Locale,
    chosen: OnceLock<Locale>,
}

impl Caller {
    /// Reads a request. The client's address is the peer's, unless the peer is a trusted proxy:
    /// then it comes from the headers, see [`client_address`].
    pub fn of(request: &Request, trusted: &[IpNet], default: Locale) -> Self {
        let headers = request.headers();
        let peer = request.remote_addr().as_socket_addr().map(|address| address.ip());
        let accepted = header_text(headers, header::ACCEPT_LANGUAGE.as_str());
        Self(Arc::new(CallerDetails {
            address: client_address(peer, headers, trusted),
            user_agent: header_text(headers, header::USER_AGENT.as_str())
                .map(|agent| agent.chars().filter(|c| !c.is_control()).take(300).collect()),
            request: header_text(headers, "x-request-id")
                .filter(|id| is_request_id(id))
                .map_or_else(fresh_nonce, str::to_owned),
            accepted: accepted.and_then(Locale::accepted).unwrap_or(default),
            chosen: page_language(request),
        }))
    }

    /// The address of the client, if there is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.0.address
    }

    /// The key of rate limits: the IPv4 address, the IPv6 /64 of a household (RFC 6177), or one
    /// word for all without an address.
    pub fn address(&self) -> String {
        counted(self.0.address)
    }

    /// The origin recorded in sessions and evidence.
    pub fn origin(&self) -> Origin {
        Origin {
            ip: self.0.address.map(|address| address.to_string()),
            user_agent: self.0.user_agent.clone(),
        }
    }

    /// The value of `X-Request-Id`.
    pub fn request(&self) -> &str {
        &self.0.request
    }

    /// The language of the reply.
    pub fn locale(&self) -> Locale {
        self.0.chosen.get().copied().unwrap_or(self.0.accepted)
    }

    /// Replies in the language of the caller's account.
    pub fn prefers(&self, locale: Locale) {
        // Set at most once per request.
        let _ = self.0.chosen.set(locale);
    }
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        // Set by `watch` before routing.
        Ok(request
            .extensions()
            .get::<Caller>()
            .cloned()
            .unwrap_or_else(|| Caller::of(request, &[], Locale::default())))
    }
}

/// The language of the page that uploads a file, which shows what is wrong with it: `/tus?lang=fr`. It
/// comes before that of the account.
fn page_language(request: &Request) -> OnceLock<Locale> {
    let chosen = OnceLock::new();
    let query = request.uri().query().filter(|_| super::tus::is_at(request.uri().path()));
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    let tag = pairs.filter_map(|pair| pair.strip_prefix("lang=")).next();
    if let Some(locale) = tag.and_then(Locale::from_tag) {
        let _ = chosen.set(locale);
    }
    chosen
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn is_request_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// The key under which an address is counted.
pub(super) fn counted(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let network = address.to_bits() >> 64 << 64;
            format!("{}/64", std::net::Ipv6Addr::from_bits(network))
        }
        None => "unknown".to_owned(),
    }
}

/// The address of the client. A trusted proxy names it in the first of these headers that is
/// present: `X-Forwarded-For`, `Forwarded` (RFC 7239), `X-Real-IP`. Each proxy appends on the
/// right, so the list is read from the right, past trusted proxies, to the first address that is
/// not one. An unreadable entry (`unknown`, a name, noise) ends the search at the last address
/// read: anything further left may come from the client itself.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut client = peer?.to_canonical();
    if !is_trusted(&client) {
        return Some(client);
    }
    let read: fn(&[u8]) -> Option<IpAddr>;
    let name = if headers.contains_key("x-forwarded-for") {
        read = hop_address;
        "x-forwarded-for"
    } else if headers.contains_key("forwarded") {
        read = forwarded_for;
        "forwarded"
    } else {
        read = hop_address;
        "x-real-ip"
    };
    let lines: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    let hops = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    for hop in hops.map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty()) {
        let Some(address) = read(hop) else { break };
        client = address;
        if !is_trusted(&client) {
            break;
        }
    }
    Some(client)
}

/// The `for` of one element of `Forwarded`. Addresses and names contain neither commas nor
/// semicolons, so elements are split regardless of quotes: a quote left open by a client hides
/// nothing that a proxy appends.
fn forwarded_for(element: &[u8]) -> Option<IpAddr> {
    let pairs = element.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let mut value = pairs.filter_map(|pair| match pair.split_at_checked(4)? {
        (name, value) if name.eq_ignore_ascii_case(b"for=") => Some(value),
        _ => None,
    });
    hop_address(value.next_back()?)
}

/// Parses an address as proxies write it: bare, quoted, in brackets, with a port.
fn hop_address(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let text = text.trim();
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let alone = bracketed.unwrap_or(text).parse::<IpAddr>().ok();
    let address = alone.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lines: &[(&'static str, &[u8])]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value).unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        client_address(peer.parse().ok(), &headers, &trusted).unwrap().to_string()
    }

    fn seen(peer: &str, forwarded: &str) -> String {
        client(peer, &[("x-forwarded-for", forwarded.as_bytes())])
    }

    #[test]
    fn only_a_trusted_proxy_names_the_client() {
        assert_eq!(seen("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", "198.51.100.1"), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7"), "198.51.100.1");
        assert_eq!(seen("10.0.0.1", "garbage"), "10.0.0.1");
    }

    #[test]
    fn an_address_is_read_however_a_proxy_writes_it() {
        for (written, address) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("\"198.51.100.1\"", "198.51.100.1"),
            ("\"198.51.100.1:4711\"", "198.51.100.1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
            ("1.2.3.4, 198.51.100.1:1,, 10.0.0.7:5 ,", "198.51.100.1"),
            ("198.51.100.1, [fd00::7]:80", "198.51.100.1"),
        ] {
            assert_eq!(seen("10.0.0.1", written), address, "{written}");
        }
    }

    #[test]
    fn an_unreadable_entry_hides_only_those_left_of_it() {
        let from_proxy = |value: &[u8]| client("10.0.0.1", &[("x-forwarded-for", value)]);
        assert_eq!(from_proxy(b"\xe9, 198.51.100.1"), "198.51.100.1");
        assert_eq!(from_proxy(b"1.2.3.4, \xe9, 10.0.0.7"), "10.0.0.7");
        assert_eq!(from_proxy(b"1.2.3.4, unknown"), "10.0.0.1");
        assert_eq!(from_proxy(b"198.51.100.1:port"), "10.0.0.1");
        // Several lines of one name form one list.
        let lines: &[(&'static str, &[u8])] =
            &[("x-forwarded-for", b"1.2.3.4"), ("x-forwarded-for", b"198.51.100.1")];
        assert_eq!(client("10.0.0.1", lines), "198.51.100.1");
    }

    #[test]
    fn the_first_header_of_a_fixed_order_is_read_and_no_other() {
        let forwarded = |value: &str| client("10.0.0.1", &[("forwarded", value.as_bytes())]);
        assert_eq!(forwarded("for=198.51.100.1;proto=https;by=10.0.0.1"), "198.51.100.1");
        assert_eq!(forwarded("proto=http; FOR=\"[2001:db8::1]:4711\""), "2001:db8::1");
        assert_eq!(forwarded("for=1.2.3.4, for=198.51.100.1, for=10.0.0.7"), "198.51.100.1");
        assert_eq!(forwarded("for=1.2.3.4, for=_hidden"), "10.0.0.1");
        assert_eq!(forwarded("for=1.2.3.4, proto=https"), "10.0.0.1");
        // A client that leaves a quote open.
        assert_eq!(forwarded("for=\", for=\"198.51.100.1\""), "198.51.100.1");

        let real: (&'static str, &[u8]) = ("x-real-ip", b"198.51.100.1");
        assert_eq!(client("10.0.0.1", &[real]), "198.51.100.1");
        assert_eq!(client("203.0.113.9", &[real]), "203.0.113.9");
        let forwarded: (&'static str, &[u8]) = ("forwarded", b"for=198.51.100.2");
        assert_eq!(client("10.0.0.1", &[real, forwarded]), "198.51.100.2");
        let listed: (&'static str, &[u8]) = ("x-forwarded-for", b"198.51.100.3");
        assert_eq!(client("10.0.0.1", &[real, forwarded, listed]), "198.51.100.3");
        let unreadable: (&'static str, &[u8]) = ("x-forwarded-for", b"unknown");
        assert_eq!(client("10.0.0.1", &[real, forwarded, unreadable]), "10.0.0.1");
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
