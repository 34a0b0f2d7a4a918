//! Clients that leave at once, hide a request in a request, or send what no parser reads.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::json;
use support::client::Request;
use support::{Service, TOKEN, lines, lines_of, terminal};

/// A connection on which `bytes` were sent.
fn connection(service: &Service, bytes: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = TcpStream::connect(service.process().address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(bytes.as_ref()).unwrap();
    stream
}

/// All that comes back until the server closes or resets the connection.
fn answers(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn statuses(answers: &str) -> Vec<&str> {
    answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

#[test]
fn a_request_whose_client_is_gone_is_told_once() {
    let service = Service::start();
    let kinds = ["GET /health", "POST /v1/items", "GET /debug/slow?ms=50", "GET /debug/slow?ms=30000"];
    for (kind, request) in kinds.into_iter().enumerate() {
        for number in 0..25 {
            let head = format!("{request} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n");
            let id = format!("x-request-id: gone-{kind}-{number}\r\ncontent-length: 2\r\n\r\n{{}}");
            drop(connection(&service, head + &id));
        }
    }
    // Accepted in order: once the last one is answered, all were.
    assert_eq!(service.send(&Request::get("/health")).status(), 200);
    std::thread::sleep(Duration::from_secs(1));
    let lines = lines(&service.end());
    for (kind, number) in (0..kinds.len()).flat_map(|kind| (0..25).map(move |number| (kind, number))) {
        let end = terminal(&lines, &format!("gone-{kind}-{number}"));
        if kind == 3 {
            assert_eq!((&end["message"], &end["reason"]), (&json!("request_cancelled"), &json!("client_gone")));
            assert!(end["duration_ms"].as_f64().unwrap() < 5000.0, "{end}");
        }
    }
}

#[test]
fn a_client_that_has_only_finished_sending_is_answered() {
    let service = Service::start();
    let stream = connection(&service, "GET /health HTTP/1.1\r\nhost: x\r\nx-request-id: half\r\n\r\n");
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(statuses(&answers(stream)), ["200"]);
    let end = lines(&service.end());
    assert_eq!(terminal(&end, "half")["message"], "request_completed");
}

#[test]
fn no_request_hides_in_another_one() {
    let service = Service::start();
    let hidden = "GET /debug/error/418 HTTP/1.1\r\nhost: x\r\nx-request-id: hidden\r\n\r\n";
    let length = hidden.len();
    for framing in [
        format!("Content-Length : {length}"),
        format!("Content-Length: {length}\x01"),
        "Content-Length:\r\n 2".to_owned(),
        "Content-Length: 2\r\nContent-Length: 9".to_owned(),
        "Transfer-Encoding : chunked".to_owned(),
        "Transfer-Encoding: \x0bchunked".to_owned(),
        "Transfer-Encoding: chunked\x01".to_owned(),
        "Transfer-Encoding:\r\n chunked".to_owned(),
        "Content-Length: 2\r\nTransfer-Encoding: \x0bchunked".to_owned(),
        format!("X-Request-ID: a\rContent-Length: {length}"),
        format!("X-Request-ID : \x01\r\nContent-Length: {length}"),
    ] {
        let outer = format!("POST /v1/items HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n");
        let answers = answers(connection(&service, format!("{outer}{framing}\r\n\r\n{hidden}")));
        assert_eq!(statuses(&answers), ["400"], "{framing:?}: {answers}");
    }
    assert!(lines_of(&lines(&service.end()), "hidden").is_empty());
}

#[test]
fn a_bad_id_is_replaced_in_each_head_and_in_no_body() {
    let service = Service::start();
    let head = "GET /health HTTP/1.1\r\nhost: x\r\nX-Request-ID: marker\0\x01\x7f\x1b[31m\r\n";
    let last = "POST /v1/items HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    // Escaped it would be JSON, so that the answer tells whether it still is what was sent.
    let body = "{\"a\": \"\r\nx-request-id: \x01\"}";
    let last =
        format!("{last}authorization: Bearer {TOKEN}\r\nX-REQUEST-ID:\x02\r\ncontent-length: {}\r\n", body.len());
    let mut stream = connection(&service, "");
    for byte in format!("{head}\r\n{head}\r\n{last}\r\n{body}").bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    let answers = answers(stream);
    assert_eq!(statuses(&answers), ["200", "200", "400"], "{answers}");
    let mut ids: Vec<_> = answers.lines().filter_map(|line| line.strip_prefix("x-request-id: ")).collect();
    assert!(ids.iter().all(|id| uuid::Uuid::try_parse(id).is_ok()), "{answers}");
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert!(service.end().log().iter().all(|line| !line.contains("marker")));
}

#[test]
fn what_no_parser_reads_is_told_sparingly_and_counted() {
    let service = Service::start();
    let long = "x".repeat(200_000);
    for (request, status) in [
        ("nonsense\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nhost: \x01secret-marker\r\n\r\n".to_owned(), "400"),
        (format!("GET / HTTP/1.1\r\nx: {long}\r\n\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(257)), "431"),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(255)), "200"),
    ] {
        let stream = TcpStream::connect(service.process().address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // What is too long is refused before all of it was sent.
        let _ = (&stream).write_all(request.as_bytes());
        let _ = stream.shutdown(Shutdown::Write);
        let answers = answers(stream);
        // Reset behind the answer, which may be lost by that.
        assert!(statuses(&answers).iter().all(|found| *found == status), "{answers}");
    }
    let metrics = service.call("GET", "/metrics", None).text();
    for line in ["http_requests_unreadable{reason=\"malformed\"} 2", "http_requests_unreadable{reason=\"too_large\"} 2"]
    {
        assert!(metrics.lines().any(|found| found == line), "{line} is missing in\n{metrics}");
    }
    let ended = service.end();
    let lines = lines(&ended);
    let told: Vec<_> = lines.iter().filter(|line| line["message"] == "request_unreadable").collect();
    assert!((1..=3).contains(&told.len()), "{told:?}");
    assert_eq!((&told[0]["reason"], &told[0]["level"]), (&json!("malformed"), &json!("INFO")));
    assert_eq!(told[0]["suppressed"], 0);
    assert!(ended.log().iter().all(|line| !line.contains("secret-marker")));
}

#[test]
fn a_search_has_at_most_32_parameters() {
    let service = Service::start();
    for list in ["/v1/items", "/v1/links"] {
        let few = service.call("GET", &format!("{list}?{}", "a=true&".repeat(32)), None);
        assert_eq!(few.status(), 200, "{list}");
        let many = service.call("GET", &format!("{list}?{}", "a=true&".repeat(33)), None);
        assert_eq!((many.status(), &many.json()["detail"]), (400, &json!("too many search parameters")), "{list}");
    }
}
