use http::HeaderMap;
use http::header::HeaderName;
use tracewell_names::header;

const GRPC_STATUS: HeaderName = HeaderName::from_static(header::GRPC_STATUS);

/// The status of a gRPC call in headers or trailers, if there is one that the protocol knows.
pub(crate) fn status(headers: &HeaderMap) -> Option<u8> {
    headers.get(GRPC_STATUS)?.to_str().ok()?.parse().ok().filter(|code| *code <= 16)
}

/// Whether it counts as a 5xx: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS.
pub(crate) fn is_failure(code: u8) -> bool {
    matches!(code, 2 | 4 | 12..=15)
}
