//! One route, told by what services use where they do not use tracewell.

use axum::{Router, routing::get};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(EnvFilter::from_default_env()).init();
    let app = Router::new()
        .route("/", get(|| async { "hello\n" }))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http())
        .layer(CatchPanicLayer::new())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid));
    axum::serve(TcpListener::bind("127.0.0.1:3000").await?, app).await
}
