use std::net::IpAddr;

use http::Uri;

use crate::{ConfigError, ConfigErrorKind};

/// The longest address of an issuer, and of what its document names, in bytes.
const LONGEST: usize = 2048;
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Who makes the tokens: an address, compared byte for byte.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    name: Box<str>,
    is_local: bool,
}

impl Issuer {
    /// Takes an `https` address, or an `http` one on loopback, without query and fragment (OpenID Connect Discovery,
    /// section 3).
    pub(crate) fn new(name: &str) -> Result<Self, ConfigError> {
        match transport(name) {
            Some(transport) if !name.contains('?') => {
                Ok(Self { name: name.into(), is_local: transport == Transport::Local })
            }
            _ => Err(ConfigError::new(ConfigErrorKind::Issuer)),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.name
    }

    pub(super) fn is_local(&self) -> bool {
        self.is_local
    }

    pub(super) fn document(&self) -> String {
        format!("{}{WELL_KNOWN}", self.name.trim_end_matches('/'))
    }

    /// Whether its document may send us to this address: no plain text but on loopback, and there only from loopback.
    pub(super) fn may_name(&self, address: &str) -> bool {
        match transport(address) {
            Some(Transport::Tls) => true,
            Some(Transport::Local) => self.is_local,
            None => false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    Tls,
    Local,
}

fn transport(address: &str) -> Option<Transport> {
    if address.len() > LONGEST || !address.bytes().all(|byte| byte.is_ascii_graphic()) || address.contains(['#', '@']) {
        return None;
    }
    let uri: Uri = address.parse().ok()?;
    let host = uri.host().filter(|host| !host.is_empty())?;
    match uri.scheme_str()? {
        "https" => Some(Transport::Tls),
        "http" if is_loopback(host) => Some(Transport::Local),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_for_loopback_only() {
        for good in [
            "https://id.example",
            "https://id.example/realms/a",
            "http://127.0.0.1:8080",
            "http://127.8.9.10/a",
            "http://localhost:1",
            "http://[::1]:8080/",
        ] {
            assert!(Issuer::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "id.example",
            "http://id.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "ftp://127.0.0.1",
            "https://",
            "https://user:word@id.example",
            "https://id.example/?a=b",
            "https://id.example/#a",
            "https://id.example/a b",
            "file:///etc/passwd",
        ] {
            assert!(Issuer::new(bad).is_err(), "{bad}");
        }
        assert!(Issuer::new(&format!("https://id.example/{}", "a".repeat(LONGEST))).is_err());
    }

    #[test]
    fn a_document_leads_to_loopback_from_loopback_only() {
        let (remote, local) = (Issuer::new("https://id.example").unwrap(), Issuer::new("http://127.0.0.1:1").unwrap());
        assert!(remote.may_name("https://keys.example/jwks?v=1") && local.may_name("https://keys.example/jwks"));
        assert!(!remote.may_name("http://127.0.0.1/jwks") && local.may_name("http://127.0.0.1:2/jwks"));
        assert!(!remote.may_name("http://169.254.169.254/") && !local.may_name("http://169.254.169.254/"));
    }

    #[test]
    fn the_document_is_below_the_issuer() {
        for name in ["https://id.example/a", "https://id.example/a/"] {
            let issuer = Issuer::new(name).unwrap();
            assert_eq!(issuer.document(), "https://id.example/a/.well-known/openid-configuration");
            assert_eq!(issuer.as_str(), name);
        }
    }
}
