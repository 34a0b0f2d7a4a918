use std::borrow::Cow;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tracewell_names::setting;
use tracewell_redact::{Mode, Policy};

/// What of a client's address is shown: `LOG_CLIENT_HOST`. Windows count on the whole address whatever this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientHost {
    /// The whole address.
    Full,
    /// Its network: /24 of version 4, /48 of version 6.
    Truncated,
    /// A keyed hash, `[REDACTED]` without a key: the same client is the same text.
    Hmac,
}

impl ClientHost {
    /// The default of a mode: whole in development, truncated elsewhere.
    #[must_use]
    pub const fn of_mode(mode: Mode) -> Self {
        match mode {
            Mode::Development => Self::Full,
            _ => Self::Truncated,
        }
    }

    /// Reads `full`, `truncated` or `hmac`, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [(setting::FULL, Self::Full), (setting::TRUNCATED, Self::Truncated), (setting::HMAC, Self::Hmac)];
        all.into_iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, shown)| shown)
    }

    /// The address as it may be shown.
    ///
    /// ```
    /// use tracewell_redact::Policy;
    /// use tracewell_security::ClientHost;
    ///
    /// let policy = Policy::production();
    /// let address = "203.0.113.77".parse().unwrap();
    /// assert_eq!(ClientHost::Truncated.show(address, &policy), "203.0.113.0");
    /// assert_eq!(ClientHost::Hmac.show(address, &policy), "[REDACTED]"); // no key
    /// ```
    #[must_use]
    pub fn show(self, address: IpAddr, policy: &Policy) -> Cow<'static, str> {
        let address = address.to_canonical();
        match self {
            Self::Hmac => policy.keyed_hash("ip", None, &text(address)).into(),
            Self::Full => text(address).into(),
            Self::Truncated => text(network(address)).into(),
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
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

fn text(address: IpAddr) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write!(text, "{address}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_as_it_is_asked_for() {
        let policy = Policy::production();
        for (address, full, truncated) in [
            ("203.0.113.77", "203.0.113.77", "203.0.113.0"),
            ("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(ClientHost::Full.show(address, &policy), full);
            assert_eq!(ClientHost::Truncated.show(address, &policy), truncated);
        }
        assert_eq!(ClientHost::parse("Full"), Some(ClientHost::Full));
        assert_eq!(ClientHost::parse("all"), None);
        assert_eq!(ClientHost::of_mode(Mode::Production), ClientHost::Truncated);
        assert_eq!(ClientHost::of_mode(Mode::Development), ClientHost::Full);
    }
}
