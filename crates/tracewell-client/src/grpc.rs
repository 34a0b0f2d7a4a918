use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderName};
use tracewell_names::header;

const GRPC_STATUS: HeaderName = HeaderName::from_static(header::GRPC_STATUS);

/// What a caller makes of an answer that has no status, or one that is none.
pub(crate) const UNKNOWN: u8 = 2;

/// The status of a gRPC call in headers or trailers, if there is one; what the protocol does not know is UNKNOWN.
pub(crate) fn status(headers: &HeaderMap) -> Option<u8> {
    let status = headers.get(GRPC_STATUS)?;
    let text = status.to_str().ok().filter(|text| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
    Some(text.and_then(|text| text.parse().ok()).filter(|code| *code <= 16).unwrap_or(UNKNOWN))
}

/// Whether it counts as a 5xx: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS.
pub(crate) fn is_failure(code: u8) -> bool {
    matches!(code, 2 | 4 | 12..=15)
}

/// Whether an answer of these headers owes a status, at its end at the latest. Not so gRPC-Web: there it is in the body.
pub(crate) fn owes_status(headers: &HeaderMap) -> bool {
    const TYPE: &[u8] = b"application/grpc";
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.as_bytes().split_at_checked(TYPE.len()));
    kind.is_some_and(|(start, rest)| start.eq_ignore_ascii_case(TYPE) && matches!(rest, [] | [b'+' | b';' | b' ', ..]))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn what_is_no_status_is_unknown() {
        let told = |text: &[u8]| status(&HeaderMap::from_iter([(GRPC_STATUS, HeaderValue::from_bytes(text).unwrap())]));
        for known in 0..=16 {
            assert_eq!(told(known.to_string().as_bytes()), Some(known));
        }
        for lie in [&b"17"[..], b"-1", b"+3", b"", b"0x0", b"99999999999999999999", b"ok", b"\xff", b"1.0", b" 0 0"] {
            assert_eq!(told(lie), Some(UNKNOWN), "{lie:?}");
        }
        assert_eq!(status(&HeaderMap::new()), None);
    }

    #[test]
    fn an_answer_of_grpc_owes_one() {
        let owes = |kind| owes_status(&HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]));
        assert!(owes("application/grpc") && owes("application/grpc+proto") && owes("Application/gRPC; charset=x"));
        for other in ["application/grpc-web+proto", "application/grpcx", "application/json", "application", ""] {
            assert!(!owes(other), "{other}");
        }
        assert!(!owes_status(&HeaderMap::new()));
    }
}
