use serde::Serialize;

/// One thing that is wrong with a request's input: where, what kind, and a fixed text.
///
/// ```
/// use tracewell_http::axum::FieldError;
///
/// let error = FieldError::new(["body", "quantity"], "out_of_range", "quantity must be at least 1");
/// assert_eq!(error.message(), "quantity must be at least 1");
/// ```
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct FieldError {
    loc: Vec<String>,
    r#type: &'static str,
    msg: &'static str,
}

/// How many segments a path into the input may have.
const MAX_SEGMENTS: usize = 16;

impl FieldError {
    /// An error at `location`, which begins with `body`, `query` or `path`.
    ///
    /// `kind` and `message` are constants on purpose: a text that quotes the input would carry it into the log.
    #[must_use]
    pub fn new<I>(location: I, kind: &'static str, message: &'static str) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let policy = tracewell_redact::Policy::installed();
        // They may be the client's own keys.
        let name = |segment: I::Item| policy.outside_name(&segment.into()).into_owned();
        let loc = location.into_iter().take(MAX_SEGMENTS).map(name);
        Self { loc: loc.collect(), r#type: kind, msg: message }
    }

    pub(super) const fn kind(&self) -> &'static str {
        self.r#type
    }

    /// The fixed text.
    #[must_use]
    pub fn message(&self) -> &'static str {
        self.msg
    }
}
