//! Metrics: one recorder for the process, rendered as Prometheus text by the handler of `/metrics`.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{Counter, Unit, counter, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracewell::Telemetry;
use tracewell::names::metric;

use crate::app::App;
use crate::auth::Caller;
use crate::{events, server};

/// How often samples of histograms are folded into their buckets, so that they don't pile up where nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// What was measured so far. Clones are handles to the same recorder.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    recorder: PrometheusHandle,
    telemetry: Arc<Telemetry>,
}

impl Metrics {
    /// Installs the recorder of the process.
    ///
    /// # Errors
    ///
    /// There is one already.
    pub(crate) fn install(telemetry: Arc<Telemetry>) -> Result<Self, Box<dyn Error>> {
        let recorder = builder()?.build_recorder();
        let handle = recorder.handle();
        if !telemetry.install_recorder(recorder) {
            return Err("the process has a recorder of metrics already".into());
        }
        describe();
        Ok(Self { recorder: handle, telemetry })
    }

    /// Runs as long as the service does.
    pub(crate) async fn upkeep(self) {
        let mut interval = tokio::time::interval(UPKEEP);
        loop {
            interval.tick().await;
            self.recorder.run_upkeep();
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/metrics", get(render))
}

async fn render(State(app): State<App>, caller: Caller) -> impl IntoResponse {
    app.note_read(&caller, "/metrics");
    app.metrics().telemetry.publish_metrics();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics().recorder.render())
}

/// Counts a response by its code.
pub(crate) fn count(status: StatusCode) {
    // One counter a code, registered when it is first seen: 100 to 999 are all there are.
    static COUNTERS: [OnceLock<Counter>; 900] = [const { OnceLock::new() }; 900];
    if let Some(cell) = COUNTERS.get(usize::from(status.as_u16()).wrapping_sub(100)) {
        cell.get_or_init(|| counter!(metric::HTTP_RESPONSES, metric::LABEL_CODE => status.as_str().to_owned()))
            .increment(1);
    }
}

#[expect(deprecated, reason = "the naming recommended instead adds `_total` to every counter, `http_responses` too")]
fn builder() -> Result<PrometheusBuilder, BuildError> {
    let duration = |name: &str| Matcher::Full(name.to_owned());
    PrometheusBuilder::new()
        // `http.server.request.duration` becomes `http_server_request_duration_seconds`.
        .set_enable_unit_suffix(true)
        .set_buckets_for_metric(duration(metric::HTTP_SERVER_REQUEST_DURATION), metric::DURATION_BOUNDS_SECONDS)?
        .set_buckets_for_metric(duration(metric::HTTP_CLIENT_REQUEST_DURATION), metric::DURATION_BOUNDS_SECONDS)?
        .set_buckets_for_metric(duration(metric::MESSAGING_CLIENT_OPERATION_DURATION), metric::DURATION_BOUNDS_SECONDS)?
        .set_buckets_for_metric(duration(metric::MESSAGING_PROCESS_DURATION), metric::DURATION_BOUNDS_SECONDS)
}

// The suffix is that of the unit named here: what is described without one keeps its name.
fn describe() {
    describe_histogram!(metric::HTTP_SERVER_REQUEST_DURATION, Unit::Seconds, "Duration of inbound HTTP requests");
    describe_gauge!(metric::HTTP_SERVER_ACTIVE_REQUESTS, "Inbound HTTP requests running now");
    describe_histogram!(metric::HTTP_CLIENT_REQUEST_DURATION, Unit::Seconds, "Duration of calls to other services");
    describe_counter!(metric::HTTP_RESPONSES, "Responses by code");
    server::describe();
    events::describe();
    describe_counter!(metric::AUDIT_DENIALS_DROPPED_TOTAL, "Denials that did not get into the audit log");
    // There from the start.
    counter!(metric::AUDIT_DENIALS_DROPPED_TOTAL).absolute(0);
    describe_counter!(metric::REDACTIONS_TOTAL, "Values redacted or filtered");
}

#[cfg(test)]
mod tests {
    use metrics::{gauge, histogram, with_local_recorder};

    use super::*;

    #[test]
    fn names_have_underscores_and_their_unit() {
        let recorder = builder().unwrap().build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe();
            histogram!(metric::HTTP_SERVER_REQUEST_DURATION, metric::LABEL_HTTP_ROUTE => "/v1/items").record(0.03);
            gauge!(metric::HTTP_SERVER_ACTIVE_REQUESTS).increment(1.0);
            counter!(metric::HTTP_RESPONSES, metric::LABEL_CODE => "200").increment(7);
            counter!(metric::LOG_LINES_TOTAL, metric::LABEL_LEVEL => "INFO").increment(2);
        });
        let text = handle.render();
        for line in [
            "# TYPE http_server_request_duration_seconds histogram",
            "http_server_request_duration_seconds_bucket{http_route=\"/v1/items\",le=\"0.025\"} 0",
            "http_server_request_duration_seconds_bucket{http_route=\"/v1/items\",le=\"0.05\"} 1",
            "http_server_request_duration_seconds_bucket{http_route=\"/v1/items\",le=\"10\"} 1",
            "http_server_request_duration_seconds_count{http_route=\"/v1/items\"} 1",
            "http_server_active_requests 1",
            "http_responses{code=\"200\"} 7",
            "log_lines_total{level=\"INFO\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
        let buckets = text.lines().filter(|line| line.contains("_bucket{")).count();
        assert_eq!(buckets, metric::DURATION_BOUNDS_SECONDS.len() + 1);
    }
}
