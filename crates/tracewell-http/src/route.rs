use std::sync::Arc;

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
pub(crate) fn find(extensions: &http::Extensions, note: impl FnOnce(&str)) {
    let template = extensions.get::<Route>().map(Route::template);
    #[cfg(feature = "axum")]
    let template =
        template.or_else(|| extensions.get::<::axum::extract::MatchedPath>().map(|matched| matched.as_str()));
    if let Some(template) = template {
        note(template);
    }
}
