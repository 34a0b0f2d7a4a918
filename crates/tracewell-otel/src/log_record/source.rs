use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use opentelemetry::trace::TraceId;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs, SeverityNumber};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use tracewell_context::Context;
use tracewell_export::Queue;
use tracewell_names::field;
use tracing::Level;

use super::record::Record;
use crate::export::Batches;
use crate::net::Net;
use crate::proto::{self, attribute, text};

/// Makes requests of the records that wait.
pub(crate) struct RecordSource {
    queue: Arc<Queue<Record>>,
    resource: Resource,
    net: Net,
}

impl RecordSource {
    pub(crate) const fn new(queue: Arc<Queue<Record>>, resource: Resource, net: Net) -> Self {
        Self { queue, resource, net }
    }

    fn clean(&mut self, record: Record) -> LogRecord {
        let Record { time, level, event, body, mut attributes, work, span, .. } = record;
        let mut body = body;
        self.net.text(&mut body);
        if let Some(work) = &work {
            // Whoever looks for a request's records must not find those that an application says are of it.
            for claimed in attributes.iter_mut().filter(|known| known.key == field::CORRELATION_ID) {
                claimed.key.insert_str(0, field::APPLICATION_PREFIX);
            }
            let has = |name: &str| attributes.iter().any(|known| known.key == name);
            let about_request = has(field::METHOD);
            let ids = [
                (field::CORRELATION_ID, Some(work.correlation_id().as_str())),
                (field::TEAM_ID, work.team_id().map(|team| team.as_str()).filter(|_| !has(field::TEAM_ID))),
                (field::USER_ID, work.user_id().map(|user| user.as_str()).filter(|_| !has(field::USER_ID))),
                (field::METHOD, work.method().filter(|_| !about_request)),
                (field::PATH, work.path().filter(|_| !about_request && !has(field::PATH))),
                (field::ROUTE, work.route().filter(|_| !about_request && !has(field::ROUTE))),
            ];
            attributes.extend(ids.into_iter().filter_map(|(name, value)| Some(attribute(name, value?))));
        }
        self.net.attributes(&mut attributes);
        let time = proto::nanoseconds(time);
        let mut exported = LogRecord {
            time_unix_nano: time,
            observed_time_unix_nano: time,
            severity_number: severity(level).into(),
            severity_text: level.as_str().to_owned(),
            body: Some(text(body)),
            attributes,
            event_name: event.unwrap_or_default().to_owned(),
            ..LogRecord::default()
        };
        if let Some(span) = span {
            exported.trace_id = span.trace_id.to_vec();
            exported.span_id = span.span_id.to_vec();
            exported.flags = span.flags.into();
        } else if let Some(parent) = work.as_ref().and_then(Context::trace_parent) {
            // As on a line: what no span was recorded for is found by the trace all the same.
            exported.trace_id =
                TraceId::from_hex(parent.trace_id()).map(|id| id.to_bytes().to_vec()).unwrap_or_default();
        }
        exported
    }
}

fn severity(level: Level) -> SeverityNumber {
    match level {
        Level::TRACE => SeverityNumber::Trace,
        Level::DEBUG => SeverityNumber::Debug,
        Level::INFO => SeverityNumber::Info,
        Level::WARN => SeverityNumber::Warn,
        Level::ERROR => SeverityNumber::Error,
    }
}

impl Batches for RecordSource {
    fn next(&mut self) -> Option<(Bytes, usize)> {
        let batch = self.queue.take();
        if batch.is_empty() {
            return None;
        }
        let items = batch.len();
        // A target is what a scope is elsewhere. Those of `log` records come from anywhere.
        let mut scopes: BTreeMap<String, Vec<LogRecord>> = BTreeMap::new();
        for record in batch {
            let target = self.net.policy().outside_name(&record.target).into_owned();
            let record = self.clean(record);
            scopes.entry(target).or_default().push(record);
        }
        let scope_logs = scopes.into_iter().map(|(name, log_records)| ScopeLogs {
            scope: Some(InstrumentationScope { name, ..InstrumentationScope::default() }),
            log_records,
            schema_url: String::new(),
        });
        let request = ExportLogsServiceRequest {
            resource_logs: vec![ResourceLogs {
                resource: Some(self.resource.clone()),
                scope_logs: scope_logs.collect(),
                schema_url: String::new(),
            }],
        };
        Some((request.encode_to_vec().into(), items))
    }

    async fn ready(&self) {
        self.queue.ready().await;
    }

    fn close(&self) {
        self.queue.close();
    }

    fn settle(&self) {
        self.queue.settle();
    }
}
