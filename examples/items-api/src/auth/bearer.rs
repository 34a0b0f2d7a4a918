use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

/// The token of `Authorization: Bearer TOKEN` (RFC 6750), sent once. It can't be printed.
pub(super) struct BearerToken<'h>(&'h str);

/// Why a request has no readable token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Missing,
    Malformed,
}

impl<'h> BearerToken<'h> {
    pub(super) fn read(headers: &'h HeaderMap) -> Result<Self, Unreadable> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let value = values.next().ok_or(Unreadable::Missing)?;
        // Two of them: one may be for somebody else's eyes.
        if values.next().is_some() {
            return Err(Unreadable::Malformed);
        }
        let (scheme, token) =
            value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(Unreadable::Malformed)?;
        let token = token.trim_matches(' ');
        if scheme.eq_ignore_ascii_case("bearer")
            && !token.is_empty()
            && token.bytes().all(|byte| byte.is_ascii_graphic())
        {
            Ok(Self(token))
        } else {
            Err(Unreadable::Malformed)
        }
    }

    pub(super) fn as_str(&self) -> &'h str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(values: &[&[u8]]) -> Result<String, Unreadable> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        BearerToken::read(&headers).map(|token| token.as_str().to_owned())
    }

    #[test]
    fn one_bearer_token_is_read() {
        for value in ["Bearer abc", "bearer abc", "BEARER  abc"] {
            assert_eq!(read(&[value.as_bytes()]), Ok("abc".to_owned()), "{value}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        assert_eq!(read(&[]), Err(Unreadable::Missing));
        for values in [
            &[&b""[..]][..],
            &[b"Bearer"],
            &[b"Bearer "],
            &[b"abc"],
            &[b"Basic abc"],
            &[b"Bearer a b"],
            &[b"Bearer a\tb"],
            &[b"Bearer \xff"],
            &[b"Bearer abc", b"Bearer abc"],
        ] {
            assert_eq!(read(values), Err(Unreadable::Malformed), "{values:?}");
        }
    }
}
