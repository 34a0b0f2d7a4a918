use axum::Router;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::get;
use serde::Deserialize;
use tracewell::http::{FieldError, Problem, Query, Result};
use tracewell::messaging::{EventStream, JobId, Topic};

use crate::app::App;
use crate::auth::Caller;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v1/events", get(stream))
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
) -> Result<EventStream> {
    if let Some(team) = wanted.team_id.filter(|team| team != caller.team().as_str()) {
        return Err(another_team_s(&caller, &team));
    }
    let mut topic = Topic::team(caller.team().clone());
    if let Some(job) = wanted.job_id {
        topic = topic.job(JobId::new(job).map_err(|_| no_job())?);
    }
    EventStream::open(app.events().hub(), topic, &headers).map_err(|full| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE)
            .detail("There is no room for another event stream")
            .header(RETRY_AFTER, HeaderValue::from_static("5"))
            .because(full)
    })
}

/// The one place where another team's stream is refused: before it opens.
fn another_team_s(_caller: &Caller, _team: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN).detail("The events of another team are not yours to see")
}

fn no_job() -> Problem {
    let error = FieldError::new(["query", "job_id"], "identifier", "must be 1 to 128 visible characters");
    Problem::invalid(StatusCode::BAD_REQUEST, [error])
}
