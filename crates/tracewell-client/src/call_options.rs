use std::borrow::Cow;

use crate::Propagation;

/// What holds for one request, put into its extensions.
///
/// ```
/// use tracewell_client::{CallOptions, Propagation};
///
/// let mut request = http::Request::get("http://geo.example/v1/geo/203.0.113.7").body(())?;
/// let options = CallOptions::new().url_template("/v1/geo/{ip}").propagation(Propagation::Nothing);
/// request.extensions_mut().insert(options);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    template: Option<Cow<'static, str>>,
    propagation: Option<Propagation>,
}

impl CallOptions {
    /// Nothing but what the client says.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The path to tell instead of the real one: `/v1/geo/{ip}`. What stands in its parameters is told nowhere.
    #[must_use]
    pub fn url_template(mut self, template: impl Into<Cow<'static, str>>) -> Self {
        self.template = Some(template.into());
        self
    }

    /// What the other service is told of the work that the call belongs to, instead of what the client says.
    #[must_use]
    pub fn propagation(mut self, propagation: Propagation) -> Self {
        self.propagation = Some(propagation);
        self
    }

    pub(crate) fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }

    pub(crate) fn chosen_propagation(&self) -> Option<Propagation> {
        self.propagation
    }
}
