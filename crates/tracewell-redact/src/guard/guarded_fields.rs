use std::fmt;

use tracing_core::span::Record;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::FormattedFields;
use tracing_subscriber::fmt::format::{FormatFields, Writer};

/// Formats the fields of spans for a `fmt` layer inside the guard, apart from those of layers outside.
///
/// `fmt` layers that format fields by the same type share the text they make, one for each span. Of a guarded and an
/// unguarded one, whichever is first gives its text to the other: secrets get into the guarded output. This type is
/// another one, and formats as the one within.
///
/// ```
/// use tracewell_redact::{GuardedFields, Policy, Redact};
/// use tracing_subscriber::fmt::format::JsonFields;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let guarded = tracing_subscriber::fmt::layer().json().fmt_fields(GuardedFields::new(JsonFields::new()));
/// let unguarded = tracing_subscriber::fmt::layer().json();
/// let subscriber = tracing_subscriber::registry()
///     .with(unguarded)
///     .with(Redact::new(Policy::production(), guarded));
/// # drop(subscriber);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct GuardedFields<N>(N);

impl<N> GuardedFields<N> {
    /// Formats fields as `fields` does.
    #[must_use]
    pub const fn new(fields: N) -> Self {
        Self(fields)
    }
}

impl<'w, N: for<'a> FormatFields<'a> + 'static> FormatFields<'w> for GuardedFields<N> {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> fmt::Result {
        self.0.format_fields(writer, fields)
    }

    fn add_fields(&self, current: &'w mut FormattedFields<Self>, fields: &Record<'_>) -> fmt::Result {
        let mut known = FormattedFields::<N>::new(std::mem::take(&mut current.fields));
        let result = self.0.add_fields(&mut known, fields);
        current.fields = known.fields;
        result
    }
}
