use std::fmt;
use std::sync::Arc;

/// The longest address (RFC 5321, section 4.5.3.1.3, without its brackets), in bytes.
const LONGEST: usize = 254;

/// An e-mail address that the issuer vouches for. Its `Debug` does not show it.
///
/// ```
/// use tracewell_identity::Email;
///
/// let address = ["ann", "acme.example"].join("@");
/// let email = Email::new(&address).unwrap();
/// assert_eq!(email.as_str(), address);
/// assert_eq!(format!("{email:?}"), "Email([REDACTED:email])");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(Arc<str>);

impl Email {
    /// Takes what has the outer form of an address: visible characters around one `@`, 254 bytes at most.
    #[must_use]
    pub fn new(address: &str) -> Option<Self> {
        let (local, domain) = address.rsplit_once('@')?;
        let visible = address.chars().all(|character| character.is_ascii_graphic() || character.is_alphanumeric());
        let whole = !local.is_empty() && !domain.is_empty() && !local.contains('@') && address.len() <= LONGEST;
        (visible && whole).then(|| Self(address.into()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email([REDACTED:email])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_form() {
        let at = |local: &str, domain: &str| Email::new(&[local, domain].join("@")).is_some();
        assert!(at("a", "b") && at("a.b+c", "d.example") && at("äöü", "d.example"));
        assert!(!at("", "b") && !at("a", "") && !at("a@b", "c") && !at("a b", "c") && !at("a", "b\n"));
        assert!(!at(&"a".repeat(LONGEST), "b") && Email::new("nobody").is_none());
    }
}
