use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Anomaly;

/// A token in the compact form of a JWS (RFC 7515, section 7.1): three parts of base64url with a dot between them.
///
/// That is all that is known of it so far. No part is empty, so a token without a signature is none.
#[derive(Clone, Copy)]
pub(crate) struct Compact<'t> {
    text: &'t str,
    header: &'t str,
    payload: &'t str,
    signature: &'t str,
}

impl<'t> Compact<'t> {
    /// Refuses what is too long or holds any other byte, before anything else is done with it.
    pub(crate) fn split(token: &'t [u8], longest: usize) -> Result<Self, Anomaly> {
        if token.len() > longest {
            return Err(Anomaly::Oversized);
        }
        let of_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let text = if token.iter().all(of_base64) { std::str::from_utf8(token).ok() } else { None };
        let text = text.ok_or(Anomaly::Malformed)?;
        let mut parts = text.split('.').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), text.matches('.').count()) {
            (Some(header), Some(payload), Some(signature), 2) => Ok(Self { text, header, payload, signature }),
            _ => Err(Anomaly::Malformed),
        }
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// What is signed: header and payload as they came.
    pub(crate) fn signed(&self) -> &'t [u8] {
        let end = self.text.len() - self.signature.len() - 1;
        self.text.as_bytes().get(..end).unwrap_or_default()
    }

    pub(crate) fn header(&self) -> Result<Vec<u8>, Anomaly> {
        decoded(self.header)
    }

    pub(crate) fn payload(&self) -> Result<Vec<u8>, Anomaly> {
        decoded(self.payload)
    }

    pub(crate) fn signature(&self) -> Result<Vec<u8>, Anomaly> {
        decoded(self.signature)
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, Anomaly> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Anomaly::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_are_a_token() {
        let token = Compact::split(b"YQ.Yg.Yw", 100).unwrap_or_else(|_| panic!("three parts"));
        assert_eq!(
            (token.header(), token.payload(), token.signature()),
            (Ok(vec![b'a']), Ok(vec![b'b']), Ok(vec![b'c']))
        );
        assert_eq!(token.signed(), b"YQ.Yg");
        assert_eq!(token.text(), "YQ.Yg.Yw");
    }

    #[test]
    fn anything_else_is_refused_for_what_it_is() {
        for token in ["", ".", "..", "a.b", "a..c", ".b.c", "a.b.", "a.b.c.d", "a.b.c.", "a b.c.d", "a.b.c=", "a.b.ä"]
        {
            assert_eq!(Compact::split(token.as_bytes(), 100).err(), Some(Anomaly::Malformed), "{token}");
        }
        assert_eq!(Compact::split(b"a.\xff.c", 100).err(), Some(Anomaly::Malformed));
        assert_eq!(Compact::split(b"YQ.Yg.Yw", 7).err(), Some(Anomaly::Oversized));
        // Too short a part: the bits left over are no byte.
        assert!(Compact::split(b"A.Yg.Yw", 100).is_ok_and(|token| token.header().is_err()));
    }
}
