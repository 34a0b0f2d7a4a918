use std::borrow::Cow;
use std::time::SystemTime;

use opentelemetry_proto::tonic::common::v1::KeyValue;
use tracewell_context::Context;
use tracing::Level;

/// One event, as it waits for its export.
#[derive(Debug)]
pub(crate) struct Record {
    pub(super) time: SystemTime,
    pub(super) level: Level,
    pub(super) target: Cow<'static, str>,
    /// The event's name, where it is one of the library's own.
    pub(super) event: Option<&'static str>,
    pub(super) body: String,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) work: Option<Context>,
    pub(super) span: Option<Place>,
}

/// Where in a trace it was logged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) trace_id: [u8; 16],
    pub(super) span_id: [u8; 8],
    pub(super) flags: u8,
}
