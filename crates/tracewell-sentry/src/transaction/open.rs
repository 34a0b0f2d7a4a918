use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sentry_core::protocol::{self, SpanId, SpanStatus, TraceContext, TraceId, Transaction};
use serde_json::{Map, Value};
use tracewell_names::field;

use crate::capture::Work;
use crate::trail::Collector;

/// Spans of one transaction. The first count: they are what the rest is part of.
const MOST_SPANS: usize = 256;
/// Their bytes, about.
const MOST_BYTES: usize = 256 * 1024;
/// What a span takes besides its texts.
const SPAN: usize = 256;

/// A transaction under way, shared by its spans.
#[derive(Debug)]
pub(super) struct Open {
    trace_id: TraceId,
    work: Work,
    done: Mutex<Done>,
}

#[derive(Debug, Default)]
struct Done {
    spans: Vec<protocol::Span>,
    bytes: usize,
}

/// One span under way.
#[derive(Debug)]
pub(super) struct OpenSpan {
    pub(super) transaction: Arc<Open>,
    id: SpanId,
    parent: Option<SpanId>,
    start: SystemTime,
    name: &'static str,
    target: &'static str,
    data: Map<String, Value>,
    bytes: usize,
}

impl OpenSpan {
    pub(super) fn root(name: &'static str, target: &'static str) -> Self {
        let work = Work::current();
        let trace_id = work.trace_id().map(TraceId::from).unwrap_or_else(|| {
            let fresh = TraceId::default();
            u128::from_str_radix(&fresh.to_string(), 16).map(|id| work.plan_trace(id.to_be_bytes())).ok();
            fresh
        });
        let transaction = Arc::new(Open { trace_id, work, done: Mutex::default() });
        Self::new(transaction, None, name, target)
    }

    pub(super) fn child(&self, name: &'static str, target: &'static str) -> Self {
        Self::new(self.transaction.clone(), Some(self.id), name, target)
    }

    fn new(transaction: Arc<Open>, parent: Option<SpanId>, name: &'static str, target: &'static str) -> Self {
        let (id, start) = (SpanId::default(), SystemTime::now());
        Self { transaction, id, parent, start, name, target, data: Map::new(), bytes: 0 }
    }

    pub(super) fn record(&mut self, fields: Collector) {
        let Collector { data, bytes, message, .. } = fields;
        if self.bytes + bytes <= MOST_BYTES {
            self.bytes += bytes;
            self.data.extend(data);
            self.data.extend(message.map(|message| (field::MESSAGE.to_owned(), Value::String(message))));
        }
    }

    /// Ends it. The first span gives the whole transaction.
    pub(super) fn end(self) -> Option<Transaction<'static>> {
        let end = SystemTime::now();
        if self.parent.is_some() {
            let transaction = self.transaction.clone();
            let mut done = transaction.done.lock().unwrap_or_else(PoisonError::into_inner);
            let bytes = SPAN + self.bytes;
            if done.spans.len() < MOST_SPANS && done.bytes + bytes <= MOST_BYTES {
                done.bytes += bytes;
                done.spans.push(self.into_span(end));
            }
            return None;
        }
        let Open { trace_id, work, .. } = &*self.transaction;
        let spans = {
            let mut done = self.transaction.done.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut done.spans)
        };
        let trace = TraceContext {
            span_id: self.id,
            trace_id: *trace_id,
            op: Some(self.op()),
            description: Some(self.description()),
            status: self.status(),
            data: self.data.clone().into_iter().collect(),
            ..TraceContext::default()
        };
        let mut transaction = Transaction {
            name: Some(self.transaction_name()),
            tags: work.tags(),
            user: work.user(),
            spans,
            start_timestamp: self.start,
            timestamp: Some(end),
            ..Transaction::default()
        };
        transaction.contexts.insert("trace".to_owned(), protocol::Context::Trace(Box::new(trace)));
        Some(transaction)
    }

    fn into_span(self, end: SystemTime) -> protocol::Span {
        protocol::Span {
            span_id: self.id,
            trace_id: self.transaction.trace_id,
            parent_span_id: self.parent,
            op: Some(self.op()),
            description: Some(self.description()),
            start_timestamp: self.start,
            timestamp: Some(end),
            status: self.status(),
            data: self.data.into_iter().collect(),
            ..protocol::Span::default()
        }
    }

    /// Method and route, never a path; for other work the name of its span.
    fn transaction_name(&self) -> String {
        self.transaction.work.name().unwrap_or_else(|| self.name.to_owned())
    }

    fn description(&self) -> String {
        format!("{}::{}", self.target, self.name)
    }

    fn op(&self) -> String {
        if self.target == tracewell_names::target::HTTP { "http.server".to_owned() } else { self.name.to_owned() }
    }

    fn status(&self) -> Option<SpanStatus> {
        let status = self.data.get(field::STATUS_CODE).and_then(Value::as_u64);
        Some(match status {
            Some(400) => SpanStatus::InvalidArgument,
            Some(401) => SpanStatus::Unauthenticated,
            Some(403) => SpanStatus::PermissionDenied,
            Some(404) => SpanStatus::NotFound,
            Some(409) => SpanStatus::AlreadyExists,
            Some(429) => SpanStatus::ResourceExhausted,
            Some(499) => SpanStatus::Cancelled,
            Some(501) => SpanStatus::Unimplemented,
            Some(503) => SpanStatus::Unavailable,
            Some(504) => SpanStatus::DeadlineExceeded,
            Some(500..) => SpanStatus::InternalError,
            Some(400..500) => SpanStatus::FailedPrecondition,
            Some(_) => SpanStatus::Ok,
            None if self.data.contains_key(field::ERROR_TYPE) => SpanStatus::UnknownError,
            None => return None,
        })
    }
}
