use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};

use super::recognise::wants;
use crate::app::App;

const TEXT: &str = "items-api: items, links and teams under /v1, see --help\n";
const PAGE: &str = include_str!("page.html");

/// What there is; for a browser, in development, a page that shows the caller's events.
pub(crate) async fn index(State(app): State<App>, headers: HeaderMap) -> Response {
    if app.events().has_page() && wants(&headers, "text/html") {
        Html(PAGE).into_response()
    } else {
        TEXT.into_response()
    }
}
