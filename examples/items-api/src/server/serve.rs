use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracewell::http::Shutdown;

use super::connection::connection;
use crate::app::Service;

/// The most connections at a time; further ones wait in the backlog of the kernel. With the rest of the process this
/// stays below 1024 file descriptors, which is what a process usually may have.
const MAX_CONNECTIONS: usize = 1000;
/// The pause after an accept that failed: no file descriptor left, most likely.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `app` until `stop` returns, lets the requests that run then end within `drain`, and drops what is left.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Service,
    stop: impl Future<Output = ()>,
    drain: Duration,
    shutdown: &Shutdown,
) {
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(connection(stream, peer, app.clone(), stopped.clone()))),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "accept_failed");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            // Without this the set would remember every connection that ever was.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    stopping.send_replace(true);
    let drained = tokio::time::timeout(drain, async { while connections.join_next().await.is_some() {} });
    if drained.await.is_err() {
        tracing::warn!(connections = connections.len(), "drain_incomplete");
    }
    shutdown.begin();
    connections.shutdown().await;
}
