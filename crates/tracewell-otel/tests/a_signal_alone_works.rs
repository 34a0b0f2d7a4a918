//! Each signal is exported without the others: on a bare registry, with nobody else who asks for a level.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use support::Collector;
use tracewell_otel::{Otel, Service};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

#[test]
fn traces_alone_and_logs_alone() {
    for (off, spans, records) in [("OTEL_LOGS_EXPORTER", 1, 0), ("OTEL_TRACES_EXPORTER", 0, 1)] {
        let collector = Collector::http();
        let settings = collector.settings(&[(off, "none"), ("OTEL_METRICS_EXPORTER", "none")]);
        let otel = Otel::start(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap();
        assert_eq!((otel.exports_traces(), otel.recorder().is_some()), (spans == 1, false));
        let subscriber = tracing_subscriber::registry().with(otel.layer());
        tracing::subscriber::with_default(subscriber, || {
            tracing::info_span!("work").in_scope(|| tracing::info!("hello"));
        });
        assert!(otel.flush(Duration::from_secs(10)));
        let received = collector.received.lock().unwrap();
        assert_eq!((received.spans().len(), received.records().len()), (spans, records));
        drop(received);
        assert!(otel.shutdown(Duration::from_secs(10)));
    }
}
