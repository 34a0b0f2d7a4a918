mod axum_page {
    use axum::extract::ws::{Message, WebSocketUpgrade};
    use axum::response::Response;
    use tracewell::http::websocket::WebSocketUpgradeExt;

    async fn echo(upgrade: WebSocketUpgrade) -> Response {
        upgrade.watch(|mut socket| async move {
            // instead of `on_upgrade`
            while let Some(Ok(message)) = socket.recv().await {
                if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).await.is_err() {
                    break;
                }
            }
        })
    }

    fn app() -> axum::Router {
        axum::Router::new().route("/echo", axum::routing::get(echo))
    }
}

mod by_hand {
    use tracewell::FutureExt;

    fn page() {
        let mut open = tracewell::http::websocket::OpenSocket::begin();
        let context = open.context().clone();
        tokio::spawn(
            async move {
                // upgrade, then for each message:
                open.message();
                // and for a close frame:
                open.closed(Some(1000));
            }
            .in_context(context),
        );
    }
}
