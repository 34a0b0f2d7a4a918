use axum::extract::ws::{Message, OnFailedUpgrade, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tracewell_context::FutureExt as _;

use super::{OpenSocket, Seen, WatchedSocket};

/// For axum: the upgrade of a request to a socket that is watched.
///
/// ```
/// use axum::Router;
/// use axum::extract::ws::{Message, WebSocketUpgrade};
/// use axum::response::Response;
/// use axum::routing::any;
/// use tracewell_http::websocket::WebSocketUpgradeExt;
///
/// async fn echo(upgrade: WebSocketUpgrade) -> Response {
///     upgrade.watch(|mut socket| async move {
///         while let Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) = socket.recv().await {
///             if socket.send(message).await.is_err() {
///                 break;
///             }
///         }
///     })
/// }
///
/// let app: Router = Router::new().route("/ws", any(echo));
/// # let _ = app;
/// ```
pub trait WebSocketUpgradeExt {
    /// As [`WebSocketUpgrade::on_upgrade`], with a socket that tells how it closed, and `work` in the context of the
    /// request: under its correlation id, in the name of its team and user, until the socket is gone.
    ///
    /// An upgrade that does not come about is told as a socket that closed with 1006.
    fn watch<W, F>(self, work: W) -> Response
    where
        W: FnOnce(WatchedSocket<WebSocket, Message>) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static;
}

impl<U: OnFailedUpgrade> WebSocketUpgradeExt for WebSocketUpgrade<U> {
    fn watch<W, F>(self, work: W) -> Response
    where
        W: FnOnce(WatchedSocket<WebSocket, Message>) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let open = OpenSocket::begin();
        let context = open.context().clone();
        self.on_upgrade(move |socket| {
            let watched = async move { work(WatchedSocket::new(open, socket, seen)).await };
            watched.in_context(context)
        })
    }
}

fn seen(message: &Message) -> Seen {
    match message {
        Message::Text(_) | Message::Binary(_) => Seen::Data,
        Message::Ping(_) | Message::Pong(_) => Seen::Control,
        Message::Close(frame) => Seen::Close(frame.as_ref().map(|frame| frame.code)),
    }
}
