use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::Item;
use super::property_filter::PropertyFilter;
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
        .route("/v1/items", get(list).post(create).put(async || unknown()))
        .route("/v1/items/{id}", get(read).put(update))
}

async fn create(State(app): State<App>, caller: Caller, mut body: JsonObject) -> Result<Json<Arc<Item>>> {
    let origin = Origin::create(&body.0, caller.user())?;
    let item = Item::new(origin, body.properties()?);
    let item = app.journal()?.create(app.items(), caller.identity(), item).await.map_err(refused)?;
    app.events().changed(&caller, Change::ItemCreated, item.origin().id(), &*item);
    Ok(Json(item))
}

async fn read(State(app): State<App>, caller: Caller, id: ObjectId) -> Result<Json<Arc<Item>>> {
    app.journal()?.read(app.items(), caller.identity(), &id.get()?).await.map(Json).map_err(refused)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Query<Vec<(String, String)>>,
) -> Result<Json<Vec<Arc<Item>>>> {
    let filter = PropertyFilter::new(search::parameters(query)?);
    Ok(Json(app.journal()?.search(app.items(), caller.identity(), |item| filter.matches(item)).await))
}

// The body comes before the look-up: whether an id exists is no business of a caller who sends no JSON.
async fn update(State(app): State<App>, caller: Caller, id: ObjectId, mut body: JsonObject) -> Result<Json<Arc<Item>>> {
    let change = |item: &Item| {
        let origin = item.origin().update(&body.0)?;
        Ok::<_, Problem>(Item::new(origin, body.properties()?))
    };
    let item = app.journal()?.update(app.items(), caller.identity(), &id.get()?, change).await.map_err(refused)?;
    app.events().changed(&caller, Change::ItemUpdated, item.origin().id(), &*item);
    Ok(Json(item))
}
