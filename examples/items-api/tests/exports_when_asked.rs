//! With the feature `otel`: nothing without being asked, and everything to the last span when asked.
#![cfg(feature = "otel")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support::client::Request;
use support::{Service, eventually, lines, lines_of, terminal};

/// Path and body of a request.
type Kept = (String, Vec<u8>);

/// A collector that keeps what it gets. In protobuf, texts are as they are.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Kept>>>);

impl Collector {
    fn start() -> (Self, SocketAddr) {
        let collector = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let kept = collector.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || kept.serve(stream));
            }
        });
        (collector, address)
    }

    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        loop {
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).ok()? == 0 {
                    return None;
                }
                if line == "\r\n" {
                    break;
                }
                head.push(line.to_ascii_lowercase());
            }
            let length = head.iter().find_map(|line| line.strip_prefix("content-length:"))?.trim().parse().ok()?;
            let mut body = vec![0; length];
            reader.read_exact(&mut body).ok()?;
            let path = head.first()?.split(' ').nth(1)?.to_owned();
            self.0.lock().unwrap().push((path, body));
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()?;
        }
    }

    fn holds(&self, path: &str, text: &str) -> bool {
        let kept = self.0.lock().unwrap();
        let bodies = kept.iter().filter(|(known, _)| known == path).map(|(_, body)| body);
        bodies.into_iter().any(|body| body.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

fn threads(service: &Service) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", service.process().id())).unwrap();
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    tasks.flatten().map(|task| name(task).trim().to_owned()).collect()
}

const ON: (&str, &str) = ("ENABLE_OPENTELEMETRY", "true");

#[test]
fn everything_arrives_to_the_last_span_and_no_secret_does() {
    let (collector, address) = Collector::start();
    let endpoint = format!("http://{address}");
    let service =
        Service::start_with(&[ON, ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint), ("TRUSTED_PROXIES", "127.0.0.0/8")]);
    let (trace, caller) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    let mail = ["alice", "example.com"].join("@");
    let request = Request::get("/debug/error/500?text=short")
        .header("x-request-id", "r-last")
        .header("traceparent", format!("00-{trace}-{caller}-01"))
        .header("tracestate", format!("vendor={mail}"));
    assert_eq!(service.send(&Request::get(format!("/v1/items/{mail}")).bearer("bearer-planted")).status(), 404);
    assert_eq!(service.send(&Request::get("/debug/panic?text=planted%20password%3Dhunter-two")).status(), 500);
    let scraped = service.call("GET", "/metrics", None);
    assert!(scraped.text().contains("telemetry_dropped_total{exporter=\"otlp_traces\"} 0"), "{}", scraped.text());
    assert_eq!(service.send(&request).status(), 500);
    // Spans wait for five seconds, metrics for a minute: what is here afterwards was flushed.
    let begun = Instant::now();
    let ended = service.end();
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert_eq!(ended.code(), Some(0));

    assert!(collector.holds("/v1/traces", "GET /debug/error/{status}"));
    assert!(collector.holds("/v1/traces", "GET /v1/items/{id}"));
    assert!(collector.holds("/v1/logs", "request_completed"));
    assert!(collector.holds("/v1/logs", "unhandled_exception"));
    assert!(collector.holds("/v1/metrics", "http.server.request.duration"));
    assert!(collector.holds("/v1/metrics", "redactions_total"));
    for secret in [&*mail, "bearer-planted", "hunter-two"] {
        for path in ["/v1/traces", "/v1/logs", "/v1/metrics"] {
            assert!(!collector.holds(path, secret), "{secret} in {path}");
        }
    }
    let lines = lines(&ended);
    let start = lines.iter().find(|line| line["message"] == "observability_initialized").unwrap();
    assert_eq!(start["otel"], true);
    assert_eq!(terminal(&lines, "r-last")["trace_id"], trace);
    for line in lines_of(&lines, "r-last") {
        assert_eq!(line["trace_id"], trace);
        let span = line["span_id"].as_str().unwrap();
        assert!(span.len() == 16 && span != caller, "{line}");
    }
}

#[test]
fn a_call_to_another_service_is_a_span_that_goes_on_there() {
    let (collector, address) = Collector::start();
    let endpoint = format!("http://{address}");
    let upstream = TcpListener::bind("127.0.0.1:0").unwrap();
    let key = ["planted", "key"].join("-");
    let geo = format!("http://{}/base?key={key}", upstream.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = upstream.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        head.to_ascii_lowercase()
    });
    let service = Service::start_with(&[
        ON,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("TRUSTED_PROXIES", "127.0.0.0/8"),
        ("GEO_URL", &geo),
    ]);
    let (trace, caller) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    let request = Request::get("/v1/geo/203.0.113.77")
        .bearer(support::TOKEN)
        .header("x-request-id", "r-geo")
        .header("traceparent", format!("00-{trace}-{caller}-01"));
    assert_eq!(service.send(&request).status(), 200);
    let asked = asked.join().unwrap();
    let ended = service.end();
    let lines = lines(&ended);
    let of_request = lines_of(&lines, "r-geo");
    let call = of_request.iter().find(|line| line["message"] == "external_http_response").unwrap();
    let span = call["span_id"].as_str().unwrap();
    assert_ne!(terminal(&lines, "r-geo")["span_id"], span, "it has a span of its own");
    assert!(asked.contains(&format!("traceparent: 00-{trace}-{span}-01\r\n")), "{asked}");
    assert!(asked.contains("x-request-id: r-geo\r\n"), "{asked}");
    for attribute in ["url.full", "/base/{ip}?key=REDACTED", "server.address", "http.response.status_code"] {
        assert!(collector.holds("/v1/traces", attribute), "{attribute}");
    }
    assert!(collector.holds("/v1/metrics", "http.client.request.duration"));
    for secret in [&*key, "203.0.113.77"] {
        for path in ["/v1/traces", "/v1/logs", "/v1/metrics"] {
            assert!(!collector.holds(path, secret), "{secret} in {path}");
        }
    }
}

#[test]
fn a_trace_that_is_not_recorded_is_still_on_its_lines() {
    let (collector, address) = Collector::start();
    let endpoint = format!("http://{address}");
    let service = Service::start_with(&[
        ON,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_TRACES_SAMPLER", "parentbased_always_off"),
        ("OTEL_METRICS_EXPORTER", "none"),
    ]);
    let trace = "0af7651916cd43dd8448eb211c80319c";
    // Nobody is trusted here: the flag of the caller changes nothing.
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    let request = Request::get("/health").header("x-request-id", "r-1").header("traceparent", parent);
    assert_eq!(service.send(&request).status(), 200);
    assert_eq!(service.send(&Request::get("/health").header("x-request-id", "r-2")).status(), 200);
    let ended = service.end();
    let lines = lines(&ended);
    let terminal_line = terminal(&lines, "r-1");
    assert_eq!(terminal_line["trace_id"], trace);
    assert!(terminal_line.get("span_id").is_none());
    assert_eq!(terminal(&lines, "r-2")["trace_id"].as_str().map(str::len), Some(32));
    assert!(collector.holds("/v1/logs", "request_completed"));
    assert!(collector.0.lock().unwrap().iter().all(|(path, _)| path != "/v1/traces"));
}

#[test]
fn nothing_is_there_unless_asked_for() {
    let (collector, address) = Collector::start();
    let endpoint = format!("http://{address}");
    for (environment, threads_expected) in [
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint)][..], 0),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ON, ("OTEL_SDK_DISABLED", "true")], 0),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ON], 1),
    ] {
        let service = Service::start_with(environment);
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
        let exporting = threads(&service).iter().filter(|name| *name == "tracewell-otlp").count();
        assert_eq!(exporting, threads_expected, "{environment:?}");
        if threads_expected == 0 {
            assert!(lines(&service.end()).iter().all(|line| line.get("span_id").is_none()));
            assert!(collector.0.lock().unwrap().is_empty());
        }
    }
}

#[test]
fn a_wrong_setting_is_named_and_a_dead_collector_costs_no_request() {
    // Takes connections and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let secret = "not-a-number";
    for protocol in ["grpc", "http/protobuf"] {
        let service = Service::start_with(&[
            ON,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "150"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "20"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", secret),
        ]);
        for _ in 0..20 {
            assert_eq!(service.send(&Request::get("/health")).status(), 200);
        }
        let begun = Instant::now();
        eventually("an outage", || begun.elapsed() > Duration::from_millis(600));
        let ended = service.end();
        assert_eq!(ended.code(), Some(0));
        let lines = lines(&ended);
        let invalid: Vec<_> = lines.iter().filter(|line| line["message"] == "config_invalid").collect();
        assert_eq!(invalid.len(), 1);
        assert_eq!(invalid[0]["variable"], "OTEL_BSP_MAX_QUEUE_SIZE");
        assert!(lines.iter().all(|line| !line.to_string().contains(secret)));
        let failed = |exporter: &str| {
            let is = |line: &&serde_json::Value| {
                line["message"] == "telemetry_export_failed" && line["exporter"] == exporter
            };
            lines.iter().filter(is).count()
        };
        assert_eq!(failed("otlp_logs"), 1, "{lines:?}");
    }
}
