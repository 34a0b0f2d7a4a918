use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower_service::Service as _;

use super::id_cleaner::IdCleaner;
use super::lingering::Lingering;
use super::unreadable;
use crate::app::Service;
use crate::metrics;

/// The longest head of a request, and with it what a client who never ends one can make the service remember. Long
/// enough for most oversized ids to be replaced instead of refused by the parser.
const MAX_HEAD_BYTES: usize = 96 * 1024;
/// The most header lines of a request.
const MAX_HEADERS: usize = 256;
/// The longest time a client may take to send a head, or to leave a connection idle.
const MAX_HEAD_TIME: Duration = Duration::from_secs(30);

/// Serves one connection until its client is done or gone, or until the request that runs when `stopped` changes has
/// ended.
pub(super) async fn connection(stream: TcpStream, peer: SocketAddr, app: Service, mut stopped: watch::Receiver<bool>) {
    // Answers are small and complete: waiting for more to send with them only delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // Called now and not in the future, which is dropped unpolled if the client has left meanwhile: from here on the
        // request has begun and will be told. The service is always ready.
        let answer = app.clone().call(request);
        async move { answer.await.inspect(|response| metrics::count(response.status())) }
    });
    // Whatever a parser can't read is refused, never skipped: two parsers in a row that skip different lines can be made
    // to see different requests.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(MAX_HEAD_TIME)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(IdCleaner::new(Lingering::new(stream))), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // What there is to tell about a request, the layers tell: only what never became one is left.
    if let Err(error) = ended {
        unreadable::tell(&error);
    }
}
