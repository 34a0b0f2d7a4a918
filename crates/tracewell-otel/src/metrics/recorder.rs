use std::fmt;
use std::sync::{Arc, OnceLock};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

use super::{Registry, beside};

/// A recorder for the `metrics` facade: what is recorded leaves over OTLP. Clones are handles to the same one.
///
/// A process has one recorder. Another one, which serves `/metrics` say, is set [beside](Self::beside) it.
#[derive(Clone)]
pub struct MetricsRecorder {
    registry: Arc<Registry>,
    beside: Arc<OnceLock<Box<dyn Recorder + Send + Sync>>>,
}

impl MetricsRecorder {
    pub(crate) fn new(registry: Arc<Registry>) -> Self {
        Self { registry, beside: Arc::default() }
    }

    /// Has everything that is registered from now on recorded by `other` too; `false` if there is another one already.
    pub fn beside(&self, other: impl Recorder + Send + Sync + 'static) -> bool {
        self.beside.set(Box::new(other)).is_ok()
    }

    fn other(&self) -> Option<&(dyn Recorder + Send + Sync)> {
        self.beside.get().map(|other| &**other)
    }
}

impl Recorder for MetricsRecorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.registry.describe(key.as_str(), unit, &description);
        if let Some(other) = self.other() {
            other.describe_counter(key, unit, description);
        }
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.registry.describe(key.as_str(), unit, &description);
        if let Some(other) = self.other() {
            other.describe_gauge(key, unit, description);
        }
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.registry.describe(key.as_str(), unit, &description);
        if let Some(other) = self.other() {
            other.describe_histogram(key, unit, description);
        }
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        let own = self.registry.counter(key).map_or_else(Counter::noop, Counter::from_arc);
        match self.other() {
            Some(other) => beside::counter(own, other.register_counter(key, metadata)),
            None => own,
        }
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        let own = self.registry.gauge(key).map_or_else(Gauge::noop, Gauge::from_arc);
        match self.other() {
            Some(other) => beside::gauge(own, other.register_gauge(key, metadata)),
            None => own,
        }
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        let own = self.registry.histogram(key).map_or_else(Histogram::noop, Histogram::from_arc);
        match self.other() {
            Some(other) => beside::histogram(own, other.register_histogram(key, metadata)),
            None => own,
        }
    }
}

impl fmt::Debug for MetricsRecorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsRecorder").field("beside", &self.beside.get().is_some()).finish_non_exhaustive()
    }
}
