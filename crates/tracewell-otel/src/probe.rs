use std::io;
use std::time::{Duration, Instant, SystemTime};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;
use tracewell_export::Failure;
use tracewell_names::reason;
use tracewell_redact::Policy;

use crate::Service;
use crate::environment::{Destination, Protocol, Settings};
use crate::ids::fresh;
use crate::net::Net;
use crate::otlp::{Answer, Transport};
use crate::proto::{nanoseconds, own_scope};
use crate::signal::Signal;

/// What the span of a probe is called.
const NAME: &str = "tracewell probe";

/// What became of one span that was sent to see whether a collector takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// Where it went, as it may be shown.
    pub endpoint: String,
    /// `grpc` or `http/protobuf`.
    pub protocol: &'static str,
    /// How long that took, or why it was not taken: a word that a service would log as `error_type`.
    pub outcome: Result<Duration, &'static str>,
    /// The id of its trace, to look for it.
    pub trace_id: String,
}

impl Probe {
    /// Sends one span as a service with these settings would, once, and waits for the answer or the time-out of the
    /// settings. `None` if they send no traces.
    ///
    /// It blocks this thread.
    ///
    /// # Errors
    ///
    /// The system has no file descriptor to give.
    pub fn send(settings: &Settings, service: &Service, policy: &Policy) -> io::Result<Option<Self>> {
        let Some(destination) = &settings.traces else { return Ok(None) };
        let (trace_id, span_id) = fresh();
        let now = nanoseconds(SystemTime::now());
        let span = Span {
            trace_id: trace_id.to_vec(),
            span_id: span_id.to_vec(),
            name: NAME.to_owned(),
            kind: SpanKind::Internal.into(),
            start_time_unix_nano: now,
            end_time_unix_nano: now + 1,
            flags: 1,
            ..Span::default()
        };
        let request = ExportTraceServiceRequest {
            resource_spans: vec![ResourceSpans {
                resource: Some(service.resource(settings, &mut Net::new(policy.clone()))),
                scope_spans: vec![ScopeSpans { scope: Some(own_scope()), spans: vec![span], ..ScopeSpans::default() }],
                ..ResourceSpans::default()
            }],
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let begun = Instant::now();
        let sent = runtime.block_on(deliver(destination, request));
        let taken = begun.elapsed();
        // A look-up of a name may hang, and is left to itself.
        runtime.shutdown_background();
        Ok(Some(Self {
            endpoint: policy.url(&destination.endpoint.to_string()),
            protocol: match destination.protocol {
                Protocol::Grpc => "grpc",
                Protocol::HttpProtobuf => "http/protobuf",
            },
            outcome: sent.map(|()| taken).map_err(|failure| failure.error_type()),
            trace_id: trace_id.iter().map(|byte| format!("{byte:02x}")).collect(),
        }))
    }
}

async fn deliver(destination: &Destination, request: ExportTraceServiceRequest) -> Result<(), Failure> {
    let mut transport = Transport::new(Signal::Traces, destination).ok_or(Failure::UNREACHABLE)?;
    let sent = tokio::time::timeout(destination.timeout, transport.send(request.encode_to_vec().into()));
    match sent.await.unwrap_or(Err(Failure::TIMEOUT))? {
        Answer { rejected: 0 } => Ok(()),
        Answer { .. } => Err(Failure::new(reason::REJECTED)),
    }
}
