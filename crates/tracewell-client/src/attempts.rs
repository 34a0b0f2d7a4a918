use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context as Task, Poll};

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

/// Counts the attempts of one request, in its extensions: clones count on together.
///
/// [`AttemptsLayer`] puts one in. Without it every call is the first attempt.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<AtomicU32>);

impl Attempts {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of the attempt that begins now, from 1.
    pub(crate) fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }
}

/// Goes around a retry layer, so that each attempt has its number in `attempt`.
///
/// ```
/// # use http::{Request, Response};
/// # use tower::{ServiceBuilder, retry::{Policy, RetryLayer}, service_fn};
/// # use http_body_util::Full;
/// # use bytes::Bytes;
/// use tracewell_client::{AttemptsLayer, ClientLayer};
///
/// # #[derive(Clone)] struct Retries;
/// # impl<A, B, E> Policy<Request<A>, B, E> for Retries {
/// #     type Future = std::future::Ready<()>;
/// #     fn retry(&mut self, _: &mut Request<A>, _: &mut Result<B, E>) -> Option<Self::Future> { None }
/// #     fn clone_request(&mut self, _: &Request<A>) -> Option<Request<A>> { None }
/// # }
/// # let inner = service_fn(|_: Request<Full<Bytes>>| async {
/// #     Ok::<_, std::io::Error>(Response::new(Full::<Bytes>::default()))
/// # });
/// let client = ServiceBuilder::new()
///     .layer(AttemptsLayer)
///     .layer(RetryLayer::new(Retries)) // its `clone_request` keeps the extensions, as `Request::clone` does
///     .layer(ClientLayer::new("geo"))
///     .service(inner);
/// # let _ = client;
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AttemptsLayer;

impl<S> Layer<S> for AttemptsLayer {
    type Service = AttemptsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AttemptsService { inner }
    }
}

/// Gives each request its [`Attempts`].
#[derive(Clone, Debug)]
pub struct AttemptsService<S> {
    inner: S,
}

impl<S, B> Service<Request<B>> for AttemptsService<S>
where
    S: Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(Attempts::new());
        self.inner.call(request)
    }
}
