use std::collections::BTreeMap;
use std::sync::{LazyLock, PoisonError, RwLock};
use std::time::Duration;

use metrics::{Gauge, Histogram, Key, Label, Level, Metadata, histogram, with_recorder};
use tracewell_names::metric;

/// How many different series are kept at hand; routes, methods and codes of a service are far fewer.
const MAX_SERIES: usize = 4096;

/// Methods of RFC 9110 and RFC 5789; whatever else a client makes up is one label value.
const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", metric::METHOD_OTHER];

/// The place of a method's label value.
fn place(method: &str) -> usize {
    METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1)
}

/// One running request, as `http.server.active_requests` counts them.
#[derive(Debug)]
pub(crate) struct Active {
    gauge: Gauge,
}

impl Active {
    pub(crate) fn begin(method: &str) -> Self {
        // One key a method, made once: the macro would make one a request.
        static KEYS: LazyLock<[Key; METHODS.len()]> = LazyLock::new(|| {
            METHODS.map(|method| {
                let label = Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, method);
                Key::from_parts(metric::HTTP_SERVER_ACTIVE_REQUESTS, vec![label])
            })
        });
        static METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));
        let gauge = with_recorder(|recorder| recorder.register_gauge(&KEYS[place(method)], &METADATA));
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
    with_series(place(method), route, status, |series| series.record(took.as_secs_f64()));
}

type Series = RwLock<BTreeMap<(usize, u16), Routes>>;

/// The series of one method and status.
#[derive(Default)]
struct Routes {
    matched: BTreeMap<Box<str>, Histogram>,
    unmatched: Option<Histogram>,
}

impl Routes {
    fn get(&self, route: Option<&str>) -> Option<&Histogram> {
        match route {
            Some(template) => self.matched.get(template),
            None => self.unmatched.as_ref(),
        }
    }

    fn insert(&mut self, route: Option<&str>, series: Histogram) {
        match route {
            Some(template) => drop(self.matched.insert(template.into(), series)),
            None => self.unmatched = Some(series),
        }
    }
}

/// Handles are kept: making one builds a key with three labels, taking one is a look-up.
fn with_series(method: usize, route: Option<&str>, status: Option<u16>, use_it: impl FnOnce(&Histogram)) {
    static SERIES: LazyLock<Series> = LazyLock::new(Series::default);
    let key = (method, status.unwrap_or_default());
    let known = SERIES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(series) = known.get(&key).and_then(|routes| routes.get(route)) {
        return use_it(series);
    }
    drop(known);
    let series = make(method, route, status);
    use_it(&series);
    let mut known = SERIES.write().unwrap_or_else(PoisonError::into_inner);
    if known.values().map(|routes| routes.matched.len() + 1).sum::<usize>() < MAX_SERIES {
        known.entry(key).or_default().insert(route, series);
    }
}

fn make(method: usize, route: Option<&str>, status: Option<u16>) -> Histogram {
    let mut labels = vec![Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, METHODS[method])];
    if let Some(route) = route {
        labels.push(Label::new(metric::LABEL_HTTP_ROUTE, route.to_owned()));
    }
    if let Some(status) = status {
        labels.push(Label::new(metric::LABEL_HTTP_RESPONSE_STATUS_CODE, status.to_string()));
    }
    histogram!(metric::HTTP_SERVER_REQUEST_DURATION, labels)
}
