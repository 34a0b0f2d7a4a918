use std::sync::Arc;

use tracewell_context::Context;
use tracewell_redact::Policy;

/// An extension of a request or a response: the route template that matched, `/v1/items/{id}`.
///
/// For services without axum, whose router the layer knows by itself. A template comes from the program: never put a
/// path in here, it would make as many routes as there are clients.
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
