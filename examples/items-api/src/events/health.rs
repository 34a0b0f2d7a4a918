use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};
use tracewell::messaging::{DropReason, HubStats};

use super::accept::prefers;
use crate::app::App;
use crate::auth::Caller;

/// What it answers with where that is asked for.
pub(super) const JSON: &str = "application/json";
/// And with otherwise.
pub(super) const TEXT: &str = "text/plain";

/// Who may see how the service is doing inside.
const AUDITOR: &str = "auditor";

/// `UP`; as JSON, if that is what is asked for, and with the state of messaging for an auditor.
pub(crate) async fn health(State(app): State<App>, headers: HeaderMap, caller: Option<Extension<Caller>>) -> Response {
    if !prefers(&headers, JSON, TEXT) {
        return "UP\n".into_response();
    }
    let mut answer = json!({ "status": "UP" });
    if caller.is_some_and(|Extension(caller)| caller.identity().has_role(AUDITOR)) {
        answer["messaging"] = messaging(&app.events().hub().stats());
    }
    Json(answer).into_response()
}

fn messaging(stats: &HubStats) -> Value {
    let dropped = DropReason::ALL.map(|reason| (reason.as_str().to_owned(), stats.dropped(reason).into()));
    let mut shown = json!({
        "subscribers_active": stats.subscribers_active(),
        "queued": stats.queued(),
        "held_bytes": stats.held_bytes(),
        "consumed": stats.consumed(),
        "forwarded": stats.forwarded(),
        "dropped": Map::from_iter(dropped),
        "connected": stats.is_connected(),
    });
    if let Some(link) = stats.link() {
        shown["link"] = json!({
            "backend": link.backend(),
            "connected": link.is_connected(),
            "attempt": link.attempt(),
            "failures": link.failures(),
            "reconnects": link.reconnects(),
            "last_error": link.last_error(),
            "queue_depth": link.waiting(),
            "consumed": link.consumed(),
            "published": link.published(),
            "duplicates": link.duplicates(),
            "dead": link.dead(),
        });
    }
    shown
}
