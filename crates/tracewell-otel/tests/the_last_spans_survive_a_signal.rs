//! A process that is asked to end sends what it has, from a runtime of one thread or of several, over either protocol.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use support::Collector;
use tokio::signal::unix::{SignalKind, signal};
use tracewell_otel::{Otel, Service, Settings};
use tracewell_redact::{Policy, Redact};
use tracing_subscriber::layer::SubscriberExt;

const THREADS: &str = "TEST_THREADS";

/// What the process is: it works until it is told to end, and at the end once more.
#[test]
#[ignore = "the process of the other test"]
fn process() {
    let Some(threads) = std::env::var(THREADS).ok().and_then(|number| number.parse().ok()) else { return };
    let mut builder = match threads {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    builder.enable_all().build().unwrap().block_on(async {
        let settings = Settings::read(|variable| std::env::var(variable).ok()).settings.unwrap();
        let policy = Policy::production();
        let otel = Otel::start(&settings, &Service::new("orders", "1"), &policy).unwrap();
        let subscriber = tracing_subscriber::registry().with(Redact::new(policy, otel.layer().unwrap()));
        tracing::subscriber::set_global_default(subscriber).unwrap();
        let mut terminated = signal(SignalKind::terminate()).unwrap();
        tracing::info_span!("before").in_scope(|| tracing::info!("working"));
        writeln!(std::io::stderr(), "ready").unwrap();
        terminated.recv().await;
        tracing::info_span!("last").in_scope(|| tracing::info!("ending"));
        // In the runtime, and on its only thread.
        assert!(otel.shutdown(Duration::from_secs(5)));
    });
}

#[test]
fn what_is_told_last_arrives() {
    for (collector, protocol) in [(Collector::http(), "http/protobuf"), (Collector::grpc(), "grpc")] {
        for threads in ["1", "2"] {
            let mut process = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "process", "--ignored", "--nocapture"])
                .env(THREADS, threads)
                .env("ENABLE_OPENTELEMETRY", "true")
                .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{}", collector.address))
                .env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
            assert!(said.any(|line| line.unwrap() == "ready"));
            let id = process.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
            assert!(process.wait().unwrap().success(), "{protocol}, {threads}");
        }
        let received = collector.received.lock().unwrap();
        let spans = received.spans();
        for (name, body) in [("before", "working"), ("last", "ending")] {
            assert_eq!(spans.iter().filter(|span| span.name == name).count(), 2, "{protocol}: {name}");
            assert_eq!(received.record(body).severity_text, "INFO");
        }
    }
}
