use std::time::Duration;

use tracewell_export::Reader;
use tracewell_names::variable;

use super::{Batch, Destination, SamplerSetting, resource};
use crate::signal::Signal;

/// Between two exports of metrics, unless the environment says otherwise.
const METRIC_INTERVAL: u64 = 60_000;
/// A day: longer is a mistake.
const LONGEST_INTERVAL: u64 = 86_400_000;

/// What is exported, and where to.
///
/// ```
/// use tracewell_otel::Settings;
///
/// let nothing_set = Settings::read(|_| None);
/// assert!(nothing_set.settings.is_none() && nothing_set.invalid.is_empty());
///
/// let on = Settings::read(|variable| (variable == "ENABLE_OPENTELEMETRY").then(|| "true".to_owned()));
/// assert!(on.settings.is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) traces: Option<Destination>,
    pub(crate) metrics: Option<Destination>,
    pub(crate) logs: Option<Destination>,
    pub(crate) sampler: SamplerSetting,
    pub(crate) service_name: Option<String>,
    pub(crate) resource: Vec<(String, String)>,
    pub(crate) metric_interval: Duration,
    pub(crate) spans: Batch,
    pub(crate) records: Batch,
}

/// What came of [`Settings::read`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The settings, if OpenTelemetry is on at all.
    pub settings: Option<Settings>,
    /// Variables whose values made no sense; the defaults stand in their place.
    pub invalid: Vec<&'static str>,
}

impl Settings {
    /// Reads the settings from variables, each asked for by its name. A value may be anything; it is never repeated.
    ///
    /// Nothing but `ENABLE_OPENTELEMETRY` switches it on, and without that no other variable is looked at.
    pub fn read(mut variables: impl FnMut(&'static str) -> Option<String>) -> Reading {
        let mut reader = Reader::new(&mut variables);
        let settings = Self::read_from(&mut reader);
        Reading { settings, invalid: reader.into_invalid() }
    }

    fn read_from(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.boolean(variable::ENABLE_OPENTELEMETRY) != Some(true)
            || reader.boolean(variable::OTEL_SDK_DISABLED) == Some(true)
        {
            return None;
        }
        let settings = Self {
            traces: Destination::read(reader, Signal::Traces),
            metrics: Destination::read(reader, Signal::Metrics),
            logs: Destination::read(reader, Signal::Logs),
            sampler: SamplerSetting::read(reader),
            service_name: reader.text(variable::OTEL_SERVICE_NAME),
            resource: resource::read(reader),
            metric_interval: reader.milliseconds(
                variable::OTEL_METRIC_EXPORT_INTERVAL,
                METRIC_INTERVAL,
                LONGEST_INTERVAL,
            ),
            spans: Batch::read_spans(reader),
            records: Batch::read_records(reader),
        };
        let any = settings.traces.is_some() || settings.metrics.is_some() || settings.logs.is_some();
        any.then_some(settings)
    }

    /// Whether spans are exported: if not, nobody has a use for the span of a request.
    #[must_use]
    pub const fn exports_traces(&self) -> bool {
        self.traces.is_some()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
