use http::Response;
use http::header::WWW_AUTHENTICATE;

use crate::Error;

/// Makes the response to a request that is not let in. A closure is one.
pub trait Refuse<B>: Clone + Send + Sync + 'static {
    /// The response for this error.
    fn refuse(&self, error: &Error) -> Response<B>;
}

impl<B, F: Fn(&Error) -> Response<B> + Clone + Send + Sync + 'static> Refuse<B> for F {
    fn refuse(&self, error: &Error) -> Response<B> {
        self(error)
    }
}

/// Refuses with status, `WWW-Authenticate` and an empty body, which the HTTP layers of tracewell fill with problem details.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare;

impl<B: Default> Refuse<B> for Bare {
    fn refuse(&self, error: &Error) -> Response<B> {
        bare(error)
    }
}

pub(crate) fn bare<B: Default>(error: &Error) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = error.status();
    if let Some(challenge) = error.challenge() {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
