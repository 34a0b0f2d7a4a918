use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use tower_layer::Layer;
use tracewell::audit::{Collection, Event, Journal};
use tracewell::http::{HttpLayer, Result, RouteLayer, Shutdown};

use crate::audit::{self, Ledger};
use crate::auth::{self, Authority, Caller};
use crate::events::{self, Events};
use crate::geo::{self, Geo};
use crate::items::{self, Item};
use crate::links::{self, Link};
use crate::metrics::{self, Metrics};
use crate::shutdown::Readiness;
use crate::slow_down::slow_down;
use crate::{debug, health, teams};

/// What the handlers share. Clones are handles to the same service.
#[derive(Clone, Debug)]
pub(crate) struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    ledger: Ledger,
    metrics: Metrics,
    readiness: Readiness,
    events: Events,
}

impl App {
    pub(crate) fn new(metrics: Metrics, readiness: Readiness, events: Events) -> Self {
        Self(Arc::new(Shared { ledger: Ledger::default(), metrics, readiness, events }))
    }

    /// What is kept, and the log that its changes go through.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    pub(crate) fn items(&self) -> &Collection<Item> {
        self.0.ledger.items()
    }

    pub(crate) fn links(&self) -> &Collection<Link> {
        self.0.ledger.links()
    }

    /// # Errors
    ///
    /// The service is not ready yet: 503.
    pub(crate) fn journal(&self) -> Result<&Journal> {
        self.0.ledger.journal()
    }

    /// Notes that a caller has read something of the service itself. It is answered all the same if that can't be written.
    pub(crate) fn note_read(&self, caller: &Caller, route: &'static str) {
        let event = Event::new("Service read", &serde_json::json!({"method": "GET", "route": route}));
        if let (Some(journal), Ok(event)) = (self.0.ledger.opened(), event) {
            drop(journal.log().note(event.by(caller.identity())));
        }
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn events(&self) -> &Events {
        &self.0.events
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }
}

/// The routes with the stack of tracewell around them.
pub(crate) type Service = <HttpLayer as Layer<Router>>::Service;

/// The service.
///
/// The stack is not a layer of the router, which would call it when a response is first polled: too late for a client
/// that is gone by then.
pub(crate) fn app(
    app: App,
    geo: Geo,
    authority: Authority,
    limit: Option<NonZeroU32>,
    development: bool,
    shutdown: &Shutdown,
) -> Service {
    let mut open = health::routes().route_layer(from_fn_with_state(authority.clone(), events::recognise));
    let authenticated = Router::new()
        .merge(items::routes())
        .merge(links::routes())
        .merge(teams::routes())
        .merge(metrics::routes())
        .merge(audit::routes())
        .merge(events::routes())
        .merge(geo::routes(geo))
        // Inside both answers for what does not exist: a path is unknown, and a method wrong, whoever asks.
        .route_layer(from_fn_with_state(authority, auth::authenticate))
        .route_layer(from_fn_with_state(app.clone(), audit::unauthenticated));
    let authenticated =
        slow_down(authenticated, limit).method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED);
    if development {
        open = open.merge(debug::routes());
    }
    let routes = open.route_layer(from_fn_with_state(app.clone(), audit::unasked)).merge(authenticated);
    let routes = routes.with_state(app).layer(tracewell::security::layer()).layer(RouteLayer::new());
    tracewell::http::layer().shutdown(shutdown).layer(routes)
}
