use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::Recorder;
use tracewell_context::Context;
use tracewell_log::{LogLayer, TraceIds};
use tracewell_otel::{Reading, Service, Settings};
use tracewell_redact::Policy;

use crate::init::Sink;
use crate::settings::{EnvironmentName, Lookup};

/// OpenTelemetry, as far as the environment asks for it.
#[derive(Debug)]
pub(crate) struct Otel {
    running: Option<tracewell_otel::Otel>,
    failed: bool,
    /// Whether the process's recorder of metrics is the one that exports.
    records: AtomicBool,
}

impl Otel {
    pub(crate) fn start(
        lookup: &mut Lookup,
        (name, version): (&str, &str),
        environment: EnvironmentName,
        policy: &Policy,
    ) -> Self {
        let Reading { settings, invalid, .. } = Settings::read(|variable| lookup.text(variable));
        for variable in invalid {
            lookup.refuse(variable);
        }
        let service = Service::new(name, version).environment(environment.as_str());
        let started = settings.map(|settings| tracewell_otel::Otel::start(&settings, &service, policy));
        let failed = matches!(started, Some(Err(_)));
        Self { running: started.and_then(Result::ok), failed, records: AtomicBool::new(false) }
    }

    /// Whether a request is recorded, and so needs its span.
    pub(crate) fn records(context: &Context) -> bool {
        tracewell_otel::records(context)
    }

    pub(crate) const fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// Whether it was asked for and could not start.
    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn exports_traces(&self) -> bool {
        self.running.as_ref().is_some_and(tracewell_otel::Otel::exports_traces)
    }

    pub(crate) fn sink(&self) -> Option<Sink> {
        self.running.as_ref()?.layer()
    }

    /// Has lines show the active span.
    pub(crate) fn trace_ids(&self, line: LogLayer) -> LogLayer {
        if !self.exports_traces() {
            return line;
        }
        line.trace_ids(|| {
            let (trace, span) = tracewell_otel::active_ids()?;
            TraceIds::new(trace, span)
        })
    }

    /// Takes part in what there is one of in a process.
    pub(crate) fn install(&self) {
        let Some(running) = &self.running else { return };
        running.install_globally();
        #[cfg(feature = "messaging")]
        if running.exports_traces() {
            tracewell_messaging::open_spans(tracewell_otel::link);
        }
        if let Some(recorder) = running.recorder() {
            self.records.store(metrics::set_global_recorder(recorder).is_ok(), Ordering::Release);
        }
    }

    pub(crate) fn install_beside(&self, recorder: impl Recorder + Send + Sync + 'static) -> bool {
        let own = self.running.as_ref().and_then(tracewell_otel::Otel::recorder);
        match own.filter(|_| self.records.load(Ordering::Acquire)) {
            Some(own) => own.beside(recorder),
            None => metrics::set_global_recorder(recorder).is_ok(),
        }
    }

    pub(crate) fn publish_metrics(&self) {
        if let Some(running) = &self.running {
            running.publish_metrics();
        }
    }

    /// Begins to send what waits; what it returns waits for that.
    pub(crate) fn begin_flush(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let begun = self.running.as_ref().map(|running| running.begin_flush(deadline));
        move || begun.is_none_or(|wait| wait())
    }

    /// The same for the last time.
    pub(crate) fn begin_shutdown(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let begun = self.running.as_ref().map(|running| running.begin_shutdown(deadline));
        move || begun.is_none_or(|wait| wait())
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.running.as_ref().map_or(0, tracewell_otel::Otel::dropped)
    }
}
