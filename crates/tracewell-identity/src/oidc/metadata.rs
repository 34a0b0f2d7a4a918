use std::borrow::Cow;

use serde::Deserialize;

use super::Issuer;

/// What an issuer says of itself (OpenID Connect Discovery, section 3), as far as it is used.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    jwks_uri: Box<str>,
    userinfo_endpoint: Option<Box<str>>,
}

impl Metadata {
    /// Reads the document of `issuer`. One that names another issuer, or an address that may not be called, is none.
    pub(super) fn read(json: &[u8], issuer: &Issuer) -> Option<Self> {
        let document: Document<'_> = serde_json::from_slice(json).ok()?;
        if document.issuer != issuer.as_str() || !issuer.may_name(&document.jwks_uri) {
            return None;
        }
        let userinfo_endpoint = document.userinfo_endpoint.filter(|address| issuer.may_name(address));
        Some(Self {
            jwks_uri: document.jwks_uri.into(),
            userinfo_endpoint: userinfo_endpoint.map(|address| address.into()),
        })
    }

    pub(super) fn jwks_uri(&self) -> &str {
        &self.jwks_uri
    }

    pub(super) fn userinfo_endpoint(&self) -> Option<&str> {
        self.userinfo_endpoint.as_deref()
    }
}

#[derive(Deserialize)]
struct Document<'d> {
    #[serde(borrow)]
    issuer: Cow<'d, str>,
    #[serde(borrow)]
    jwks_uri: Cow<'d, str>,
    #[serde(borrow, default)]
    userinfo_endpoint: Option<Cow<'d, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(issuer: &str, jwks_uri: &str) -> Option<Metadata> {
        let json =
            format!(r#"{{"issuer":"{issuer}","jwks_uri":"{jwks_uri}","userinfo_endpoint":"http://x.example/"}}"#);
        Metadata::read(json.as_bytes(), &Issuer::new("https://id.example").unwrap())
    }

    #[test]
    fn only_the_issuer_speaks_for_the_issuer() {
        let metadata = read("https://id.example", "https://keys.example/jwks").unwrap();
        assert_eq!(metadata.jwks_uri(), "https://keys.example/jwks");
        assert_eq!(metadata.userinfo_endpoint(), None, "plain text");
        assert!(read("https://id.example/", "https://keys.example/jwks").is_none());
        assert!(read("https://other.example", "https://keys.example/jwks").is_none());
        assert!(read("https://id.example", "http://keys.example/jwks").is_none());
    }
}
