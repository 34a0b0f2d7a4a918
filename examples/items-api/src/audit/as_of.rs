use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tracewell::audit::{AuditLog, ErrorKind, Event, Moment, Objects, replay_until};
use tracewell::http::{FieldError, Problem, Query};
use tracewell::identity::require_role;
use tracewell::names::violation::PERMISSION_DENIED;
use tracewell::security::{Security, SecurityEvent, Violation};

use super::deny;
use crate::app::App;
use crate::auth::{Caller, Refusal};
use crate::search;

const ROUTE: &str = "/v1/audit";
const AUDITOR: &str = "auditor";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(ROUTE, get(as_of))
}

/// The state of the caller's team as of a time, from the log alone.
async fn as_of(
    State(app): State<App>,
    caller: Caller,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    require_role(caller.identity(), AUDITOR).map_err(|_| {
        deny(&app, PERMISSION_DENIED, caller.identity(), "GET", ROUTE);
        let denial = Security::installed().deny(SecurityEvent::new(Violation::PermissionDenied));
        Refusal::by_guard(denial, "Only an auditor may see that")
    })?;
    let until = until(&search::parameters(query)?)?;
    let log = app.ledger().journal()?.log().clone();
    if let Ok(event) = Event::new("Service read", &serde_json::json!({"method": "GET", "route": ROUTE})) {
        let _ = log.note(event.by(caller.identity())).await;
    }
    let team = caller.team().as_str().to_owned();
    // It reads files, and may read many.
    let state = tokio::task::spawn_blocking(move || state(&log, until, &team)).await;
    match state {
        Ok(Ok(state)) => Ok(([(CONTENT_TYPE, "application/json")], Body::from(state)).into_response()),
        // The time is one, and the log begins later: no state is told that nobody can know.
        Ok(Err(error)) if error.kind() == ErrorKind::TooEarly => {
            Err(Problem::new(StatusCode::CONFLICT).detail("The audit log does not reach back to that time").into())
        }
        Ok(Err(error)) => Err(unreadable().because(error).into()),
        Err(error) => Err(unreadable().because(error).into()),
    }
}

fn until(parameters: &[(String, String)]) -> Result<Option<Moment>, Problem> {
    let Some((_, time)) = parameters.iter().find(|(name, _)| name == "until") else { return Ok(None) };
    // A plus that was not encoded has become a space on its way.
    let time = time.replace(' ', "+");
    time.parse().map(Some).map_err(|_| {
        let error = FieldError::new(["query", "until"], "datetime", "until must be a time of RFC 3339");
        Problem::invalid(StatusCode::BAD_REQUEST, [error])
    })
}

fn state(log: &AuditLog, until: Option<Moment>, team: &str) -> Result<Vec<u8>, tracewell::audit::Error> {
    let objects: Objects = replay_until(log.reader(), until)?;
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = objects.write(Some(team), &mut out);
    Ok(out)
}

fn unreadable() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR)
}
