use axum::Router;
use axum::extract::State;
use axum::http::header::{ALLOW, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::get;
use serde::Deserialize;
use tracewell::http::{FieldError, Problem, Query};
use tracewell::messaging::{EventStream, JobId, SubscribeError, Topic};
use tracewell::names::violation::CROSS_TENANT_SSE_ACCESS;
use tracewell::security::{Denial, Security};

use super::accept::refuses;
use crate::app::App;
use crate::audit::deny;
use crate::auth::{Caller, Refusal};

const ROUTE: &str = "/v1/events";

pub(crate) fn routes() -> Router<App> {
    // What a stream is like is not known before it is there, and nobody would read it.
    Router::new().route(ROUTE, get(stream).head(async || (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET")])))
}

/// What a client may ask for.
#[derive(Debug, Deserialize)]
struct Wanted {
    team_id: Option<String>,
    job_id: Option<String>,
}

async fn stream(
    State(app): State<App>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<EventStream, Refusal> {
    // One that is empty is none.
    if let Some(team) = wanted.team_id.filter(|team| !team.is_empty()) {
        // Before the stream opens.
        Security::installed()
            .require_team_of_stream(caller.identity(), &team)
            .map_err(|denial| another_team_s(&app, &caller, denial))?;
    }
    let mut topic = Topic::team(caller.team().clone());
    if let Some(job) = wanted.job_id {
        topic = topic.job(JobId::new(job).map_err(|_| no_job())?);
    }
    if refuses(&headers, "text/event-stream") {
        let problem = Problem::new(StatusCode::NOT_ACCEPTABLE);
        return Err(problem.detail("What there is here is text/event-stream").into());
    }
    let stream = EventStream::open(app.events().hub(), topic, &headers).map_err(no_room)?;
    // Not longer than the token that it was opened with.
    Ok(stream.until(caller.expires_at()))
}

fn another_team_s(app: &App, caller: &Caller, denial: Denial) -> Refusal {
    deny(app, CROSS_TENANT_SSE_ACCESS, caller.identity(), "GET", ROUTE);
    Refusal::by_guard(denial, "The events of another team are not yours to see")
}

fn no_room(error: SubscribeError) -> Refusal {
    let later = HeaderValue::from_static("5");
    match error {
        SubscribeError::TeamFull => {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS).header(RETRY_AFTER, later);
            Refusal::rate_limited(problem.detail("Your team has as many event streams as it may have"))
        }
        error => {
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE).header(RETRY_AFTER, later);
            problem.detail("There is no room for another event stream").because(error).into()
        }
    }
}

fn no_job() -> Problem {
    let error = FieldError::new(["query", "job_id"], "identifier", "must be 1 to 128 visible characters");
    Problem::invalid(StatusCode::BAD_REQUEST, [error])
}
