use std::sync::OnceLock;

use tracewell_context::Context;

use crate::Previews;

static INSTALLED: OnceLock<Defaults> = OnceLock::new();

/// What clients of this process start from, decided once where the process starts.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`previews`](Self::previews) | off | bodies are other people's |
/// | [`span`](Self::span) | no | a log line takes its ids from the context and needs no span |
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    previews: Previews,
    span: bool,
    span_if: fn(&Context) -> bool,
}

impl Defaults {
    /// No previews and no spans.
    #[must_use]
    pub const fn new() -> Self {
        Self { previews: Previews::off(), span: false, span_if: |_| true }
    }

    /// How much of response bodies is shown in development.
    #[must_use]
    pub const fn previews(mut self, previews: Previews) -> Self {
        self.previews = previews;
        self
    }

    /// Whether each call is a span (`external_http`, target `tracewell::client`), for a subscriber that exports spans.
    #[must_use]
    pub const fn span(mut self, open: bool) -> Self {
        self.span = open;
        self
    }

    /// Of which work: calls of a request that is not recorded can be spared their span.
    #[must_use]
    pub const fn span_if(mut self, records: fn(&Context) -> bool) -> Self {
        self.span_if = records;
        self
    }

    /// Makes these the defaults of clients that are built from now on.
    ///
    /// # Errors
    ///
    /// These, if there are others already.
    pub fn install(self) -> Result<(), Self> {
        INSTALLED.set(self)
    }

    /// What was installed, else [`new`](Self::new).
    #[must_use]
    pub fn installed() -> Self {
        INSTALLED.get().copied().unwrap_or_default()
    }

    pub(crate) fn chosen_previews(&self) -> Previews {
        self.previews
    }

    pub(crate) fn opens_span(&self, context: Option<&Context>) -> bool {
        self.span && context.is_none_or(self.span_if)
    }
}

impl Default for Defaults {
    fn default() -> Self {
        Self::new()
    }
}
