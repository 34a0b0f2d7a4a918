//! `tracewell probe --otlp` against collectors that take a span, refuse it, or are not there.
#![cfg(feature = "otlp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use support::command;

/// What the command printed, and its code.
fn probe(variables: &[(&str, &str)]) -> (String, i32) {
    let mut command = command(["probe", "--otlp"]);
    for variable in tracewell_names::variable::ALL {
        command.env_remove(variable);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

/// Answers each request with this status, and maybe headers, but no body; and keeps what came.
fn collector(status: &'static str) -> (String, Arc<Mutex<Vec<u8>>>) {
    answering(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"))
}

/// Answers each request with these bytes, and keeps what came.
fn answering(answer: String) -> (String, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let came = Arc::new(Mutex::new(Vec::new()));
    let kept = came.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut part) = (stream.unwrap(), [0; 4096]);
            let read = stream.read(&mut part).unwrap();
            kept.lock().unwrap().extend_from_slice(&part[..read]);
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (endpoint, came)
}

#[test]
fn a_span_that_is_taken() {
    let (endpoint, came) = collector("200 OK");
    let key = ["opaque", "value"].join("-");
    let (shown, code) = probe(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_HEADERS", &format!("x-key={key}")),
        ("ENABLE_OPENTELEMETRY", "true"),
    ]);
    assert!(
        shown.starts_with(&format!("ok      accepted   a span by {endpoint}/v1/traces (http/protobuf) in ")),
        "{shown}"
    );
    assert_eq!((code, shown.lines().count()), (0, 1), "{shown}");
    let came = String::from_utf8_lossy(&came.lock().unwrap()).into_owned();
    assert!(came.starts_with("POST /v1/traces HTTP/1.1\r\n") && came.contains(&key), "{came}");
    assert!(!shown.contains(&key), "{shown}");
}

#[test]
fn why_it_is_not_taken() {
    let (endpoint, _) = collector("403 Forbidden");
    let (shown, code) = probe(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    assert!(shown.starts_with("FAILED  accepted   unauthorized by http://"), "{shown}");
    assert!(shown.contains("OTEL_EXPORTER_OTLP_HEADERS"), "{shown}");
    assert!(shown.contains("ok      note       ENABLE_OPENTELEMETRY is not set here"), "{shown}");
    assert_eq!(code, 1);

    let (page, kind) = ("<html>Log in</html>", "content-type: text/html");
    let length = page.len();
    let answer = format!("HTTP/1.1 200 OK\r\n{kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{page}");
    let (endpoint, _) = answering(answer);
    let (shown, code) = probe(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    assert!(shown.starts_with("FAILED  accepted   decode by http://"), "{shown}");
    assert!(shown.contains("in its place"), "{shown}");
    assert_eq!(code, 1);

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for protocol in ["grpc", "http/protobuf"] {
        let endpoint = format!("http://{nobody}");
        let variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)];
        let (shown, code) = probe(&variables);
        assert!(shown.starts_with("FAILED  accepted   unreachable by http://"), "{shown}");
        assert_eq!(code, 1);
    }
}

#[test]
fn settings_that_make_no_sense_are_named_never_quoted() {
    let (shown, code) = probe(&[("OTEL_TRACES_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_HEADERS", "planted")]);
    assert!(shown.contains("FAILED  settings   OTEL_TRACES_EXPORTER is none"), "{shown}");
    assert!(!shown.contains("planted"), "{shown}");
    assert_eq!(code, 1);
    let (shown, code) = probe(&[("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/planted.pem")]);
    assert!(shown.contains("FAILED  settings   OTEL_EXPORTER_OTLP_CERTIFICATE makes no sense"), "{shown}");
    assert!(!shown.contains("planted"), "{shown}");
    assert_eq!(code, 1);
}

#[test]
fn an_endpoint_without_a_scheme_is_told_what_it_lacks() {
    let (shown, code) = probe(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "planted:4318")]);
    let told =
        "FAILED  settings   OTEL_EXPORTER_OTLP_ENDPOINT makes no sense: an endpoint begins with http:// or https://";
    assert!(shown.starts_with(told), "{shown}");
    assert!(!shown.contains("planted"), "{shown}");
    assert_eq!(code, 1);
}
