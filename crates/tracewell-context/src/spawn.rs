use std::future::Future;

use tokio::task::{JoinHandle, spawn as tokio_spawn, spawn_blocking as tokio_spawn_blocking};

use crate::{FutureExt, current};

/// [`tokio::spawn`], with the current context carried over.
///
/// # Panics
///
/// As [`tokio::spawn`]: when called outside a tokio runtime.
///
/// ```
/// use tracewell_context::{Context, current, scope, spawn};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let context = Context::open();
/// let task = scope(context.clone(), async { spawn(async { current().unwrap() }) }).await;
/// assert!(task.await.unwrap().is_same(&context));
/// # }
/// ```
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio_spawn(future.in_current_context())
}

/// [`tokio::task::spawn_blocking`], with the current context carried over.
///
/// # Panics
///
/// As tokio's: when called outside a tokio runtime.
///
/// ```
/// use tracewell_context::{Context, current, scope, spawn_blocking};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let task = scope(Context::open(), async { spawn_blocking(|| current().is_some()) }).await;
/// assert!(task.await.unwrap());
/// # }
/// ```
pub fn spawn_blocking<W, R>(work: W) -> JoinHandle<R>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let context = current();
    tokio_spawn_blocking(move || current::run(context.as_ref(), work))
}
