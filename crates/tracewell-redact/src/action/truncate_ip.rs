use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tracewell_names::marker;

/// Writes the addresses of a comma-separated list, each without what tells one host from its neighbours, ports left out.
/// What is no address is erased.
pub(crate) fn truncate_ip(list: &str, out: &mut String) {
    for (place, part) in list.split(',').enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        match address(part.trim()) {
            Some(address) => {
                // Writing to a string does not fail.
                let _ = write!(out, "{}", truncated(address));
            }
            None => out.push_str(marker::REDACTED),
        }
    }
}

/// An address, also with a port or in brackets or quotes, as headers have them.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches('"');
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    // A zone names an interface of the host.
    let bare = bare.split_once('%').map_or(bare, |(address, _)| address);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

/// The /24 of a version 4 address, the /48 of a version 6 address.
fn truncated(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Ipv4Addr::new(a, b, c, 0).into()
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::truncate_ip;

    #[test]
    fn keeps_the_network_of_each_address() {
        for (list, expected) in [
            ("203.0.113.77", "203.0.113.0"),
            ("203.0.113.77:8080", "203.0.113.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
            ("[2001:db8:1:2::3]:443", "2001:db8:1::"),
            ("[2001:db8:1:2::3]", "2001:db8:1::"),
            ("fe80::1%eth0", "fe80::"),
            ("::ffff:203.0.113.77", "203.0.113.0"),
            ("203.0.113.77, 198.51.100.4,unknown", "203.0.113.0, 198.51.100.0, [REDACTED]"),
            ("203.0.113.0", "203.0.113.0"),
            ("", "[REDACTED]"),
            ("alice", "[REDACTED]"),
            ("203.0.113.777", "[REDACTED]"),
        ] {
            let mut out = String::new();
            truncate_ip(list, &mut out);
            assert_eq!(out, expected, "{list}");
        }
    }
}
