use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_service::Service as _;
use tracewell::http::Shutdown;

/// The longest head of a request, long enough for an oversized id to be replaced instead of refused by the parser.
const MAX_HEAD_BYTES: usize = 256 * 1024;
/// The longest time a client may take to send a head, or to leave a connection idle.
const MAX_HEAD_TIME: Duration = Duration::from_secs(30);
/// The pause after an accept that failed: no file descriptor left, most likely.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves `app` until `stop` returns, lets the requests that run then end within `drain`, and drops what is left.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
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
            accepted = listener.accept() => match accepted {
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

async fn connection(stream: TcpStream, peer: SocketAddr, app: Router, mut stopped: watch::Receiver<bool>) {
    // Answers are small and complete: waiting for more to send with them only delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().call(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(MAX_HEAD_TIME)
        .max_header_size(MAX_HEAD_BYTES)
        // A header line that no parser can read (a control character in an X-Request-ID) is left out, as a missing one.
        // Otherwise the parser itself would answer, without an id and without a line in the log.
        .ignore_invalid_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // An error of a connection is its client's: what there is to tell about a request, the layers tell.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
