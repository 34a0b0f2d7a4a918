use tracewell_security::{Security, SecurityLayer};

/// A layer that writes one `security_event` for each answer of 401, 403 and 429, with what the environment says of windows
/// and of addresses.
///
/// Call it **after** [`init!`](crate::init!), like [`http::layer`](crate::http::layer), and apply it before that one: it
/// belongs inside. With axum it is a `Router::layer`.
#[must_use]
pub fn layer() -> SecurityLayer {
    SecurityLayer::new(Security::installed())
}
