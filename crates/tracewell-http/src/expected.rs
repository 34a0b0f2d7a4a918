/// A response extension: this 4xx or 5xx is no failure.
///
/// For answers that mean what they say, like the 503 of a readiness probe while the server stops. The terminal event is
/// INFO, and no error is reported for it.
///
/// ```
/// use http::{Response, StatusCode};
/// use tracewell_http::Expected;
///
/// let mut response = Response::new("not ready");
/// *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
/// response.extensions_mut().insert(Expected);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected;
