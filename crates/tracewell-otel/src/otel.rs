use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, ShouldSample};
use tracewell_context::set_active_trace_source;
use tracewell_export::{Given, Orders, Queue};
use tracewell_redact::Policy;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::Service;
use crate::environment::Settings;
use crate::export::{Accounts, Work, start};
use crate::ids::Ids;
use crate::log_record::{Record, RecordLayer, RecordSource};
use crate::metrics::{MetricSource, MetricsRecorder, Registry};
use crate::net::Net;
use crate::sampler::Sampler;
use crate::signal::Signal;
use crate::span::{AfterSpans, BeforeSpans, Processor, SpanSource, active_parent};

/// OpenTelemetry, running: one thread that exports, and the ways into it.
///
/// It ends with [`shutdown`](Self::shutdown); what waits when it is merely dropped is lost.
pub struct Otel {
    orders: Orders,
    accounts: Accounts,
    provider: Option<SdkTracerProvider>,
    records: Option<Arc<Queue<Record>>>,
    recorder: Option<MetricsRecorder>,
    ended: AtomicBool,
}

impl Otel {
    /// Starts the thread. Connections are made when there is something to send.
    ///
    /// # Errors
    ///
    /// The system has no thread, or no file descriptor, to give.
    pub fn start(settings: &Settings, service: &Service, policy: &Policy) -> io::Result<Self> {
        let net = || Net::new(policy.clone());
        let resource = service.resource(settings, &mut net());
        let accounts = Accounts::new();
        let mut provider = None;
        let traces = settings.traces.clone().map(|destination| {
            let account = accounts.of(Signal::Traces);
            let queue = Arc::new(Queue::new(settings.spans.room(), account.clone()));
            let sampler = Sampler::new(settings.sampler);
            sampler.install();
            let sdk = SdkTracerProvider::builder()
                // Its own copy would never be read: requests are made here.
                .with_resource(Resource::builder_empty().build())
                .with_sampler(Box::new(sampler) as Box<dyn ShouldSample>)
                .with_id_generator(Ids::default())
                .with_span_processor(Processor::new(queue.clone()))
                .build();
            provider = Some(sdk);
            let overdue = overdue(&queue);
            let batches = SpanSource::new(queue, resource.clone(), net());
            Work { signal: Signal::Traces, destination, account, batches, overdue }
        });
        let registry = settings.metrics.is_some().then(|| Arc::new(Registry::new()));
        let metrics = settings.metrics.clone().zip(registry.clone()).map(|(destination, registry)| {
            let interval = settings.metric_interval;
            let batches = MetricSource::new(registry, accounts.clone(), resource.clone(), net(), interval);
            let account = accounts.of(Signal::Metrics);
            let settled = account.clone();
            Work {
                signal: Signal::Metrics,
                destination,
                account,
                batches,
                overdue: Arc::new(move || settled.settle(0)),
            }
        });
        let mut records = None;
        let logs = settings.logs.clone().map(|destination| {
            let account = accounts.of(Signal::Logs);
            let queue = Arc::new(Queue::new(settings.records.room(), account.clone()));
            records = Some(queue.clone());
            let overdue = overdue(&queue);
            let batches = RecordSource::new(queue, resource.clone(), net());
            Work { signal: Signal::Logs, destination, account, batches, overdue }
        });
        let orders = start(traces, metrics, logs)?;
        if provider.is_some() {
            set_active_trace_source(active_parent);
        }
        let recorder = registry.map(MetricsRecorder::new);
        Ok(Self { orders, accounts, provider, records, recorder, ended: AtomicBool::new(false) })
    }

    /// The sink: spans and log records of a subscriber. It belongs behind a [`Redact`](tracewell_redact::Redact), which
    /// sees names that the second net can't judge any more.
    pub fn layer<S>(&self) -> Option<Box<dyn Layer<S> + Send + Sync>>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let records = self.records.clone().map(RecordLayer::new);
        let Some(tracer) = self.tracer() else {
            return records.map(|records| Box::new(records) as Box<dyn Layer<S> + Send + Sync>);
        };
        let spans = tracing_opentelemetry::layer()
            .with_tracer(tracer)
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_level(false)
            .with_target(true);
        let spans = BeforeSpans.and_then(spans).and_then(AfterSpans);
        // A `None` at the end would ask for the level `OFF`, and directly on a registry would get it.
        Some(match records {
            Some(records) => Box::new(spans.and_then(records)),
            None => Box::new(spans),
        })
    }

    fn tracer(&self) -> Option<SdkTracer> {
        Some(self.provider.as_ref()?.tracer("tracewell"))
    }

    /// Whether spans are exported.
    #[must_use]
    pub const fn exports_traces(&self) -> bool {
        self.provider.is_some()
    }

    /// The recorder whose metrics are exported, if they are.
    #[must_use]
    pub fn recorder(&self) -> Option<MetricsRecorder> {
        self.recorder.clone()
    }

    /// Makes the SDK's API go the same way, for libraries that use it without `tracing`: their spans pass the second net
    /// alone.
    pub fn install_globally(&self) {
        if let Some(provider) = &self.provider {
            opentelemetry::global::set_tracer_provider(provider.clone());
        }
    }

    /// Spans, metric points and log records that were lost so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.accounts.dropped()
    }

    /// Hands `telemetry_dropped_total` to the recorder of metrics.
    pub fn publish_metrics(&self) {
        self.accounts.publish();
    }

    /// Sends what waits, and waits for that for at most `deadline`; says whether it was sent or refused in time.
    ///
    /// It blocks this thread, in any runtime or none, and needs no help of it.
    #[must_use = "false says that something may be waiting still"]
    pub fn flush(&self, deadline: Duration) -> bool {
        self.begin_flush(deadline)()
    }

    /// Begins to send what waits, by `deadline`, so that others may do the same meanwhile; what it returns waits for that, as
    /// [`flush`](Self::flush) does.
    #[must_use = "what is begun is to be waited for"]
    pub fn begin_flush(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let given = (!self.ended.load(Ordering::Acquire)).then(|| self.orders.begin(deadline, false));
        move || given.is_none_or(Given::wait)
    }

    /// Begins to send what waits and to end, by `deadline`; what it returns waits for that, as [`shutdown`](Self::shutdown)
    /// does.
    #[must_use = "what is begun is to be waited for"]
    pub fn begin_shutdown(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let given = (!self.ended.swap(true, Ordering::AcqRel)).then(|| self.orders.begin(deadline, true));
        move || given.is_none_or(Given::wait)
    }

    /// Sends what waits and ends, both within `deadline`. What comes later is dropped and counted.
    pub fn shutdown(&self, deadline: Duration) -> bool {
        self.begin_shutdown(deadline)()
    }
}

/// What becomes of a queue whose time is over.
fn overdue<T: Send + 'static>(queue: &Arc<Queue<T>>) -> Arc<dyn Fn() + Send + Sync> {
    let queue = Arc::clone(queue);
    Arc::new(move || queue.settle())
}

impl fmt::Debug for Otel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otel")
            .field("traces", &self.provider.is_some())
            .field("metrics", &self.recorder.is_some())
            .field("logs", &self.records.is_some())
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}
