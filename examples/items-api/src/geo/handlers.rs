use std::net::IpAddr;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value};
use tracewell::http::{FieldError, Path, Problem, Result};

use super::Geo;
use crate::app::App;

/// The parameter of the route that is a person's.
pub(crate) const PARAMETER: &str = "ip";

pub(crate) fn routes(geo: Geo) -> Router<App> {
    Router::new().route("/v1/geo/{ip}", get(async move |Path(ip): Path<String>| place(&geo, &ip).await))
}

async fn place(geo: &Geo, ip: &str) -> Result<Json<Map<String, Value>>> {
    let ip: IpAddr = ip.parse().map_err(|_| {
        let error = FieldError::new(["path", PARAMETER], "ip_address", "ip must be an IP address");
        Problem::invalid(StatusCode::BAD_REQUEST, [error])
    })?;
    Ok(Json(geo.place(ip).await?))
}
