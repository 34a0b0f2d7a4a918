use std::ops::Deref;
use std::sync::Arc;

use tracewell_flow::FlowSpec;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt;

use super::assert_flow;

/// Captures the events of this thread as the JSON lines that a service with this policy writes, until it is dropped.
///
/// Every level is captured.
///
/// ```
/// use tracewell::redact::Policy;
///
/// let lines = tracewell::testing::capture(Policy::production());
/// tracing::info!(order_note = "for Ann", "paid");
/// assert!(lines.text().contains(r#""message":"paid""#));
/// assert!(lines.text().contains(r#""order_note":"[FILTERED]""#));
///
/// lines.clear();
/// assert!(lines.lines().is_empty());
/// ```
#[must_use = "nothing is captured once it is dropped"]
pub fn capture(policy: Policy) -> ThreadCapture {
    let (layer, lines) = capture_layer(policy);
    let subscriber = tracing_subscriber::registry().with(layer);
    ThreadCapture { lines, _subscriber: tracing::subscriber::set_default(subscriber) }
}

/// A layer for the test's own subscriber, and the lines it gets.
///
/// ```
/// use tracewell::redact::Policy;
/// use tracewell::testing::capture_layer;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let (layer, lines) = capture_layer(Policy::development());
/// let subscriber = tracing_subscriber::registry().with(layer);
/// tracing::subscriber::with_default(subscriber, || tracing::info!("ready"));
/// assert_eq!(lines.lines().len(), 1);
/// ```
#[must_use]
pub fn capture_layer(policy: Policy) -> (LogLayer, Arc<Capture>) {
    let lines = Arc::new(Capture::default());
    (LogLayer::new(policy).json(Arc::clone(&lines)), lines)
}

/// The lines of a thread; made by [`capture`].
#[derive(Debug)]
pub struct ThreadCapture {
    lines: Arc<Capture>,
    _subscriber: DefaultGuard,
}

impl ThreadCapture {
    /// Panics unless the stages in the captured lines keep to a flow. See [`assert_flow`].
    ///
    /// ```
    /// use tracewell::flow::{FlowSpec, Stage, stages};
    /// use tracewell::redact::Policy;
    ///
    /// stages! { Charge = "checkout.charge" { Ok = "ok" } }
    ///
    /// let lines = tracewell::testing::capture(Policy::production());
    /// Charge::start().end(Charge::Ok);
    /// lines.assert_flow(&FlowSpec::builtin());
    /// ```
    ///
    /// # Panics
    ///
    /// A stage does not keep to the flow, or there is none.
    #[track_caller]
    pub fn assert_flow(&self, spec: &FlowSpec) {
        assert_flow(self.text(), spec);
    }
}

impl Deref for ThreadCapture {
    type Target = Capture;

    fn deref(&self) -> &Capture {
        &self.lines
    }
}
