use crate::{SecurityEvent, Violation};

/// A response extension: why this is an answer of 401, 403 or 429. [`SecurityLayer`](crate::SecurityLayer) writes its
/// event, once.
///
/// ```
/// use tracewell_security::{Denial, Violation};
///
/// let mut response = http::Response::new("cross-site request refused");
/// *response.status_mut() = http::StatusCode::FORBIDDEN;
/// response.extensions_mut().insert(Denial::new(Violation::CsrfFailed));
/// ```
///
/// With the feature `axum` it is an answer by itself, without a body, and a part of another one: `(denial, problem)`.
///
/// It is not an error on purpose: `?` would make a 500 of it in a handler that answers with problems.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a denial is the answer to a request"]
pub struct Denial(Box<SecurityEvent>);

impl Denial {
    /// A denial of this code.
    pub fn new(violation: Violation) -> Self {
        SecurityEvent::new(violation).into()
    }

    /// What is told of it.
    pub fn event(&self) -> &SecurityEvent {
        &self.0
    }

    /// The code.
    #[must_use]
    pub fn violation(&self) -> Violation {
        self.0.violation()
    }

    /// The HTTP status it answers with: 403 where the code has none.
    #[must_use]
    pub fn status(&self) -> http::StatusCode {
        let status = self.0.status_code().and_then(|status| http::StatusCode::from_u16(status).ok());
        status.unwrap_or(http::StatusCode::FORBIDDEN)
    }
}

impl From<SecurityEvent> for Denial {
    fn from(event: SecurityEvent) -> Self {
        Self(Box::new(event))
    }
}

impl From<Violation> for Denial {
    fn from(violation: Violation) -> Self {
        Self::new(violation)
    }
}

#[cfg(feature = "axum")]
mod axum_answer {
    use std::convert::Infallible;

    use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};

    use super::Denial;

    impl IntoResponseParts for Denial {
        type Error = Infallible;

        fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
            parts.extensions_mut().insert(self);
            Ok(parts)
        }
    }

    impl IntoResponse for Denial {
        fn into_response(self) -> Response {
            (self.status(), self, ()).into_response()
        }
    }
}
