use std::sync::Arc;

use tracewell_context::Context;
use tracewell_redact::Policy;

/// An extension of a request or a response: the route template that matched, `/v1/items/{id}`.
///
/// For services without axum, whose router the layer knows by itself. A template comes from the program: never put a
/// path in here, it would make as many routes as there are clients.
///
/// In a request it has to be there when the [`TerminalLayer`](crate::TerminalLayer) gets it, so whoever inserts it stands
/// **outside** of that, and of the facade's `http::layer()`. Inserted further in, the layer does not see it.
///
/// ```
/// use http::{Request, Response};
/// use tower::{ServiceBuilder, ServiceExt, service_fn};
/// use tracewell_correlation::CorrelationLayer;
/// use tracewell_http::{Route, TerminalLayer};
/// use tracewell_redact::Policy;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let policy = Policy::production();
/// let service = ServiceBuilder::new()
///     .map_request(|mut request: Request<String>| {
///         if request.uri().path().starts_with("/v1/items/") {
///             request.extensions_mut().insert(Route::new("/v1/items/{id}"));
///         }
///         request
///     })
///     .layer(CorrelationLayer::new(policy.clone())) // with the facade these two are `tracewell::http::layer()`
///     .layer(TerminalLayer::new(policy))
///     .service(service_fn(|_request: Request<String>| async {
///         let route = tracewell_context::with_current(|context| context?.route().map(str::to_owned));
///         Response::builder().header("x-route", route.unwrap_or_default()).body(String::new())
///     }));
/// let request = Request::get("/v1/items/42").body(String::new()).unwrap();
/// assert_eq!(service.oneshot(request).await.unwrap().headers()["x-route"], "/v1/items/{id}");
/// # }
/// ```
///
/// In a response it comes after the handler: for the terminal event in time, for the handler's own lines too late.
///
/// ```
/// use http::Response;
/// use tracewell_http::Route;
///
/// let mut response = Response::new("item");
/// response.extensions_mut().insert(Route::new("/v1/items/{id}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route(Arc<str>);

impl Route {
    /// The route with this template.
    #[must_use]
    pub fn new(template: impl Into<Arc<str>>) -> Self {
        Self(template.into())
    }

    /// The template.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.0
    }
}

/// Hands the template that the extensions know of, if any, to `note`.
fn find(extensions: &http::Extensions, note: impl FnOnce(&str)) {
    let template = extensions.get::<Route>().map(Route::template);
    #[cfg(feature = "axum")]
    let template =
        template.or_else(|| extensions.get::<::axum::extract::MatchedPath>().map(|matched| matched.as_str()));
    if let Some(template) = template {
        note(template);
    }
}

/// Notes the template that the extensions know of, if any; from then on the path of the request shows no more than
/// `policy` lets it show of this route.
pub(crate) fn note(context: &Context, extensions: &http::Extensions, policy: &Policy) {
    find(extensions, |template| note_template(context, template, policy));
}

pub(crate) fn note_template(context: &Context, template: &str, policy: &Policy) {
    if context.route().is_some() {
        return;
    }
    match context.path() {
        Some(path) if policy.hides_part_of(template) => {
            context.set_route_and_path(template, &policy.path_of_route(path, template));
        }
        _ => context.set_route(template),
    }
}
