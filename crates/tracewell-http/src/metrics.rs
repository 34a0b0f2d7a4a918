use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::Duration;

use metrics::{Gauge, Histogram, gauge, histogram};
use tracewell_names::metric;

/// How many different series are kept at hand; routes, methods and codes of a service are far fewer.
const MAX_SERIES: usize = 4096;

/// Methods of RFC 9110 and RFC 5789; whatever else a client makes up is one label value.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/// The label value of a method.
pub(crate) fn method_label(method: &str) -> &'static str {
    METHODS.into_iter().find(|known| *known == method).unwrap_or(metric::METHOD_OTHER)
}

/// One running request, as `http.server.active_requests` counts them.
#[derive(Debug)]
pub(crate) struct Active {
    gauge: Gauge,
}

impl Active {
    pub(crate) fn begin(method: &str) -> Self {
        let gauge =
            gauge!(metric::HTTP_SERVER_ACTIVE_REQUESTS, metric::LABEL_HTTP_REQUEST_METHOD => method_label(method));
        gauge.increment(1.0);
        Self { gauge }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.gauge.decrement(1.0);
    }
}

/// Records how long a request took, from its first byte here to the last byte out.
pub(crate) fn record_duration(method: &str, route: Option<&str>, status: Option<u16>, took: Duration) {
    with_series(method_label(method), route, status, |series| series.record(took.as_secs_f64()));
}

type Series = RwLock<HashMap<(&'static str, u16), HashMap<Box<str>, Histogram>>>;

/// Handles are kept: making one builds a key with three labels, taking one is a look-up.
fn with_series(method: &'static str, route: Option<&str>, status: Option<u16>, use_it: impl FnOnce(&Histogram)) {
    static SERIES: LazyLock<Series> = LazyLock::new(Series::default);
    let (key, template) = ((method, status.unwrap_or_default()), route.unwrap_or_default());
    let known = SERIES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(series) = known.get(&key).and_then(|routes| routes.get(template)) {
        return use_it(series);
    }
    drop(known);
    let series = make(method, route, status);
    use_it(&series);
    let mut known = SERIES.write().unwrap_or_else(PoisonError::into_inner);
    if known.values().map(HashMap::len).sum::<usize>() < MAX_SERIES {
        known.entry(key).or_default().insert(template.into(), series);
    }
}

fn make(method: &'static str, route: Option<&str>, status: Option<u16>) -> Histogram {
    let mut labels = vec![metrics::Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, method)];
    if let Some(route) = route {
        labels.push(metrics::Label::new(metric::LABEL_HTTP_ROUTE, route.to_owned()));
    }
    if let Some(status) = status {
        labels.push(metrics::Label::new(metric::LABEL_HTTP_RESPONSE_STATUS_CODE, status.to_string()));
    }
    histogram!(metric::HTTP_SERVER_REQUEST_DURATION, labels)
}
