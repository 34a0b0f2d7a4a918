use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tracewell_names::setting;

use crate::{Class, Mode, Policy};

/// What is shown of a client's address, wherever an event has a `client_host`: `LOG_CLIENT_HOST`.
///
/// ```
/// use tracewell_redact::{ClientHost, Policy};
///
/// let (address, policy) = ("203.0.113.7".parse().unwrap(), Policy::production());
/// assert_eq!(ClientHost::Full.shown(address, None, &policy), "203.0.113.7");
/// assert_eq!(ClientHost::Truncated.shown(address, None, &policy), "203.0.113.0");
/// assert_eq!(ClientHost::Hmac.shown(address, None, &policy), "[REDACTED]", "the policy has no key");
/// assert_eq!(ClientHost::of(&policy), ClientHost::Truncated);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientHost {
    /// The whole address.
    Full,
    /// Its network: the /24 of an IPv4 address, the /48 of an IPv6 address.
    Truncated,
    /// A keyed hash, different for each team that work is done for; `[REDACTED]` while the policy has no key.
    Hmac,
}

impl ClientHost {
    /// The default beside this policy: whole in development, truncated elsewhere.
    #[must_use]
    pub fn of(policy: &Policy) -> Self {
        if policy.mode() == Mode::Development { Self::Full } else { Self::Truncated }
    }

    /// Reads `full`, `truncated` or `hmac`, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [(setting::FULL, Self::Full), (setting::TRUNCATED, Self::Truncated), (setting::HMAC, Self::Hmac)];
        all.into_iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, shown)| shown)
    }

    /// What is shown of `address` in work of this team. IPv4 addresses in IPv6 form count as IPv4.
    #[must_use]
    pub fn shown(self, address: IpAddr, team: Option<&str>, policy: &Policy) -> String {
        let address = address.to_canonical();
        match self {
            Self::Full => address.to_string(),
            Self::Truncated => truncated(address).to_string(),
            Self::Hmac => policy.keyed_hash(Class::Ip.as_str(), team, &address.to_string()),
        }
    }
}

fn truncated(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => (address & Ipv4Addr::new(255, 255, 255, 0)).into(),
        IpAddr::V6(address) => (address & Ipv6Addr::new(0xffff, 0xffff, 0xffff, 0, 0, 0, 0, 0)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_no_more_than_it_says() {
        let policy = Policy::production();
        for (address, full, network) in [
            ("203.0.113.77", "203.0.113.77", "203.0.113.0"),
            ("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
            ("::1", "::1", "::"),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(ClientHost::Full.shown(address, None, &policy), full);
            assert_eq!(ClientHost::Truncated.shown(address, Some("acme"), &policy), network);
        }
    }

    #[test]
    fn words_are_read_in_any_case() {
        assert_eq!(ClientHost::parse("Full"), Some(ClientHost::Full));
        assert_eq!(ClientHost::parse("truncated"), Some(ClientHost::Truncated));
        assert_eq!(ClientHost::parse("HMAC"), Some(ClientHost::Hmac));
        assert_eq!(ClientHost::parse("all"), None);
        assert_eq!(ClientHost::of(&Policy::development()), ClientHost::Full);
    }
}
