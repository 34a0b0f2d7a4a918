//! With the feature `sentry`: nothing without a DSN, and with one an event for each failure, to the last.
#![cfg(feature = "sentry")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use serde_json::Value;
use support::client::Request;
use support::{Service, eventually, lines};

/// Keeps the envelopes that it gets, unpacked.
#[derive(Clone, Default)]
struct Sentry(Arc<Mutex<Vec<String>>>);

impl Sentry {
    /// It, and its DSN.
    fn start() -> (Self, String) {
        let sentry = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let dsn = format!("http://publickey@{}/42", listener.local_addr().unwrap());
        let kept = sentry.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || kept.serve(stream));
            }
        });
        (sentry, dsn)
    }

    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).ok()? == 0 {
                    return None;
                }
                if line == "\r\n" {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().ok()?;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let mut envelope = String::new();
            GzDecoder::new(&*body).read_to_string(&mut envelope).ok()?;
            self.0.lock().unwrap().push(envelope);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").ok()?;
        }
    }

    /// The items of this kind.
    fn items(&self, kind: &str) -> Vec<Value> {
        let envelopes = self.0.lock().unwrap();
        let mut items = Vec::new();
        for envelope in &*envelopes {
            let mut lines = envelope.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
            while let (Some(head), Some(item)) = (lines.next(), lines.next()) {
                if head["type"] == kind {
                    items.push(item);
                }
            }
        }
        items
    }
}

fn sentry_threads(service: &Service) -> usize {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", service.process().id())).unwrap();
    let names = tasks.flatten().map(|task| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default());
    // The system keeps 15 bytes of a thread's name.
    names.filter(|name| name.trim() == "tracewell-sentr").count()
}

#[test]
fn each_failure_is_one_event_to_the_last_and_no_secret_is_in_it() {
    let (sentry, dsn) = Sentry::start();
    let service = Service::start_with(&[("SENTRY_DSN", &dsn), ("SENTRY_RELEASE", "items@7")]);
    let mail = ["alice", "example.com"].join("@");
    assert_eq!(service.send(&Request::get(format!("/v1/items/{mail}")).bearer("bearer-planted")).status(), 404);
    let panics = Request::get("/debug/panic?text=planted%20password%3Dhunter-two").header("x-request-id", "r-panic");
    assert_eq!(service.send(&panics).status(), 500);
    let scraped = service.call("GET", "/metrics", None);
    assert!(scraped.text().contains("telemetry_dropped_total{exporter=\"sentry\"} 0"), "{}", scraped.text());
    let fails = Request::get(format!("/debug/error/503?text={mail}")).header("x-request-id", "r-last");
    assert_eq!(service.send(&fails).status(), 503);
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));

    let events = sentry.items("event");
    let ids: Vec<_> = events.iter().map(|event| event["tags"]["correlation_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["r-panic", "r-last"], "{events:#?}");
    assert_eq!(events[0]["exception"]["values"][0]["type"], "panic");
    assert_eq!(
        (&events[1]["tags"]["route"], &events[1]["release"]),
        (&"/debug/error/{status}".into(), &"items@7".into())
    );
    assert!(sentry.items("transaction").is_empty());
    for envelope in &*sentry.0.lock().unwrap() {
        for secret in [&*mail, "bearer-planted", "hunter-two"] {
            assert!(!envelope.contains(secret), "{secret} in {envelope}");
        }
    }
    let lines = lines(&ended);
    let start = lines.iter().find(|line| line["message"] == "observability_initialized").unwrap();
    assert_eq!(start["sentry"], true);
}

#[test]
fn requests_are_transactions_if_asked_for() {
    let (sentry, dsn) = Sentry::start();
    let service = Service::start_with(&[("SENTRY_DSN", &dsn), ("SENTRY_TRACES_SAMPLE_RATE", "1")]);
    assert_eq!(service.send(&Request::get("/debug/error/404?text=x")).status(), 404);
    assert_eq!(service.end().code(), Some(0));
    let transactions = sentry.items("transaction");
    assert!(transactions.iter().any(|item| item["transaction"] == "GET /debug/error/{status}"), "{transactions:#?}");
    assert!(sentry.items("event").is_empty());
}

#[test]
fn nothing_is_there_unless_asked_for() {
    let (sentry, dsn) = Sentry::start();
    for (variables, threads) in [
        (&[("SENTRY_TRACES_SAMPLE_RATE", "1")][..], 0),
        (&[("SENTRY_DSN", "no address")], 0),
        (&[("SENTRY_DSN", &*dsn)], 1),
    ] {
        let service = Service::start_with(variables);
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
        assert_eq!(sentry_threads(&service), threads, "{variables:?}");
        let ended = service.end();
        let invalid = lines(&ended).iter().filter(|line| line["message"] == "config_invalid").count();
        assert_eq!(invalid, usize::from(variables.contains(&("SENTRY_DSN", "no address"))));
    }
    assert!(sentry.0.lock().unwrap().is_empty(), "a service that does not fail says nothing");
}

#[test]
fn one_that_hangs_costs_no_request_and_not_the_end() {
    // Takes connections and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let dsn = format!("http://publickey@{}/42", listener.local_addr().unwrap());
    let service = Service::start_with(&[("SENTRY_DSN", &dsn)]);
    let begun = Instant::now();
    for _ in 0..20 {
        assert_eq!(service.send(&Request::get("/debug/error/500?text=x")).status(), 500);
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    eventually("a connection", || begun.elapsed() > Duration::from_millis(300));
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));
    let failed = |line: &&Value| line["message"] == "telemetry_export_failed" && line["exporter"] == "sentry";
    assert_eq!(lines(&ended).iter().filter(failed).count(), 1);
}
