use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use http::Response;
use pin_project_lite::pin_project;
use tracewell_context::{Context, Scope, scope};

use super::layer::Settings;
use crate::{Denial, Violation};

pin_project! {
    /// The answer of [`SecurityService`](super::SecurityService).
    #[derive(Debug)]
    pub struct SecurityFuture<F> {
        #[pin]
        inner: Scope<F>,
        context: Context,
        with_credentials: bool,
        settings: Settings,
    }
}

impl<F: Future> SecurityFuture<F> {
    pub(super) fn new(inner: F, context: Context, with_credentials: bool, settings: Settings) -> Self {
        Self { inner: scope(context.clone(), inner), context, with_credentials, settings }
    }
}

impl<F, B, E> Future for SecurityFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<B>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let answer = this.inner.poll(task);
        if let Poll::Ready(Ok(response)) = &answer
            && let Some(denial) = denial_in(response, *this.with_credentials, this.settings)
        {
            this.settings.security.get().record_once(this.context, &denial, response.status().as_u16());
        }
        answer
    }
}

/// Why the answer denies: as it says itself, as the service knows of foreign layers, or as its status says.
fn denial_in<B>(response: &Response<B>, with_credentials: bool, settings: &Settings) -> Option<Denial> {
    let said = response.extensions().get::<Denial>().cloned();
    said.or_else(|| (settings.classify)(response.extensions()))
        .or_else(|| Violation::of_status(response.status().as_u16(), with_credentials).map(Denial::new))
}
