use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use tracewell_names::{event, target, variable};

/// Headers in which proxies say whom a request is of.
const FORWARDING: [&str; 4] = ["x-forwarded-for", "forwarded", "x-real-ip", "x-client-ip"];

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

    /// Whether the client's address may be that of an unconfigured ingress; the first time it is told. Whoever can reach
    /// the service from a private network can make it look so, which is why a limiter only gives up one of its keys for
    /// it, and windows count on.
    pub(crate) fn stands_for_others(&self, client: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let hidden = !self.configured
            && client.is_some_and(is_private)
            && FORWARDING.iter().any(|name| headers.contains_key(*name));
        if hidden && !self.told.load(Ordering::Relaxed) && !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: target::SECURITY,
                message = event::CONFIG_INVALID,
                variable = variable::TRUSTED_PROXIES
            );
        }
        hidden
    }
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
