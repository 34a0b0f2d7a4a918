//! The items of a team by the team's name: one's own, nobody else's.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use crate::app::App;
use crate::auth::{Caller, refusal};
use crate::items::Item;
use tracewell::http::{Path, Result};
use tracewell::identity::require_team;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v1/teams/{team}/items", get(items))
}

async fn items(State(app): State<App>, caller: Caller, Path(team): Path<String>) -> Result<Json<Vec<Arc<Item>>>> {
    require_team(caller.identity(), &team)
        .map_err(|error| refusal(error).detail("The items of another team are not yours to see"))?;
    Ok(Json(app.items().list(caller.team(), |_| true)))
}
