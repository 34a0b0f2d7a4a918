use std::future::{pending, poll_fn};
use std::io;
use std::task::Poll;

/// Ends at the first SIGTERM or Ctrl-C: what a server waits for to end in order, so that its last lines are written.
///
/// From the first poll on both signals are caught until the process ends; a second one does nothing by itself. On other
/// systems than Unix it is Ctrl-C alone.
///
/// ```no_run
/// # #[cfg(feature = "axum")] async fn serve(app: axum::Router, listener: tokio::net::TcpListener) -> std::io::Result<()> {
/// axum::serve(listener, app).with_graceful_shutdown(tracewell::terminated()).await
/// # }
/// ```
///
/// Where the signals can't be caught it never ends, and a WARN says so: they then end the process at once.
pub async fn terminated() {
    if let Err(error) = caught().await {
        tracing::warn!(target: tracewell_names::target::INIT, error_type = %error.kind(), "signals_not_caught");
        pending().await
    }
}

#[cfg(unix)]
async fn caught() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    poll_fn(|task| {
        let caught = interrupt.poll_recv(task).is_ready() || terminate.poll_recv(task).is_ready();
        if caught { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    Ok(())
}

#[cfg(not(unix))]
async fn caught() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
