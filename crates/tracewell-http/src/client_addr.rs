use std::net::{IpAddr, SocketAddr};

use http::{Extensions, HeaderMap};
use tracewell_correlation::TrustedProxies;

use crate::peer;

/// How many hops of a forwarding header are looked at.
const MAX_HOPS: usize = 32;

/// Whose request it is: the socket's peer, or whom one's own proxies say it is.
///
/// `X-Forwarded-For` is believed as far as trusted proxies wrote it: from its end, over every address that is one of
/// them, to the first that is not. A client can put what it likes in front of that.
///
/// ```
/// use std::net::IpAddr;
/// use http::HeaderMap;
/// use tracewell_correlation::TrustedProxies;
/// use tracewell_http::ClientAddr;
///
/// fn peer(extensions: &http::Extensions) -> Option<IpAddr> { extensions.get::<IpAddr>().copied() }
///
/// let client = ClientAddr::new(peer).proxies(TrustedProxies::parse("10.0.0.0/8").unwrap());
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert("10.0.0.1".parse::<IpAddr>().unwrap());
/// request.headers_mut().insert("x-forwarded-for", "6.6.6.6, 203.0.113.9, 10.0.0.2".parse().unwrap());
/// assert_eq!(client.of(request.extensions(), request.headers()), "203.0.113.9".parse().ok());
/// ```
#[derive(Clone, Debug)]
pub struct ClientAddr {
    peer: fn(&Extensions) -> Option<IpAddr>,
    proxies: TrustedProxies,
}

impl ClientAddr {
    /// The peer that `peer` finds in a request's extensions, and no proxies.
    #[must_use]
    pub fn new(peer: fn(&Extensions) -> Option<IpAddr>) -> Self {
        Self { peer, proxies: TrustedProxies::default() }
    }

    /// The proxies whose forwarding header is believed.
    #[must_use]
    pub fn proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// Whether the socket's peer is one of one's own proxies.
    #[must_use]
    pub fn is_proxied(&self, extensions: &Extensions) -> bool {
        !self.proxies.is_empty() && (self.peer)(extensions).is_some_and(|peer| self.proxies.contains(peer))
    }

    /// The client's address.
    #[must_use]
    pub fn of(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = (self.peer)(extensions)?.to_canonical();
        if self.proxies.is_empty() {
            return Some(client);
        }
        let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for hop in hops.take(MAX_HOPS) {
            if !self.proxies.contains(client) {
                break;
            }
            // What is no address was not written by a proxy of ours: the last one known stands.
            let Some(before) = address(hop.trim()) else { break };
            client = before.to_canonical();
        }
        Some(client)
    }
}

/// An address, with the port that some proxies add, or in the brackets that others put around IPv6.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().or_else(|_| hop.parse().map(|with_port: SocketAddr| with_port.ip())).ok()
}

impl Default for ClientAddr {
    fn default() -> Self {
        Self::new(peer)
    }
}
