use std::sync::Arc;
use std::sync::LazyLock;

use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::Semaphore;
use tracewell::http::websocket::WebSocketUpgradeExt as _;
use tracewell::http::{Problem, Result};

/// The most sockets at a time: they are no connections of the server any more, and are not counted there.
const MAX_SOCKETS: usize = 100;
/// The longest message, in bytes.
const MAX_MESSAGE: usize = 64 * 1024;

static SOCKETS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(MAX_SOCKETS)));

/// A socket that sends back what it is sent.
pub(super) async fn echo(upgrade: WebSocketUpgrade) -> Result<Response> {
    let place = Arc::clone(&SOCKETS)
        .try_acquire_owned()
        .map_err(|_full| Problem::new(StatusCode::SERVICE_UNAVAILABLE).detail("There are too many sockets"))?;
    Ok(upgrade.max_message_size(MAX_MESSAGE).watch(|mut socket| async move {
        while let Some(Ok(message)) = socket.recv().await {
            // Pings and close frames are answered already.
            if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).await.is_err() {
                break;
            }
        }
        drop(place);
    }))
}
