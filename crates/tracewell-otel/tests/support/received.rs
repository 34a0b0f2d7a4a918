use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

/// What came, and its bytes.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) requests: usize,
    pub(crate) traces: Vec<ExportTraceServiceRequest>,
    pub(crate) metrics: Vec<ExportMetricsServiceRequest>,
    pub(crate) logs: Vec<ExportLogsServiceRequest>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Received {
    pub(crate) fn add_traces(&mut self, request: ExportTraceServiceRequest) {
        self.bytes.extend(request.encode_to_vec());
        self.traces.push(request);
    }

    pub(crate) fn add_metrics(&mut self, request: ExportMetricsServiceRequest) {
        self.bytes.extend(request.encode_to_vec());
        self.metrics.push(request);
    }

    pub(crate) fn add_logs(&mut self, request: ExportLogsServiceRequest) {
        self.bytes.extend(request.encode_to_vec());
        self.logs.push(request);
    }

    pub(crate) fn spans(&self) -> Vec<Span> {
        let resources = self.traces.iter().flat_map(|request| &request.resource_spans);
        resources.flat_map(|resource| &resource.scope_spans).flat_map(|scope| scope.spans.clone()).collect()
    }

    pub(crate) fn span(&self, name: &str) -> Span {
        let spans = self.spans();
        let names: Vec<&str> = spans.iter().map(|span| &*span.name).collect();
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {names:?}")).clone()
    }

    pub(crate) fn records(&self) -> Vec<LogRecord> {
        let resources = self.logs.iter().flat_map(|request| &request.resource_logs);
        resources.flat_map(|resource| &resource.scope_logs).flat_map(|scope| scope.log_records.clone()).collect()
    }

    pub(crate) fn record(&self, body: &str) -> LogRecord {
        let is = |record: &&LogRecord| record.body.as_ref().map(any).as_deref() == Some(body);
        self.records().iter().find(is).unwrap_or_else(|| panic!("no {body}")).clone()
    }

    /// The metric as it was sent last.
    pub(crate) fn metric(&self, name: &str) -> Metric {
        let resources = self.metrics.iter().rev().flat_map(|request| &request.resource_metrics);
        let mut metrics = resources.flat_map(|resource| &resource.scope_metrics).flat_map(|scope| &scope.metrics);
        metrics.find(|metric| metric.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
    }

    pub(crate) fn resource(&self) -> BTreeMap<String, String> {
        let traces = self.traces.first().map(|request| &request.resource_spans[0].resource);
        text(&traces.unwrap().as_ref().unwrap().attributes)
    }

    pub(crate) fn holds(&self, secret: &str) -> bool {
        self.bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    }
}

/// Attributes as text; a number shows that it is one.
pub(crate) fn text(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let pairs = attributes.iter().map(|KeyValue { key, value, .. }| (key.clone(), any(value.as_ref().unwrap())));
    let texts: BTreeMap<_, _> = pairs.collect();
    assert_eq!(texts.len(), attributes.len(), "an attribute twice: {attributes:?}");
    texts
}

pub(crate) fn any(value: &AnyValue) -> String {
    match value.value.as_ref().unwrap() {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => format!("#{number}"),
        other => format!("{other:?}"),
    }
}
