//! Who asks without a token: people at `/`, probes at `/health` and `/ready`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tracewell::http::Expected;

use crate::app::App;
use crate::events;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/", get(events::index)).route("/health", get(events::health)).route("/ready", get(ready))
}

async fn ready(State(app): State<App>) -> Response {
    if app.readiness().is_ready() && app.ledger().opened().is_some() {
        "READY\n".into_response()
    } else {
        // The service starts, or ends because somebody sent a signal: no failure.
        (StatusCode::SERVICE_UNAVAILABLE, Extension(Expected), "NOT READY\n").into_response()
    }
}
