use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use tracewell_names::header;

/// How a gRPC call ended, as its client sees it (gRPC over HTTP/2, "Responses").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GrpcStatus(u8);

/// What a status means in the words of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Success,
    Cancelled,
    ClientError,
    ServerError,
}

pub(super) const STATUS: HeaderName = HeaderName::from_static(header::GRPC_STATUS);

impl GrpcStatus {
    /// What a client makes of an answer that has no status, or one that is none.
    pub(super) const UNKNOWN: Self = Self(2);
    pub(super) const INTERNAL: Self = Self(13);

    /// The status in the headers or trailers of an answer, if there is one.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let status = headers.get(STATUS)?;
        // No text but that of the seventeen codes is a status.
        let code =
            status.to_str().ok().filter(|text| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
        let code = code.and_then(|text| text.parse().ok()).filter(|code| *code <= 16);
        Some(code.map_or(Self::UNKNOWN, Self))
    }

    pub(super) fn code(self) -> u8 {
        self.0
    }

    pub(super) fn meaning(self) -> Meaning {
        match self.0 {
            0 => Meaning::Success,
            1 => Meaning::Cancelled,
            // Unknown, deadline exceeded, unimplemented, internal, unavailable, data loss.
            2 | 4 | 12 | 13 | 14 | 15 => Meaning::ServerError,
            _ => Meaning::ClientError,
        }
    }

    /// The trailers, or the headers of an answer that has nothing else.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        headers.insert(STATUS, HeaderValue::from(u16::from(self.0)));
    }
}

/// Which form of gRPC a request or answer is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grpc {
    /// With a status in the trailers, or in the headers where there is nothing but those.
    Native,
    /// For browsers: the trailers are a part of the body, where they are nobody's here.
    Web,
}

impl Grpc {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(CONTENT_TYPE)?.as_bytes();
        let (start, rest) = kind.split_at_checked(b"application/grpc".len())?;
        if !start.eq_ignore_ascii_case(b"application/grpc") {
            return None;
        }
        match rest {
            [] | [b'+' | b';' | b' ', ..] => Some(Self::Native),
            [b'-', ..] => Some(Self::Web),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &[u8]) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_bytes(value).unwrap())])
    }

    #[test]
    fn a_status_is_one_of_seventeen_and_everything_else_is_unknown() {
        let code = |text: &[u8]| GrpcStatus::of(&headers(STATUS, text)).map(GrpcStatus::code);
        for known in 0..=16_u8 {
            assert_eq!(code(known.to_string().as_bytes()), Some(known));
        }
        for lie in [&b"17"[..], b"-1", b"", b"+3", b"0x0", b"99999999999999999999", b"ok", b"\xff", b"1.0", b" 0 0"] {
            assert_eq!(code(lie), Some(2), "{lie:?}");
        }
        assert_eq!(GrpcStatus::of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_meaning_is_whose_fault_it_is() {
        let of = |wanted| (0..=16).filter(|code| GrpcStatus(*code).meaning() == wanted).collect::<Vec<_>>();
        assert_eq!(of(Meaning::Success), [0]);
        assert_eq!(of(Meaning::Cancelled), [1]);
        assert_eq!(of(Meaning::ServerError), [2, 4, 12, 13, 14, 15]);
        assert_eq!(of(Meaning::ClientError), [3, 5, 6, 7, 8, 9, 10, 11, 16]);
    }

    #[test]
    fn the_type_of_the_content_tells() {
        let of = |kind: &str| Grpc::of(&headers(CONTENT_TYPE, kind.as_bytes()));
        for native in ["application/grpc", "application/grpc+proto", "Application/gRPC; charset=x"] {
            assert_eq!(of(native), Some(Grpc::Native), "{native}");
        }
        assert_eq!(of("application/grpc-web+proto"), Some(Grpc::Web));
        for other in ["application/grpcx", "application/json", "application", ""] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
