use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use metrics::{Key, Unit};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;
use opentelemetry_proto::tonic::metrics::v1::{
    AggregationTemporality, Gauge, Histogram, HistogramDataPoint, Metric, NumberDataPoint, ResourceMetrics,
    ScopeMetrics, Sum,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use tracewell_names::metric;

use super::Registry;
use super::registry::{DURATION, Series};
use crate::export::{Accounts, Batches};
use crate::net::Net;
use crate::proto::{attribute, nanoseconds, own_scope};
use crate::signal::Signal;

/// Makes a request of all metrics, once in an interval.
pub(crate) struct MetricSource {
    registry: Arc<Registry>,
    accounts: Accounts,
    resource: Resource,
    net: Net,
    /// Labels as they leave, by series: a series never goes, and its labels never change.
    labels: BTreeMap<Arc<Key>, Vec<KeyValue>>,
    interval: Duration,
}

impl MetricSource {
    pub(crate) fn new(
        registry: Arc<Registry>,
        accounts: Accounts,
        resource: Resource,
        net: Net,
        interval: Duration,
    ) -> Self {
        Self { registry, accounts, resource, net, labels: BTreeMap::new(), interval }
    }

    /// Every metric, and how many points they have.
    fn metrics(&mut self) -> (Vec<Metric>, usize) {
        let times = Times { start: nanoseconds(self.registry.started), now: nanoseconds(SystemTime::now()) };
        let series = self.registry.copied();
        let (net, labels) = (&mut self.net, &mut self.labels);
        let mut made = Made { net, labels, series: &series, metrics: BTreeMap::new(), points: 0 };
        for (key, counter) in &series.counters {
            let value = Value::AsInt(i64::try_from(counter.value()).unwrap_or(i64::MAX));
            let point = made.number(key, times, value);
            made.sum(key, point, true);
        }
        for (key, gauge) in &series.gauges {
            if key.name() == metric::HTTP_SERVER_ACTIVE_REQUESTS {
                let point = made.number(key, times, Value::AsInt(gauge.value() as i64));
                made.sum(key, point, false);
            } else {
                let point = made.number(key, times, Value::AsDouble(gauge.value()));
                made.gauge(key, point);
            }
        }
        for (key, histogram) in &series.histograms {
            let buckets = histogram.buckets();
            let point = HistogramDataPoint {
                attributes: made.attributes(key),
                start_time_unix_nano: times.start,
                time_unix_nano: times.now,
                count: buckets.iter().sum(),
                sum: Some(histogram.sum()),
                bucket_counts: buckets,
                explicit_bounds: histogram.bounds().to_vec(),
                ..HistogramDataPoint::default()
            };
            made.histogram(key, point);
        }
        let points = made.points;
        (made.metrics.into_values().collect(), points)
    }
}

#[derive(Clone, Copy)]
struct Times {
    start: u64,
    now: u64,
}

struct Made<'m> {
    net: &'m mut Net,
    labels: &'m mut BTreeMap<Arc<Key>, Vec<KeyValue>>,
    series: &'m Series,
    metrics: BTreeMap<(String, u8), Metric>,
    points: usize,
}

const CUMULATIVE: i32 = AggregationTemporality::Cumulative as i32;

impl Made<'_> {
    fn number(&mut self, key: &Arc<Key>, times: Times, value: Value) -> NumberDataPoint {
        NumberDataPoint {
            attributes: self.attributes(key),
            start_time_unix_nano: times.start,
            time_unix_nano: times.now,
            value: Some(value),
            ..NumberDataPoint::default()
        }
    }

    fn sum(&mut self, key: &Key, point: NumberDataPoint, is_monotonic: bool) {
        let empty = Sum { data_points: Vec::new(), aggregation_temporality: CUMULATIVE, is_monotonic };
        if let Some(Data::Sum(sum)) = self.metric(key, u8::from(is_monotonic), Data::Sum(empty)) {
            sum.data_points.push(point);
        }
    }

    fn gauge(&mut self, key: &Key, point: NumberDataPoint) {
        if let Some(Data::Gauge(gauge)) = self.metric(key, 2, Data::Gauge(Gauge::default())) {
            gauge.data_points.push(point);
        }
    }

    fn histogram(&mut self, key: &Key, point: HistogramDataPoint) {
        let empty = Histogram { data_points: Vec::new(), aggregation_temporality: CUMULATIVE };
        if let Some(Data::Histogram(histogram)) = self.metric(key, 3, Data::Histogram(empty)) {
            histogram.data_points.push(point);
        }
    }

    fn metric(&mut self, key: &Key, kind: u8, empty: Data) -> Option<&mut Data> {
        self.points += 1;
        let (series, net) = (self.series, &*self.net);
        let made = || {
            let described = series.described.get(key.name());
            let mut name = key.name().to_owned();
            let mut description = described.map(|(_, text)| text.clone()).unwrap_or_default();
            net.text(&mut name);
            net.text(&mut description);
            let unit = unit(key.name(), described.and_then(|(unit, _)| *unit)).to_owned();
            Metric { name, description, unit, metadata: Vec::new(), data: Some(empty) }
        };
        self.metrics.entry((key.name().to_owned(), kind)).or_insert_with(made).data.as_mut()
    }

    /// Labels as attributes: statuses are numbers there, and a status of the server's fault is an error type.
    fn attributes(&mut self, key: &Arc<Key>) -> Vec<KeyValue> {
        if let Some(known) = self.labels.get(key) {
            return known.clone();
        }
        let mut attributes: Vec<KeyValue> = Vec::with_capacity(key.labels().len() + 1);
        let mut failed = None;
        for label in key.labels() {
            let (name, value) = (label.key(), label.value());
            let status = (name == metric::LABEL_HTTP_RESPONSE_STATUS_CODE).then(|| value.parse::<i64>().ok()).flatten();
            match status {
                Some(status) => {
                    failed = (status >= 500).then_some(status);
                    attributes.push(attribute(name, status));
                }
                None => attributes.push(attribute(name, value)),
            }
        }
        let known = attributes.iter().any(|attribute| attribute.key == metric::LABEL_ERROR_TYPE);
        if let (false, Some(status)) = (known, failed) {
            attributes.push(attribute(metric::LABEL_ERROR_TYPE, status.to_string()));
        }
        // Labels are of closed sets, and allowed by that; texts are scanned all the same.
        self.net.resource(&mut attributes);
        self.labels.insert(Arc::clone(key), attributes.clone());
        attributes
    }
}

/// Units as UCUM writes them.
fn unit(name: &str, described: Option<Unit>) -> &'static str {
    if name.ends_with(DURATION) {
        return "s";
    }
    if name == metric::HTTP_SERVER_ACTIVE_REQUESTS {
        return "{request}";
    }
    match described {
        Some(Unit::Seconds) => "s",
        Some(Unit::Milliseconds) => "ms",
        Some(Unit::Microseconds) => "us",
        Some(Unit::Nanoseconds) => "ns",
        Some(Unit::Bytes) => "By",
        Some(Unit::Kibibytes) => "KiBy",
        Some(Unit::Mebibytes) => "MiBy",
        Some(Unit::Gibibytes) => "GiBy",
        Some(Unit::Percent) => "%",
        _ => "1",
    }
}

impl Batches for MetricSource {
    fn next(&mut self) -> Option<(Bytes, usize)> {
        self.accounts.publish();
        let (metrics, points) = self.metrics();
        if metrics.is_empty() {
            return None;
        }
        self.accounts.of(Signal::Metrics).take_on(points);
        let request = ExportMetricsServiceRequest {
            resource_metrics: vec![ResourceMetrics {
                resource: Some(self.resource.clone()),
                scope_metrics: vec![ScopeMetrics { scope: Some(own_scope()), metrics, schema_url: String::new() }],
                schema_url: String::new(),
            }],
        };
        Some((request.encode_to_vec().into(), points))
    }

    async fn ready(&self) {
        tokio::time::sleep(self.interval).await;
    }

    /// One request has them all.
    fn has_more(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use metrics::Label;
    use tracewell_redact::{Kind, Policy, Reason};

    use super::*;

    #[test]
    fn labels_are_scanned_once() {
        let policy = Policy::production();
        let registry = Arc::new(Registry::new());
        let mail = ["alice", "example.com"].join("@");
        registry.counter(&Key::from_parts("orders", vec![Label::new("who", mail)]));
        let (accounts, net) = (Accounts::new(), Net::new(policy.clone()));
        let mut source = MetricSource::new(registry, accounts, Resource::default(), net, Duration::from_secs(60));
        let (first, second) = (source.metrics().0, source.metrics().0);
        assert_eq!(policy.counts().get(Reason::Kind(Kind::Email)), 1);
        let label = |metrics: &[Metric]| match metrics[0].data.as_ref().unwrap() {
            Data::Sum(sum) => sum.data_points[0].attributes.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(label(&first), [attribute("who", "[REDACTED:email]")]);
        assert_eq!(label(&first), label(&second));
    }
}
