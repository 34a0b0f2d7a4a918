use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::{Anomaly, Error, ErrorKind};

/// The token of `Authorization: Bearer TOKEN` (RFC 6750, section 2.1), sent once.
///
/// The bytes are not looked at yet: they may be anything that a header can hold.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
/// use tracewell_identity::{ErrorKind, bearer};
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(bearer(&headers).unwrap_err().kind(), ErrorKind::TokenMissing);
/// headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer abc"));
/// assert_eq!(bearer(&headers), Ok(&b"abc"[..]));
/// ```
///
/// # Errors
///
/// [`ErrorKind::TokenMissing`] without the header, [`ErrorKind::TokenInvalid`] with another scheme, with no token in it,
/// or with the header twice: one of the two may be meant for somebody else.
pub fn bearer(headers: &HeaderMap) -> Result<&[u8], Error> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Error::new(ErrorKind::TokenMissing))?.as_bytes();
    let unreadable = Error::because(Anomaly::Scheme);
    if values.next().is_some() {
        return Err(unreadable);
    }
    let Some((scheme, token)) = value.split_at_checked(b"bearer".len()) else { return Err(unreadable) };
    let trimmed = token.trim_ascii();
    if scheme.eq_ignore_ascii_case(b"bearer") && token.starts_with(b" ") && !trimmed.is_empty() {
        Ok(trimmed)
    } else {
        Err(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&[u8]]) -> Result<Vec<u8>, ErrorKind> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        bearer(&headers).map(<[u8]>::to_vec).map_err(|error| error.kind())
    }

    #[test]
    fn one_bearer_token_is_read() {
        for value in ["Bearer abc", "bearer abc", "BEARER  abc "] {
            assert_eq!(read(&[value.as_bytes()]), Ok(b"abc".to_vec()), "{value}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        assert_eq!(read(&[]), Err(ErrorKind::TokenMissing));
        for values in [
            &[&b""[..]][..],
            &[b"Bearer"],
            &[b"Bearer "],
            &[b"Bearerabc"],
            &[b"abc"],
            &[b"Basic abc"],
            &[b"Bearer abc", b"Bearer abc"],
        ] {
            assert_eq!(read(values), Err(ErrorKind::TokenInvalid), "{values:?}");
        }
    }
}
