use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry::trace::Span as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use tracewell_export::Queue;

use super::Finished;
use super::continuing::{closing, note_start};

/// Takes spans from the SDK into the queue: nothing else happens to them on the threads of requests.
pub(crate) struct Processor {
    queue: Arc<Queue<Finished>>,
}

impl Processor {
    pub(crate) const fn new(queue: Arc<Queue<Finished>>) -> Self {
        Self { queue }
    }
}

impl SpanProcessor for Processor {
    fn on_start(&self, span: &mut Span, _: &Context) {
        note_start(span.span_context());
    }

    fn on_end(&self, span: SpanData) {
        let finished = Finished { span, work: closing() };
        let bytes = finished.bytes();
        self.queue.push(finished, bytes);
    }

    // The queue is flushed by whoever started it, for all signals at once.
    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl fmt::Debug for Processor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Processor")
    }
}
