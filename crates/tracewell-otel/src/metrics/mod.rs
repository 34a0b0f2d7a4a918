//! Metrics: a recorder for the `metrics` facade whose counts leave as OpenTelemetry instruments.

mod beside;
mod instrument;
mod recorder;
mod registry;
mod source;

pub use self::recorder::MetricsRecorder;
pub(crate) use self::registry::Registry;
pub(crate) use self::source::MetricSource;
