use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

/// Whose correlation id is kept.
///
/// An id names lines in a log, nothing more; but a client that chooses it can make two requests look like one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trust {
    /// Everybody's.
    #[default]
    All,
    /// That of requests whose peer is one of these proxies.
    Proxies(TrustedProxies),
    /// Nobody's.
    None,
}

impl Trust {
    /// Whether an id from `peer` is kept. A peer that is not known is nobody's proxy.
    #[must_use]
    pub fn accepts(&self, peer: Option<IpAddr>) -> bool {
        match self {
            Self::All => true,
            Self::Proxies(proxies) => peer.is_some_and(|peer| proxies.contains(peer)),
            Self::None => false,
        }
    }
}

/// The networks of one's own proxies: peers whose word on others is taken.
///
/// ```
/// use tracewell_correlation::TrustedProxies;
///
/// let proxies = TrustedProxies::parse("10.0.0.0/8, 192.0.2.7, fd00::/8")?;
/// assert!(proxies.contains("10.1.2.3".parse().unwrap()));
/// assert!(proxies.contains("::ffff:10.1.2.3".parse().unwrap()));
/// assert!(!proxies.contains("203.0.113.9".parse().unwrap()));
/// # Ok::<(), tracewell_correlation::InvalidNetwork>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Reads a comma-separated list of networks (`10.0.0.0/8`) and single addresses. An empty list trusts nobody.
    ///
    /// # Errors
    ///
    /// [`InvalidNetwork`] if any entry is neither: half a list of whom to trust is no list.
    pub fn parse(list: &str) -> Result<Self, InvalidNetwork> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `address` is in one of the networks. IPv4 addresses in IPv6 form count as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether nobody is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn network(entry: &str) -> Result<IpNet, InvalidNetwork> {
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let network: IpNet = entry.parse().map_err(|_| InvalidNetwork)?;
    // A network of IPv4 addresses in IPv6 form is one of IPv4 addresses: addresses are compared as such.
    match network.addr().to_canonical() {
        IpAddr::V4(address) if network.max_prefix_len() == 128 => {
            let length = network.prefix_len().checked_sub(96).ok_or(InvalidNetwork)?;
            IpNet::new(address.into(), length).map_err(|_| InvalidNetwork)
        }
        _ => Ok(network),
    }
}

/// A list of networks with an entry that is neither a network nor an address. It does not repeat the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidNetwork;

impl fmt::Display for InvalidNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry is neither a network (10.0.0.0/8) nor an address")
    }
}

impl Error for InvalidNetwork {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_the_same_in_either_form() {
        for (list, inside, outside) in [
            ("::ffff:10.0.0.0/104", "10.255.0.1", "11.0.0.1"),
            ("::ffff:127.0.0.1/128", "127.0.0.1", "127.0.0.2"),
            ("::ffff:192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8"),
            ("2001:db8::/32", "2001:db8::1", "2001:db9::1"),
        ] {
            let proxies = TrustedProxies::parse(list).unwrap();
            assert!(proxies.contains(inside.parse().unwrap()), "{list}");
            assert!(!proxies.contains(outside.parse().unwrap()), "{list}");
        }
        // All of IPv4 and a part of what is no address of it.
        assert_eq!(TrustedProxies::parse("::ffff:0.0.0.0/64"), Err(InvalidNetwork));
    }
}
