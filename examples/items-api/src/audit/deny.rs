use axum::extract::{MatchedPath, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracewell::Identity;
use tracewell::audit::Denial;
use tracewell::names::violation::{TOKEN_INVALID, TOKEN_MISSING};

use super::client::client;
use crate::app::App;

/// What was asked for: never the path, which may hold anything.
#[derive(Clone, Debug)]
struct Asked {
    method: Method,
    route: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
        Self { method: request.method().clone(), route: route.unwrap_or_default() }
    }

    fn note(self, app: &App, denial: Denial) {
        if let Some(journal) = app.ledger().opened() {
            journal.log().deny(&denial.client(client()).request(self.method.as_str(), self.route));
        }
    }
}

/// Notes that a caller was denied something.
pub(crate) fn deny(app: &App, violation: &'static str, caller: &Identity, method: &'static str, route: &'static str) {
    if let Some(journal) = app.ledger().opened() {
        journal.log().deny(&Denial::new(violation).by(caller).client(client()).request(method, route));
    }
}

/// Middleware around authentication: notes who came without a good token.
pub(crate) async fn unauthenticated(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let violation = if request.headers().contains_key(AUTHORIZATION) { TOKEN_INVALID } else { TOKEN_MISSING };
    let response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        asked.note(&app, Denial::new(violation));
    }
    response
}

/// Middleware around what needs no token: notes it, within the limits of what strangers may cause.
pub(crate) async fn unasked(State(app): State<App>, request: Request, next: Next) -> Response {
    Asked::of(&request).note(&app, Denial::unasked("Service read"));
    next.run(request).await
}
