use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tracewell_redact::{Mode, Policy};

/// The client's address as lines show it: whole in development, its network (/24, /48) elsewhere.
pub(super) fn shown_host(address: IpAddr, policy: &Policy) -> String {
    let address = address.to_canonical();
    if policy.mode() == Mode::Development {
        return address.to_string();
    }
    match address {
        IpAddr::V4(address) => (address & Ipv4Addr::new(255, 255, 255, 0)).to_string(),
        IpAddr::V6(address) => (address & Ipv6Addr::new(0xffff, 0xffff, 0xffff, 0, 0, 0, 0, 0)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_development_a_network_is_shown() {
        let shown = |address: &str, policy: &Policy| shown_host(address.parse().unwrap(), policy);
        assert_eq!(shown("203.0.113.7", &Policy::development()), "203.0.113.7");
        assert_eq!(shown("203.0.113.7", &Policy::production()), "203.0.113.0");
        assert_eq!(shown("::ffff:203.0.113.7", &Policy::production()), "203.0.113.0");
        assert_eq!(shown("2001:db8:1:2::3", &Policy::production()), "2001:db8:1::");
    }
}
