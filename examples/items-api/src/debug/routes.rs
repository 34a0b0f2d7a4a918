use axum::Router;
use axum::routing::{any, get};

use super::{error, job, panic, slow, stream, ws};
use crate::app::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/debug/error/{status}", get(error::answer))
        .route("/debug/job", get(job::start))
        .route("/debug/panic", get(panic::panic))
        .route("/debug/slow", get(slow::wait))
        .route("/debug/stream", get(stream::stream))
        .route("/debug/ws", any(ws::echo))
}
