//! `GET /v1/events`: a team's changes as they happen, each stream told from start to end.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod live;
mod support;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use live::Stream;
use serde_json::{Value, json};
use support::client::Request;
use support::{Service, TOKEN, eventually, lines, terminal};

fn headers(team: &str) -> [String; 3] {
    [format!("authorization: Bearer {TOKEN}"), format!("x-dev-team: {team}"), "user-agent: a-test/1.0".to_owned()]
}

fn follow(service: &Service, team: &str, query: &str, id: &str) -> Stream {
    let (headers, id) = (headers(team), format!("x-request-id: {id}"));
    let headers: Vec<_> = headers.iter().map(String::as_str).chain([id.as_str()]).collect();
    let mut stream = Stream::open(service.process().address(), &format!("/v1/events{query}"), &headers);
    stream.wait_for(": open\n\n");
    stream
}

fn named(lines: &[Value], message: &str) -> Vec<Value> {
    lines.iter().filter(|line| line["message"] == message).cloned().collect()
}

#[test]
fn changes_come_to_their_own_team_as_they_happen() {
    let service = Service::start();
    let mut own = follow(&service, "team-a", "", "own");
    let mut other = follow(&service, "team-b", "?team_id=team-b", "other");
    let mut of_job = follow(&service, "team-a", "?job_id=import-7", "of-job");
    assert!(own.text().contains("content-type: text/event-stream"));
    assert!(own.text().to_lowercase().contains("x-request-id: own"), "before the first byte");

    let source = service.item(json!({ "colour": "red" }));
    let target = service.item(json!({ "job_id": "import-7" }));
    let body = json!({ "source": source, "target": target });
    let link = service.call("POST", "/v1/links", Some(&body)).json()["id"].as_str().unwrap().to_owned();
    service.call("PUT", &format!("/v1/items/{source}"), Some(&json!({ "properties": { "colour": "blue" } })));
    service.call("PUT", &format!("/v1/links/{link}"), Some(&body));
    service.call("DELETE", &format!("/v1/links/{link}"), None);

    own.wait_for("event: link.deleted");
    let kinds: Vec<_> = own.text().lines().filter_map(|line| line.strip_prefix("event: ")).map(str::to_owned).collect();
    assert_eq!(kinds, ["item.created", "item.created", "link.created", "item.updated", "link.updated", "link.deleted"]);
    assert!(own.text().contains("\"colour\":\"blue\"") && own.text().contains(&format!("{{\"id\":\"{link}\"}}")));
    of_job.wait_for(&target);
    assert!(!of_job.text().contains(&source));
    assert!(!other.text().contains("event: "), "another team's changes are never seen");

    // A refused or failed change is none.
    assert_eq!(service.call("POST", "/v1/links", Some(&json!({}))).status(), 400);
    let last = own.last_id();
    drop(own);
    let after = service.item(json!({ "colour": "green" }));
    let resume = format!("last-event-id: {last}");
    let headers = headers("team-a");
    let mut back = Stream::open(service.process().address(), "/v1/events", &[&headers[0], &resume]);
    back.wait_for(&after);
    assert_eq!(back.text().matches("event: ").count(), 1, "what came meanwhile, and nothing twice");
    service.end();
}

#[test]
fn another_team_s_stream_is_refused_before_it_opens() {
    let service = Service::start();
    let ask = |target: &str| service.send(&Request::get(target).bearer(TOKEN).header("x-dev-team", "team-a"));
    let refused = ask("/v1/events?team_id=team-b");
    assert_eq!((refused.status(), refused.header("content-type")), (403, Some("application/problem+json")));
    assert_eq!(ask("/v1/events?job_id=two%20words").status(), 400);
    assert_eq!(ask("/v1/events?job_id=").status(), 400);
    assert_eq!(service.send(&Request::get("/v1/events")).status(), 401);
    assert_eq!(service.call("POST", "/v1/events", None).status(), 405);
    let head = service.call("HEAD", "/v1/events", None);
    assert_eq!((head.status(), head.header("allow")), (405, Some("GET")));
    let ended = service.end();
    assert!(named(&lines(&ended), "sse_stream_started").is_empty());
}

#[test]
fn a_team_without_a_name_is_nobody_s() {
    let service = Service::start();
    drop(follow(&service, "team-a", "?team_id=", "empty"));
    let told = lines(&service.end());
    assert!(named(&told, "security_event").is_empty());
    assert_eq!(named(&told, "sse_stream_started")[0]["team_id"], "team-a");
}

#[test]
fn an_address_of_a_broker_that_is_of_no_use_stops_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let with_tls = format!("amqps://user:{}@{}", "p".repeat(12), listener.local_addr().unwrap());
    let mut useless = vec![("not an address", "config_invalid", Value::Null)];
    if !cfg!(feature = "amqp-tls") {
        useless.push((with_tls.as_str(), "feature_not_compiled", json!("amqp-tls")));
    }
    for (url, event, feature) in useless {
        let service = Service::start_with(&[("AMQP_URL", url)]);
        drop(follow(&service, "team-a", "", "local"));
        let ended = service.end();
        let told = lines(&ended);
        let line = &named(&told, event)[0];
        assert_eq!(
            (&line["level"], &line["variable"], &line["feature"]),
            (&"WARN".into(), &"AMQP_URL".into(), &feature)
        );
        assert_eq!(named(&told, "broker_started")[0]["backend"], "in_process");
        assert!(!ended.log().iter().any(|line| line.contains(url)));
    }
    assert!(listener.accept().is_err(), "nobody connected: {}", with_tls.len());
}

#[test]
fn each_stream_is_told_from_start_to_end() {
    let service = Service::start();
    let left = follow(&service, "team-a", "?job_id=j-1", "left");
    service.call("POST", "/v1/items", Some(&json!({ "properties": { "job_id": "j-1", "note": "a tenant's own" } })));
    let mut left = left;
    left.wait_for("a tenant's own");
    drop(left);
    // A client that has finished sending may still listen: the service waits a moment before it takes one for gone.
    eventually("the end of the first", || {
        service.call("GET", "/metrics", None).text().lines().any(|line| line == "sse_subscribers_active 0")
    });
    let mut stays = follow(&service, "team-a", "", "stays");
    let begin = Instant::now();
    service.process().terminate().unwrap();
    stays.wait_for_end();
    let ended = service.wait();
    assert_eq!(ended.code(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(8), "a stream does not hold up the end: {:?}", begin.elapsed());

    let lines = lines(&ended);
    let of = |id: &str| -> Vec<(String, Value)> {
        let stream = |line: &&Value| {
            line["message"].as_str().is_some_and(|message| message.starts_with("sse_s") || message.starts_with("sse_c"))
        };
        let told = support::lines_of(&lines, id).into_iter().filter(stream).filter(|line| line["level"] == "INFO");
        told.map(|line| (line["message"].as_str().unwrap().to_owned(), line["reason"].clone())).collect()
    };
    assert_eq!(
        of("left"),
        [
            ("sse_stream_started".to_owned(), Value::Null),
            ("sse_client_disconnected".to_owned(), json!("client_gone")),
            ("sse_stream_ended".to_owned(), json!("client_gone")),
        ]
    );
    assert_eq!(
        of("stays"),
        [("sse_stream_started".to_owned(), Value::Null), ("sse_stream_ended".to_owned(), json!("server_shutdown"))]
    );
    let started = &named(&lines, "sse_stream_started")[0];
    assert_eq!((&started["team_id"], &started["job_id"]), (&json!("team-a"), &json!("j-1")));
    assert_eq!((&started["client_host"], &started["user_agent"]), (&json!("127.0.0.1"), &json!("a-test/1.0")));
    assert_eq!(started["user_id"], support::USER);
    assert_eq!(named(&lines, "sse_stream_ended")[0]["events_sent"], 1);
    assert_eq!(terminal(&lines, "stays")["message"], "request_completed");
    assert_eq!(terminal(&lines, "left")["message"], "request_cancelled");
    assert!(!ended.log().iter().any(|line| line.contains("tenant")), "a payload is never logged");
    assert_eq!((named(&lines, "broker_started").len(), named(&lines, "broker_stopped").len()), (1, 1));
    assert_eq!(named(&lines, "broker_started")[0]["backend"], "in_process");
}

#[test]
fn one_that_never_reads_loses_its_own_and_holds_up_nobody() {
    let service = Service::start();
    let never = follow(&service, "team-a", "", "never");
    let mut reads = follow(&service, "team-a", "", "reads");
    let large = "x".repeat(40_000);
    let mut last = String::new();
    // More than the sockets of one connection hold.
    for _ in 0..400 {
        last = service.item(json!({ "large": large }));
        reads.text();
    }
    reads.wait_for(&last);
    eventually("a line about it", || {
        let metrics = service.call("GET", "/metrics", None);
        !metrics.text().contains("messages_dropped_total{drop_reason=\"queue_full\"} 0")
    });
    let metrics = service.call("GET", "/metrics", None);
    for line in ["sse_subscribers_active 2", "messages_consumed_total 400", "broker_reconnects_total 0"] {
        assert!(metrics.text().lines().any(|found| found == line), "{line} in {}", metrics.text());
    }
    drop(never);
    let ended = service.end();
    let full = named(&lines(&ended), "sse_subscriber_queue_full");
    assert_eq!((&full[0]["team_id"], &full[0]["drop_reason"]), (&json!("team-a"), &json!("queue_full")));
}

#[test]
fn an_auditor_sees_how_messaging_is_doing() {
    let service = Service::start();
    let ask = |headers: &[(&'static str, &str)]| {
        let request =
            headers.iter().fold(Request::get("/health"), |request, (name, value)| request.header(name, *value));
        service.send(&request)
    };
    let json_type = ("accept", "application/json");
    let token = ("authorization", "Bearer any-token");
    assert_eq!(ask(&[]).text(), "UP\n");
    assert_eq!(ask(&[json_type]).json(), json!({ "status": "UP" }));
    assert_eq!(ask(&[json_type, token]).json(), json!({ "status": "UP" }));
    assert_eq!(ask(&[json_type, ("authorization", "Bearer BAAD")]).status(), 401);
    let seen = ask(&[json_type, token, ("x-dev-roles", "auditor")]).json();
    assert_eq!((&seen["status"], &seen["messaging"]["connected"]), (&json!("UP"), &json!(true)));
    assert_eq!(seen["messaging"]["link"]["backend"], "in_process");
    assert_eq!(seen["messaging"]["dropped"]["queue_full"], 0);
    let page = service.send(&Request::get("/").header("accept", "text/html,*/*;q=0.8"));
    assert!(page.text().contains("<title>items-api: live events</title>"));
    assert!(service.send(&Request::get("/")).text().starts_with("items-api: "));
    service.end();
}

#[test]
fn a_client_that_takes_no_event_stream_gets_none() {
    let service = Service::start();
    let ask = |target: &str, accept: &str| {
        service.send(&Request::get(target).bearer(TOKEN).header("x-dev-team", "team-a").header("accept", accept))
    };
    for accept in ["text/event-stream;q=0", "text/*;q=0.0, */*"] {
        let refused = ask("/v1/events", accept);
        assert_eq!((refused.status(), refused.header("content-type")), (406, Some("application/problem+json")));
    }
    assert_eq!(ask("/v1/events?team_id=team-b", "text/event-stream;q=0").status(), 403, "whose it is comes first");
    let headers = headers("team-a");
    for accept in ["text/*;q=0, text/event-stream;q=0.1", "*/*", "application/json"] {
        let accept = format!("accept: {accept}");
        let mut stream = Stream::open(service.process().address(), "/v1/events", &[&headers[0], &headers[1], &accept]);
        stream.wait_for(": open\n\n");
    }
    assert_eq!(ask("/health", "application/json;q=0").text(), "UP\n");
    assert_eq!(ask("/health", "application/json;q=0.5, text/plain").text(), "UP\n");
    assert_eq!(ask("/health", "application/json;q=0.5").json()["status"], "UP");
    assert!(ask("/", "text/html;q=0, */*").text().starts_with("items-api: "));
    let told = lines(&service.end());
    assert_eq!(named(&told, "sse_stream_started").len(), 3);
}

#[test]
fn no_team_takes_the_places_of_others() {
    let service = Service::start_with(&[("LOG_LEVEL", "info")]);
    let address = service.process().address();
    let open = |team: &str| {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!(
            "GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\nx-dev-team: {team}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).unwrap();
        let mut bytes = [0; 4096];
        let read = socket.read(&mut bytes).unwrap();
        (socket, String::from_utf8_lossy(&bytes[..read]).into_owned())
    };
    let mut taken = Vec::new();
    let refused = loop {
        let (socket, answer) = open("team-a");
        if !answer.starts_with("HTTP/1.1 200") {
            break answer;
        }
        taken.push(socket);
        assert!(taken.len() < 900, "one team has every place");
    };
    assert!(refused.starts_with("HTTP/1.1 429") && refused.to_lowercase().contains("retry-after: 5"), "{refused}");
    assert!(refused.contains("application/problem+json"), "{refused}");
    let (_others, answer) = open("team-b");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(taken);
    let told = lines(&service.end());
    let events = named(&told, "security_event");
    assert_eq!((events.len(), &events[0]["violation"]), (1, &json!("rate_limited")));
    assert_eq!((&events[0]["team_id"], &events[0]["status_code"]), (&json!("team-a"), &json!(429)));
}
