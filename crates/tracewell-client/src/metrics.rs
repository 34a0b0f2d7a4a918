use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http::Method;
use metrics::{Histogram, Label, histogram};
use tracewell_names::metric;

/// How many different series of a client are kept at hand; methods, codes and error types are far fewer.
const MAX_SERIES: usize = 512;

/// Methods of RFC 9110 and RFC 5789; any other is one label value.
const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", metric::METHOD_OTHER];

/// What calls of a client have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sort {
    method: usize,
    status: Option<u16>,
    error_type: Option<&'static str>,
}

/// `http.client.request.duration` of one client. Its labels are from closed sets: no host, which a caller may choose.
pub(crate) struct Series {
    service: Arc<str>,
    known: RwLock<BTreeMap<Sort, Histogram>>,
}

impl Series {
    pub(crate) fn new(service: Arc<str>) -> Self {
        Self { service, known: RwLock::default() }
    }

    pub(crate) fn record(
        &self,
        method: &Method,
        status: Option<u16>,
        error_type: Option<&'static str>,
        took: Duration,
    ) {
        let method = METHODS.iter().position(|known| *known == method.as_str()).unwrap_or(METHODS.len() - 1);
        let sort = Sort { method, status, error_type };
        let seconds = took.as_secs_f64();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(series) = known.get(&sort) {
            return series.record(seconds);
        }
        drop(known);
        let series = self.make(sort);
        series.record(seconds);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_SERIES {
            known.insert(sort, series);
        }
    }

    fn make(&self, sort: Sort) -> Histogram {
        let Sort { method, status, error_type } = sort;
        let method = METHODS.get(method).copied().unwrap_or(metric::METHOD_OTHER);
        let mut labels = vec![
            Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, method),
            Label::new(metric::LABEL_SERVICE, Arc::clone(&self.service)),
        ];
        if let Some(status) = status {
            labels.push(Label::new(metric::LABEL_HTTP_RESPONSE_STATUS_CODE, status.to_string()));
        }
        match (error_type, status) {
            // Whatever became of its body: OpenTelemetry's conventions for HTTP metrics.
            (_, Some(status)) if status >= 400 => {
                labels.push(Label::new(metric::LABEL_ERROR_TYPE, status.to_string()));
            }
            (Some(error_type), _) => labels.push(Label::from_static_parts(metric::LABEL_ERROR_TYPE, error_type)),
            (None, _) => {}
        }
        histogram!(metric::HTTP_CLIENT_REQUEST_DURATION, labels)
    }
}

impl std::fmt::Debug for Series {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Series").field("service", &self.service).finish_non_exhaustive()
    }
}
