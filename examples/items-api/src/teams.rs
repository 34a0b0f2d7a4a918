//! The items of a team by the team's name: one's own, nobody else's.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use crate::app::App;
use crate::audit::deny;
use crate::auth::{Caller, Refusal};
use crate::items::Item;
use tracewell::http::Path;
use tracewell::identity::require_team;
use tracewell::names::violation::CROSS_TENANT_ACCESS;
use tracewell::security::{Security, SecurityEvent, Violation};

const ROUTE: &str = "/v1/teams/{team}/items";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(ROUTE, get(items))
}

async fn items(
    State(app): State<App>,
    caller: Caller,
    Path(team): Path<String>,
) -> Result<Json<Vec<Arc<Item>>>, Refusal> {
    require_team(caller.identity(), &team).map_err(|_| {
        deny(&app, CROSS_TENANT_ACCESS, caller.identity(), "GET", ROUTE);
        let denied = SecurityEvent::new(Violation::CrossTenantAccess).requested_team(&team);
        let denial = Security::installed().deny(denied);
        Refusal::by_guard(denial, "The items of another team are not yours to see")
    })?;
    Ok(Json(app.journal()?.search(app.items(), caller.identity(), |_| true).await))
}
