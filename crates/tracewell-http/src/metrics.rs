use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use metrics::{Gauge, Histogram, Key, Label, Level, Metadata, Recorder, histogram, with_recorder};
use tracewell_failure::catch;
use tracewell_names::metric;

use crate::protocol::Protocol;

/// How many different series a thread keeps at hand; routes, methods and codes of a service are far fewer.
const MAX_SERIES: usize = 4096;

/// Methods of RFC 9110 and RFC 5789; whatever else a client makes up is one label value.
const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", metric::METHOD_OTHER];

/// What a request may have come by.
const SCHEMES: [&str; 2] = ["http", "https"];

/// The place of a method's label value.
fn place(method: &str) -> usize {
    match method {
        "GET" => 0,
        "HEAD" => 1,
        "POST" => 2,
        "PUT" => 3,
        "DELETE" => 4,
        "CONNECT" => 5,
        "OPTIONS" => 6,
        "TRACE" => 7,
        "PATCH" => 8,
        _ => METHODS.len() - 1,
    }
}

/// One running request, as `http.server.active_requests` counts them.
#[derive(Debug)]
pub(crate) struct Active {
    gauge: Gauge,
}

impl Active {
    pub(crate) fn begin(method: &str, scheme: &'static str) -> Self {
        // One key a method and scheme, made once: the macro would make one a request.
        static KEYS: LazyLock<[[Key; METHODS.len()]; 2]> = LazyLock::new(|| {
            SCHEMES.map(|scheme| {
                METHODS.map(|method| {
                    let method = Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, method);
                    let scheme = Label::from_static_parts(metric::LABEL_URL_SCHEME, scheme);
                    Key::from_parts(metric::HTTP_SERVER_ACTIVE_REQUESTS, vec![method, scheme])
                })
            })
        });
        static METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));
        let gauge = with_recorder(|recorder| {
            recorder.register_gauge(&KEYS[usize::from(scheme == SCHEMES[1])][place(method)], &METADATA)
        });
        gauge.increment(1.0);
        Self { gauge }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        if let Err(panicked) = catch(|| self.gauge.decrement(1.0)) {
            panicked.report(None);
        }
    }
}

/// A request that has ended.
pub(crate) struct Ended<'e> {
    pub(crate) method: &'e str,
    pub(crate) route: Option<&'e str>,
    pub(crate) status: Option<u16>,
    pub(crate) protocol: Protocol,
    /// What went wrong, if it is known by a name.
    pub(crate) error_type: Option<&'static str>,
}

/// Records how long a request took, from its first byte here to the last byte out.
pub(crate) fn record_duration(ended: &Ended<'_>, took: Duration) {
    let sort = Sort {
        method: place(ended.method),
        status: ended.status,
        protocol: ended.protocol,
        error_type: ended.error_type,
    };
    with_series(sort, ended.route, |series| series.record(took.as_secs_f64()));
}

/// What requests have in common besides their route.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sort {
    method: usize,
    status: Option<u16>,
    protocol: Protocol,
    error_type: Option<&'static str>,
}

thread_local! {
    /// The handles of one thread: they are taken for each request, and what all share all wait for.
    static SERIES: RefCell<Series> = const { RefCell::new(Series { recorder: 0, known: BTreeMap::new() }) };
}

/// Handles, and the recorder that gave them: one may be installed when requests have been served.
struct Series {
    /// Its address.
    recorder: usize,
    known: BTreeMap<Sort, Routes>,
}

impl Series {
    fn get(&self, recorder: usize, sort: Sort, route: Option<&str>) -> Option<&Histogram> {
        if self.recorder != recorder {
            return None;
        }
        self.known.get(&sort)?.get(route)
    }

    fn insert(&mut self, recorder: usize, sort: Sort, route: Option<&str>, series: Histogram) {
        if self.recorder != recorder {
            *self = Self { recorder, known: BTreeMap::new() };
        }
        if self.known.values().map(|routes| routes.matched.len() + 1).sum::<usize>() < MAX_SERIES {
            self.known.entry(sort).or_default().insert(route, series);
        }
    }
}

/// Where the recorder is that records now.
fn recorder() -> usize {
    with_recorder(|recorder| std::ptr::from_ref::<dyn Recorder>(recorder).addr())
}

/// The series of one sort of requests.
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
fn with_series(sort: Sort, route: Option<&str>, use_it: impl FnOnce(&Histogram)) {
    let mut use_it = Some(use_it);
    let recorder = recorder();
    // A thread that ends makes what it needs.
    let _ = SERIES.try_with(|series| {
        if let Ok(series) = series.try_borrow()
            && let Some(series) = series.get(recorder, sort, route)
            && let Some(use_it) = use_it.take()
        {
            use_it(series);
        }
    });
    let Some(use_it) = use_it else { return };
    let series = make(sort, route);
    use_it(&series);
    let _ = SERIES.try_with(|known| {
        if let Ok(mut known) = known.try_borrow_mut() {
            known.insert(recorder, sort, route, series);
        }
    });
}

fn make(sort: Sort, route: Option<&str>) -> Histogram {
    let Sort { method, status, protocol: Protocol { scheme, version }, error_type } = sort;
    let mut labels = vec![
        Label::from_static_parts(metric::LABEL_HTTP_REQUEST_METHOD, METHODS[method]),
        Label::from_static_parts(metric::LABEL_URL_SCHEME, scheme),
        Label::from_static_parts(metric::LABEL_NETWORK_PROTOCOL_VERSION, version),
    ];
    if let Some(route) = route {
        labels.push(Label::new(metric::LABEL_HTTP_ROUTE, route.to_owned()));
    }
    if let Some(status) = status {
        labels.push(Label::new(metric::LABEL_HTTP_RESPONSE_STATUS_CODE, status.to_string()));
    }
    match (error_type, status) {
        (Some(error_type), _) => labels.push(Label::from_static_parts(metric::LABEL_ERROR_TYPE, error_type)),
        (None, Some(status)) if status >= 500 => labels.push(Label::new(metric::LABEL_ERROR_TYPE, status.to_string())),
        (None, _) => {}
    }
    histogram!(metric::HTTP_SERVER_REQUEST_DURATION, labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_has_its_own_label_value() {
        for (at, method) in METHODS.iter().enumerate() {
            assert_eq!(place(method), at);
        }
        assert_eq!(METHODS[place("BREW")], metric::METHOD_OTHER);
    }
}
