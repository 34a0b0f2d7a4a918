use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use tower_layer::Layer;
use tracewell::http::{HttpLayer, RouteLayer, Shutdown};

use crate::auth::{self, Authority};
use crate::events::{self, Events};
use crate::items::{self, Item};
use crate::links::{self, Link};
use crate::metrics::{self, Metrics};
use crate::shutdown::Readiness;
use crate::store::Store;
use crate::{debug, health, teams};

/// What the handlers share. Clones are handles to the same service.
#[derive(Clone, Debug)]
pub(crate) struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    items: Store<Item>,
    links: Store<Link>,
    metrics: Metrics,
    readiness: Readiness,
    events: Events,
}

impl App {
    pub(crate) fn new(metrics: Metrics, readiness: Readiness, events: Events) -> Self {
        Self(Arc::new(Shared { items: Store::new(), links: Store::new(), metrics, readiness, events }))
    }

    pub(crate) fn items(&self) -> &Store<Item> {
        &self.0.items
    }

    pub(crate) fn links(&self) -> &Store<Link> {
        &self.0.links
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
pub(crate) fn app(app: App, authority: Authority, development: bool, shutdown: &Shutdown) -> Service {
    let authenticated = Router::new()
        .merge(items::routes())
        .merge(links::routes())
        .merge(teams::routes())
        .merge(metrics::routes())
        .merge(events::routes())
        // Inside both answers for what does not exist: a path is unknown, and a method wrong, whoever asks.
        .route_layer(from_fn_with_state(authority, auth::authenticate))
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED);
    let open = health::routes().route_layer(from_fn_with_state(authority, events::recognise));
    let mut routes = Router::new().merge(open).merge(authenticated);
    if development {
        routes = routes.merge(debug::routes());
    }
    tracewell::http::layer().shutdown(shutdown).layer(routes.with_state(app).layer(RouteLayer::new()))
}
