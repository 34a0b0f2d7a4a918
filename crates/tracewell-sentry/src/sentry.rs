use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use sentry_core::{Client, ClientOptions, Hub};
use tracewell_failure::on_failure;
use tracewell_redact::Policy;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::capture::{Capture, activate, deactivate, hear};
use crate::delivery::EnvelopeTransport;
use crate::net::Net;
use crate::trail::TrailLayer;
use crate::transaction::TransactionLayer;
use crate::{Service, Settings};

/// Sentry, running: one thread that sends, and the ways into it.
///
/// It ends with [`shutdown`](Self::shutdown); what waits when it is merely dropped is lost.
pub struct Sentry {
    capture: Arc<Capture>,
    transport: Arc<EnvelopeTransport>,
    traces_sample_rate: f32,
}

impl Sentry {
    /// Starts the thread, and hears of failures from now on. A connection is made when there is something to send.
    ///
    /// # Errors
    ///
    /// The system has no thread, or no file descriptor, to give.
    pub fn start(settings: &Settings, service: &Service, policy: &Policy) -> io::Result<Self> {
        let this = Self::prepare(settings, service, policy)?;
        this.activate();
        Ok(this)
    }

    /// The same, but hears of nothing before [`activate`](Self::activate): for a start that may yet be refused, and then
    /// must not have taken the place of another one.
    ///
    /// # Errors
    ///
    /// The system has no thread, or no file descriptor, to give.
    pub fn prepare(settings: &Settings, service: &Service, policy: &Policy) -> io::Result<Self> {
        let transport = Arc::new(EnvelopeTransport::start(settings, Net::new(policy.clone()))?);
        let environment = settings.environment.clone().or_else(|| service.environment_name().map(ToOwned::to_owned));
        let mut options = ClientOptions::default();
        options.dsn = Some(settings.dsn.clone());
        options.release = Some(settings.release.clone().unwrap_or_else(|| service.release().to_owned()).into());
        options.environment = environment.map(Into::into);
        options.default_integrations = false;
        options.send_default_pii = false;
        options.attach_stacktrace = false;
        options.auto_session_tracking = false;
        options.transport = Some(Arc::new(transport.clone()));
        let options = options.sample_rate(settings.sample_rate).traces_sample_rate(settings.traces_sample_rate);
        let client = Arc::new(Client::with_options(options));
        let capture = Arc::new(Capture { client, policy: policy.clone() });
        Ok(Self { capture, transport, traces_sample_rate: settings.traces_sample_rate })
    }

    /// Hears of failures from now on, and of everything that is captured: the last one that was activated does.
    pub fn activate(&self) {
        activate(self.capture.clone());
        // Another listener would be a second one of a program that has its own way with failures.
        let _ = on_failure(hear);
    }

    /// The sink: breadcrumbs of events, and transactions of spans if they are asked for. It belongs behind a
    /// [`Redact`](tracewell_redact::Redact), which sees names that the net can't judge any more.
    pub fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        if self.sends_transactions() {
            let transactions = TransactionLayer::new(self.capture.client.clone(), self.traces_sample_rate);
            Box::new(TrailLayer.and_then(transactions))
        } else {
            Box::new(TrailLayer)
        }
    }

    /// Whether transactions are sent: if not, nobody has a use for the span of a request.
    #[must_use]
    pub fn sends_transactions(&self) -> bool {
        self.traces_sample_rate > 0.0
    }

    /// Makes Sentry's own API go the same way, for libraries that use it: what they send passes the net, with the scopes
    /// they set. Nothing of those scopes gets into events that are captured here.
    pub fn install_globally(&self) {
        Hub::main().bind_client(Some(self.capture.client.clone()));
    }

    /// Events and transactions that were lost so far.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.transport.dropped()
    }

    /// Hands `telemetry_dropped_total` to the recorder of metrics.
    pub fn publish_metrics(&self) {
        self.transport.publish();
    }

    /// Sends what waits, and waits for that for at most `deadline`; says whether it was sent or refused in time.
    ///
    /// It blocks this thread, in any runtime or none, and needs no help of it.
    #[must_use = "false says that something may be waiting still"]
    pub fn flush(&self, deadline: Duration) -> bool {
        // Not by the client, which would hold a lock meanwhile that whoever captures needs.
        self.transport.send_all(deadline, false)
    }

    /// Sends what waits and ends, both within `deadline`. What comes later is dropped.
    pub fn shutdown(&self, deadline: Duration) -> bool {
        self.begin_shutdown(deadline)()
    }

    /// Begins to send what waits, by `deadline`, so that others may do the same meanwhile; what it returns waits for that, as
    /// [`flush`](Self::flush) does.
    #[must_use = "what is begun is to be waited for"]
    pub fn begin_flush(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        let given = self.transport.begin(deadline, false);
        move || given.wait()
    }

    /// Begins to send what waits and to end, by `deadline`; what it returns waits for that, as [`shutdown`](Self::shutdown)
    /// does.
    #[must_use = "what is begun is to be waited for"]
    pub fn begin_shutdown(&self, deadline: Duration) -> impl FnOnce() -> bool + '_ {
        deactivate(&self.capture);
        let given = self.transport.begin(deadline, true);
        move || given.wait()
    }
}

impl Drop for Sentry {
    fn drop(&mut self) {
        deactivate(&self.capture);
    }
}

impl fmt::Debug for Sentry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sentry")
            .field("traces_sample_rate", &self.traces_sample_rate)
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}
