use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use tracewell_names::{event, target, variable};

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Headers in which proxies say whom a request is of.
const FORWARDING: [&str; 4] = [FORWARDED_FOR, "forwarded", "x-real-ip", "x-client-ip"];

/// How many hops of a line are looked at, from its end.
const MAX_HOPS: usize = 32;

/// Watches for an ingress that nobody configured: its address stands for all of its clients.
#[derive(Debug)]
pub(crate) struct Ingress {
    configured: bool,
    told: AtomicBool,
}

impl Ingress {
    pub(crate) const fn new(configured: bool) -> Self {
        Self { configured, told: AtomicBool::new(false) }
    }

    /// Whether the client's address may be that of an ingress: one that is not configured, which is told the first time, or one
    /// of one's own that did not say whose request it is. Whoever can reach the service from a private network can make it
    /// look so, which is why a limiter only gives up one of its keys for it, and windows count on.
    pub(crate) fn stands_for_others(&self, client: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let Some(client) = client.filter(|client| is_private(*client)) else { return false };
        let hidden = FORWARDING.iter().any(|name| headers.contains_key(*name))
            && !(self.configured && is_forwarded_for(client, headers));
        if hidden && !self.configured && !self.told.load(Ordering::Relaxed) && !self.told.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                target: target::SECURITY,
                message = event::CONFIG_INVALID,
                variable = variable::TRUSTED_PROXIES
            );
        }
        hidden
    }
}

/// Whether a proxy wrote this address.
fn is_forwarded_for(client: IpAddr, headers: &HeaderMap) -> bool {
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    let mut hops = lines.flat_map(|line| line.rsplit(',').take(MAX_HOPS));
    hops.any(|hop| address(hop.trim()).is_some_and(|hop| hop.to_canonical() == client.to_canonical()))
}

/// An address, with a port or in brackets as it may be.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().or_else(|_| hop.parse().map(|with_port: SocketAddr| with_port.ip())).ok()
}

/// Addresses that no client from outside has: RFC 1918, RFC 6598, RFC 4193, link-local and loopback.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, ..] = address.octets();
            let shared = a == 100 && (64..128).contains(&b);
            address.is_private() || address.is_loopback() || address.is_link_local() || shared
        }
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_is_what_the_registries_say() {
        for (address, private) in [
            ("10.1.2.3", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("127.0.0.1", true),
            ("169.254.1.1", true),
            ("203.0.113.9", false),
            ("::1", true),
            ("fd00::1", true),
            ("fe80::1", true),
            ("2001:db8::1", false),
            ("::ffff:10.0.0.1", true),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), private, "{address}");
        }
    }
}
