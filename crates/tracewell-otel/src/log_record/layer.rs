use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use tracewell_export::{Queue, is_export_thread};
use tracewell_names::{event, target};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::collector::Collector;
use super::record::{Place, Record};
use crate::span::{active, ids};

/// What a record takes besides its texts.
const RECORD: usize = 256;

/// Puts every event into the queue. Inside the guard, like every sink.
#[derive(Clone)]
pub(crate) struct RecordLayer {
    queue: Arc<Queue<Record>>,
}

impl RecordLayer {
    pub(crate) const fn new(queue: Arc<Queue<Record>>) -> Self {
        Self { queue }
    }
}

impl<S: Subscriber> Layer<S> for RecordLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        // What an export logs would be exported, and logged; but for what is told of an outage.
        if is_export_thread() && !matches!(metadata.target(), target::OTEL | target::SENTRY) {
            return;
        }
        let mut fields = Collector::default();
        event.record(&mut fields);
        let Collector { body, attributes, log_target, bytes } = fields;
        let own = metadata.target().starts_with(target::ROOT);
        let record = Record {
            time: SystemTime::now(),
            level: *metadata.level(),
            target: log_target.map_or(Cow::Borrowed(metadata.target()), Cow::Owned),
            event: own.then(|| event::ALL.iter().find(|name| **name == body).copied()).flatten(),
            body,
            attributes,
            work: tracewell_context::current(),
            span: active(|span| {
                let (trace_id, span_id) = ids(span);
                Place { trace_id, span_id, flags: span.trace_flags().to_u8() }
            }),
        };
        self.queue.push(record, RECORD + bytes);
    }
}

impl fmt::Debug for RecordLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordLayer")
    }
}
