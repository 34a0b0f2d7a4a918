//! `GET /v1/geo/{ip}`: what is asked of the other service, what its answers become, and that its key is told nowhere.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::json;
use support::client::Request;
use support::{Service, TOKEN, lines};

/// A service that answers what the address in its path says, and what it was asked.
struct Upstream {
    address: SocketAddr,
    asked: Receiver<String>,
}

impl Upstream {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (told, asked) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let told = told.clone();
                thread::spawn(move || answer(stream, &told));
            }
        });
        Self { address, asked }
    }

    fn url(&self, secret: &str) -> String {
        format!("http://bob:{secret}@{}/base/?key={secret}&lang=en", self.address)
    }
}

fn answer(mut stream: TcpStream, told: &Sender<String>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let _ = told.send(head);
    let path = target.split('?').next().unwrap_or_default();
    let (status, body) = match path.rsplit('/').next().unwrap_or_default() {
        "192.0.2.4" => ("404 Not Found", "{}"),
        "192.0.2.5" => ("500 Internal Server Error", "no"),
        "192.0.2.6" => ("200 OK", "no JSON"),
        "192.0.2.7" => ("401 Unauthorized", "{}"),
        // Where something else answers 200, which is nobody's business.
        "192.0.2.10" | "192.0.2.11" => {
            let status = if path.ends_with("10") { "302 Found" } else { "307 Temporary Redirect" };
            let to = path.replace("192.0.2.1", "198.51.100.");
            let body = r#"{"country":"ZZ"}"#;
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nlocation: {to}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            return;
        }
        "192.0.2.8" => return,
        "192.0.2.9" => {
            thread::sleep(Duration::from_secs(15));
            return;
        }
        _ => ("200 OK", r#"{"country":"ZZ"}"#),
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nlocation: {target}\r\nx-target: {target}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
}

fn secret() -> String {
    ["planted", "geo", "4711"].concat()
}

#[test]
fn the_stub_knows_every_address_and_a_token_is_needed() {
    let service = Service::start();
    for ip in ["203.0.113.7", "2001:db8::7", "8.8.8.8"] {
        let answer = service.call("GET", &format!("/v1/geo/{ip}"), None);
        assert_eq!((answer.status(), &answer.json()["ip"]), (200, &json!(ip)), "{}", answer.text());
    }
    assert_eq!(service.send(&Request::get("/v1/geo/203.0.113.7")).status(), 401);
    assert_eq!(service.call("POST", "/v1/geo/203.0.113.7", None).status(), 405);
    let metrics = service.call("GET", "/metrics", None);
    let count = metrics
        .text()
        .lines()
        .find(|line| line.starts_with("http_client_request_duration_seconds_count"))
        .unwrap()
        .to_owned();
    assert!(
        count.contains("service=\"geo\"") && count.contains("http_request_method=\"GET\"") && count.ends_with(" 3"),
        "{count}"
    );
    let ended = service.end();
    let log = ended.log().join("\n");
    for ip in ["203.0.113.7", "2001:db8::7", "8.8.8.8"] {
        assert!(!log.contains(ip), "{log}");
    }
    let lines = lines(&ended);
    let told: Vec<_> = lines.iter().filter(|line| line["message"] == "external_http_response").collect();
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|line| line["service"] == "geo" && line["team_id"] == "team-a"), "{told:?}");
    assert!(told[0]["url"].as_str().unwrap().ends_with("/geo/{ip}"), "{}", told[0]);
    assert_eq!(told[0]["path"], "/v1/geo/[REDACTED]");
}

#[test]
fn what_the_other_service_answers_decides() {
    let upstream = Upstream::start();
    let url = upstream.url(&secret());
    {
        let service = Service::start_with(&[("EXTERNAL_HTTP_LOG_BODIES", "true"), ("GEO_URL", &url)]);
        let mut answers = HashMap::new();
        for (ip, status) in [
            ("192.0.2.1", 200),
            ("192.0.2.4", 404),
            ("192.0.2.5", 502),
            ("192.0.2.6", 502),
            ("192.0.2.7", 502),
            ("192.0.2.8", 502),
            ("192.0.2.9", 504),
            ("nowhere", 400),
            ("192.0.2.300", 400),
            ("192.0.2.1%2F..", 400),
        ] {
            let request = Request::get(format!("/v1/geo/{ip}"))
                .bearer(TOKEN)
                .header("x-request-id", format!("id-{ip}").replace('%', "."));
            let answer = service.send(&request);
            assert_eq!(answer.status(), status, "{ip}: {}", answer.text());
            if status >= 400 {
                assert!(!answer.text().contains(&secret()) && !answer.text().contains(&upstream.address.to_string()));
                assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            }
            answers.insert(ip, answer);
        }
        assert_eq!(answers["192.0.2.1"].json()["country"], "ZZ");
        let ended = service.end();
        let log = [ended.log().join("\n"), ended.errors().join("\n")].concat();
        assert!(!log.contains(&secret()), "{log}");
        assert!(log.contains(r#"/base/{ip}?key=REDACTED&lang=REDACTED""#), "{log}");
        assert!(!log.lines().any(|line| line.contains("external_http") && line.contains("/192.0.2.")), "{log}");

        let asked: Vec<_> = upstream.asked.try_iter().collect();
        // Neither what is no address, nor anything twice but what may be another time.
        assert_eq!(asked.len(), 6 - 1 + 2 + 2, "{asked:?}");
        let first = asked[0].to_ascii_lowercase();
        assert!(first.starts_with(&format!("get /base/192.0.2.1?key={}&lang=en http/1.1", secret())), "{first}");
        assert!(first.contains("x-request-id: id-192.0.2.1\r\n") && first.contains("authorization: basic "), "{first}");
        let lines = lines(&ended);
        let ends = lines.iter().filter(|line| {
            ["external_http_response", "external_http_error"].contains(&line["message"].as_str().unwrap_or_default())
        });
        assert_eq!(ends.count(), asked.len());
        let failures = lines.iter().filter(|line| line["level"] == "ERROR").count();
        assert_eq!(failures, 5);
    }
}

#[test]
fn it_is_led_nowhere() {
    let upstream = Upstream::start();
    let service = Service::start_with(&[("GEO_URL", &upstream.url(&secret()))]);
    for ip in ["192.0.2.10", "192.0.2.11"] {
        let answer = service.call("GET", &format!("/v1/geo/{ip}"), None);
        assert_eq!(answer.status(), 502, "{}", answer.text());
        assert!(!answer.text().contains("ZZ") && !answer.text().contains("198.51"), "{}", answer.text());
    }
    let ended = service.end();
    assert!(!ended.log().join("\n").contains(&secret()));
    let asked: Vec<_> = upstream.asked.try_iter().collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
}

#[test]
fn nobody_there_is_a_bad_gateway_and_nonsense_is_the_stub() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let service = Service::start_with(&[("GEO_URL", &format!("http://{free}/?key={}", secret()))]);
    assert_eq!(service.call("GET", "/v1/geo/203.0.113.7", None).status(), 502);
    let ended = service.end();
    assert!(lines(&ended).iter().any(|line| line["error_type"] == "unreachable"), "{:?}", ended.log());
    assert!(!ended.log().join("\n").contains(&secret()));

    let service = Service::start_with(&[("GEO_URL", &format!("no url but {}", secret()))]);
    assert_eq!(service.call("GET", "/v1/geo/203.0.113.7", None).status(), 200);
    let ended = service.end();
    let told = lines(&ended);
    assert!(told.iter().any(|line| line["message"] == "config_invalid" && line["variable"] == "GEO_URL"));
    assert!(!ended.log().join("\n").contains(&secret()));
}

#[test]
fn production_shows_no_bodies_and_says_so_once() {
    let service = Service::start_with(&[("ENVIRONMENT", "production"), ("EXTERNAL_HTTP_LOG_BODIES", "true")]);
    let ended = service.end();
    let told = lines(&ended);
    let refused = told.iter().filter(|line| line["variable"] == "EXTERNAL_HTTP_LOG_BODIES");
    assert_eq!(refused.filter(|line| line["message"] == "config_invalid" && line["level"] == "WARN").count(), 1);
}
