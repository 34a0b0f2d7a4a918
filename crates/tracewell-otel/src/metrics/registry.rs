use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use metrics::{Key, Unit};
use tracewell_names::metric;

use super::instrument::{CounterCell, GaugeCell, HistogramCell};

/// How many series there may be. Labels are of closed sets; one that is not would have no end.
const MOST_SERIES: usize = 4096;

/// For histograms of which nothing is known (OpenTelemetry's default).
const DEFAULT_BOUNDS: &[f64] =
    &[0.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 250.0, 500.0, 750.0, 1000.0, 2500.0, 5000.0, 7500.0, 10000.0];

/// Every series that was registered.
#[derive(Debug)]
pub(crate) struct Registry {
    pub(super) started: SystemTime,
    series: Mutex<Series>,
}

/// What there is, with handles to the counts: a copy of it is cheap.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    pub(super) counters: BTreeMap<Arc<Key>, Arc<CounterCell>>,
    pub(super) gauges: BTreeMap<Arc<Key>, Arc<GaugeCell>>,
    pub(super) histograms: BTreeMap<Arc<Key>, Arc<HistogramCell>>,
    pub(super) described: Arc<BTreeMap<String, (Option<Unit>, String)>>,
}

impl Series {
    fn is_full(&self) -> bool {
        self.counters.len() + self.gauges.len() + self.histograms.len() >= MOST_SERIES
    }
}

impl Registry {
    pub(crate) fn new() -> Self {
        Self { started: SystemTime::now(), series: Mutex::default() }
    }

    /// All that there is now. Whoever registers a metric waits for this copy, and for nothing that is made of it.
    pub(super) fn copied(&self) -> Series {
        self.series().clone()
    }

    fn series(&self) -> MutexGuard<'_, Series> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn describe(&self, name: &str, unit: Option<Unit>, description: &str) {
        let mut series = self.series();
        if series.described.len() < MOST_SERIES {
            Arc::make_mut(&mut series.described).insert(name.to_owned(), (unit, description.to_owned()));
        }
    }

    pub(super) fn counter(&self, key: &Key) -> Option<Arc<CounterCell>> {
        let mut series = self.series();
        if let Some(known) = series.counters.get(key) {
            return Some(Arc::clone(known));
        }
        (!series.is_full()).then(|| Arc::clone(series.counters.entry(Arc::new(key.clone())).or_default()))
    }

    pub(super) fn gauge(&self, key: &Key) -> Option<Arc<GaugeCell>> {
        let mut series = self.series();
        if let Some(known) = series.gauges.get(key) {
            return Some(Arc::clone(known));
        }
        (!series.is_full()).then(|| Arc::clone(series.gauges.entry(Arc::new(key.clone())).or_default()))
    }

    pub(super) fn histogram(&self, key: &Key) -> Option<Arc<HistogramCell>> {
        let mut series = self.series();
        if let Some(known) = series.histograms.get(key) {
            return Some(Arc::clone(known));
        }
        if series.is_full() {
            return None;
        }
        let seconds = matches!(series.described.get(key.name()), Some((Some(Unit::Seconds), _)));
        let bounds =
            if seconds || key.name().ends_with(DURATION) { metric::DURATION_BOUNDS_SECONDS } else { DEFAULT_BOUNDS };
        let made = Arc::new(HistogramCell::new(bounds));
        series.histograms.insert(Arc::new(key.clone()), Arc::clone(&made));
        Some(made)
    }
}

/// What durations are called in the semantic conventions: they are in seconds.
pub(super) const DURATION: &str = ".duration";
