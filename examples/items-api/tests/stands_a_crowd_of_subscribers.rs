//! Ten thousand clients that come and go at a service that works on, for four teams at once.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod live;
mod support;

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use live::Stream;
use serde_json::{Value, json};
use support::{Service, TOKEN, eventually_within, lines};

const TEAMS: [&str; 4] = ["team-a", "team-b", "team-c", "team-d"];
const CLIENTS: usize = 10_000;
const AT_A_TIME: usize = 8;
/// Items of each team, made meanwhile.
const ITEMS: usize = 100;

/// Comes, and leaves: at once, after the head, or after the first words.
fn come_and_go(address: SocketAddr, client: usize) {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let team = TEAMS[client % TEAMS.len()];
    let resume = ["", "last-event-id: 1-1\r\n", "last-event-id: \u{e4}\"}\r\n"][client % 3];
    let head = format!(
        "GET /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\nx-dev-team: {team}\r\n\
         x-request-id: crowd-{client}\r\n{resume}\r\n"
    );
    socket.write_all(head.as_bytes()).unwrap();
    if client.is_multiple_of(4) {
        return;
    }
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    while !bytes.windows(6).any(|window| window == b": open") {
        let read = socket.read(&mut part).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&part[..read]);
    }
}

/// Resident memory in KiB.
fn memory(service: &Service) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", service.process().id())).unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    resident.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn it_stands_ten_thousand_that_come_and_go() {
    let service = Service::start_with(&[("LOG_LEVEL", "info")]);
    let address = service.process().address();
    let mut stay: Vec<_> = TEAMS
        .iter()
        .map(|team| {
            let headers = [format!("authorization: Bearer {TOKEN}"), format!("x-dev-team: {team}")];
            let mut stream = Stream::open(address, "/v1/events", &[&headers[0], &headers[1]]);
            stream.wait_for(": open\n\n");
            stream
        })
        .collect();
    let make = |team: &str, number: usize| {
        let item = json!({ "properties": { "note": format!("{team}:{number}") } });
        let answer = service.call_as(team, "POST", "/v1/items", Some(&item));
        assert_eq!(answer.status(), 200, "{}", answer.text());
    };
    // Pools and arenas grow to their size first.
    (0..500).for_each(|client| come_and_go(address, client));
    let before = memory(&service);

    let next = AtomicUsize::new(500);
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let client = next.fetch_add(1, Ordering::Relaxed);
                    if client >= CLIENTS {
                        return;
                    }
                    come_and_go(address, client);
                }
            });
        }
        for number in 0..ITEMS {
            TEAMS.iter().for_each(|team| make(team, number));
            for stream in &mut stay {
                // They read, so that they lose nothing.
                stream.text();
            }
        }
    });
    for (team, stream) in TEAMS.iter().zip(&mut stay) {
        stream.wait_for(&format!("{team}:{}\"", ITEMS - 1));
        let text = stream.text();
        assert_eq!(text.matches("event: item.created").count(), ITEMS, "{team} has all of its own, once");
        let others = TEAMS.iter().filter(|other| *other != team);
        assert!(others.into_iter().all(|other| !text.contains(&format!("{other}:"))), "{team} sees another's");
        assert!(!text.contains("event: gap"));
    }
    eventually_within(Duration::from_secs(60), "everybody being gone", || {
        service.call("GET", "/metrics", None).text().lines().any(|line| line == "sse_subscribers_active 4")
    });
    let grown = memory(&service).saturating_sub(before);
    // Four replays and what an allocator keeps; a KiB for each that came would be ten times as much as is kept of one.
    assert!(grown < 32 * 1024, "{grown} KiB more than the {before} before");

    drop(stay);
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));
    let mut told: HashMap<String, Vec<&str>> = HashMap::new();
    let lines = lines(&ended);
    assert!(!lines.iter().any(|line| line["message"] == "log_lines_dropped"), "the log is not whole");
    for line in &lines {
        let id = line["correlation_id"].as_str().unwrap_or_default();
        let message = line["message"].as_str().unwrap();
        if id.starts_with("crowd-") && (message.starts_with("sse_") || message.starts_with("request_")) {
            told.entry(id.to_owned()).or_default().push(message);
        }
    }
    let whole = ["sse_stream_started", "sse_client_disconnected", "sse_stream_ended", "request_cancelled"];
    let mut streams = 0;
    for (id, messages) in &told {
        // Who left before the service had looked at the request has no stream.
        let ends = messages.iter().filter(|message| message.starts_with("request_")).count();
        assert_eq!(ends, 1, "{id}: {messages:?}");
        if messages.len() > 1 {
            assert_eq!(messages.as_slice(), whole, "{id}");
            streams += 1;
        }
    }
    assert!(streams >= CLIENTS * 3 / 4, "{streams} streams of {} requests", told.len());
    assert!(!lines.iter().any(|line: &Value| line["level"] == "ERROR"));
}
