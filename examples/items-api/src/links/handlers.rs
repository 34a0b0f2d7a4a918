use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::Link;
use super::endpoint_filter::EndpointFilter;
use super::endpoints::Endpoints;
use crate::app::App;
use crate::audit::refused;
use crate::auth::Caller;
use crate::events::Change;
use crate::json_object::JsonObject;
use crate::object_id::{ObjectId, unknown};
use crate::origin::Origin;
use crate::search;
use tracewell::http::{Problem, Query, Result};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/links", get(list).post(create).put(async || unknown()))
        .route("/v1/links/{id}", get(read).put(update).delete(delete))
}

async fn create(State(app): State<App>, caller: Caller, mut body: JsonObject) -> Result<Json<Arc<Link>>> {
    let origin = Origin::create(&body.0, caller.user())?;
    let endpoints = endpoints(&app, &caller, &body)?;
    let link = Link::new(origin, endpoints, body.properties()?);
    let link = app.journal()?.create(app.links(), caller.identity(), link).await.map_err(refused)?;
    app.events().changed(&caller, Change::LinkCreated, link.origin().id(), &*link);
    Ok(Json(link))
}

async fn read(State(app): State<App>, caller: Caller, id: ObjectId) -> Result<Json<Arc<Link>>> {
    app.journal()?.read(app.links(), caller.identity(), &id.get()?).await.map(Json).map_err(refused)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query<Vec<(String, String)>>,
) -> Result<Json<Vec<Arc<Link>>>> {
    let filter = EndpointFilter::new(&search::parameters(query)?);
    Ok(Json(app.journal()?.search(app.links(), caller.identity(), |link| filter.matches(link)).await))
}

async fn update(State(app): State<App>, caller: Caller, id: ObjectId, mut body: JsonObject) -> Result<Json<Arc<Link>>> {
    let change = |link: &Link| {
        let origin = link.origin().update(&body.0)?;
        let endpoints = endpoints(&app, &caller, &body)?;
        Ok::<_, Problem>(Link::new(origin, endpoints, body.properties()?))
    };
    let link = app.journal()?.update(app.links(), caller.identity(), &id.get()?, change).await.map_err(refused)?;
    app.events().changed(&caller, Change::LinkUpdated, link.origin().id(), &*link);
    Ok(Json(link))
}

async fn delete(State(app): State<App>, caller: Caller, id: ObjectId) -> Result<Json<Arc<Link>>> {
    let link = app.journal()?.delete(app.links(), caller.identity(), &id.get()?).await.map_err(refused)?;
    app.events().changed(&caller, Change::LinkDeleted, link.origin().id(), &*link);
    Ok(Json(link))
}

// Items are never deleted, so an endpoint that exists now exists for good.
fn endpoints(app: &App, caller: &Caller, body: &JsonObject) -> Result<Endpoints> {
    Endpoints::read(&body.0, |id| app.items().contains(caller.team(), id))
}
