use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};
use uuid::Uuid;

use super::accept::prefers;
use crate::app::App;

const TEXT: &str = "items-api: items, links and teams under /v1, see --help\n";
const PAGE: &str = include_str!("page.html");
/// Where the page has the word that its own script and style are known by.
const NONCE: &str = "{nonce}";

/// What there is; for a browser, in development, a page that shows the caller's events.
pub(crate) async fn index(State(app): State<App>, headers: HeaderMap) -> Response {
    if app.events().has_page() && prefers(&headers, "text/html", "text/plain") { page() } else { TEXT.into_response() }
}

/// The page holds a token while it is open. So it runs no script but its own, and talks to nobody but this service.
fn page() -> Response {
    let nonce = Uuid::now_v7().simple().to_string();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (CONTENT_SECURITY_POLICY, policy.as_str()),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    (headers, Html(PAGE.replace(NONCE, &nonce))).into_response()
}
