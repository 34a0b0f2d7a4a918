use tracewell_security::SecurityLayer;

/// A layer that writes one `security_event` for each answer of 401, 403 and 429, with what the environment says of windows
/// and of addresses.
///
/// Like [`http::layer`](crate::http::layer) it takes what was read when its first request comes, so it may be made before
/// [`init!`](crate::init!). Apply it before that one: it belongs inside. With axum it is a `Router::layer`.
#[must_use]
pub fn layer() -> SecurityLayer {
    SecurityLayer::installed()
}
