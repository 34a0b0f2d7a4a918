//! The line of the order event, as serde_json writes it.

use std::hint::black_box;

use serde::Serialize;

/// The least that a line of the same content costs.
#[derive(Serialize)]
struct Line<'a> {
    timestamp: &'a str,
    level: &'a str,
    message: &'a str,
    target: &'a str,
    correlation_id: &'a str,
    team_id: &'a str,
    user_id: &'a str,
    span: &'a str,
    status: u64,
    bytes: u64,
    duration_ms: f64,
    cached: bool,
    method: &'a str,
    route: &'a str,
    agent: &'a str,
    order: &'a str,
    name: &'a str,
    shard: u64,
    client: &'a str,
    attempt: u64,
    secure: bool,
}

/// Writes it into a buffer that is used again.
///
/// # Panics
///
/// Never: memory takes everything.
pub fn order_line(out: &mut Vec<u8>, number: u64) {
    let line = black_box(Line {
        timestamp: "2026-11-22T03:15:00.123456Z",
        level: "INFO",
        message: "request handled",
        target: "line",
        correlation_id: "0192e4a1-7c3b-7f00-8000-0123456789ab",
        team_id: "acme",
        user_id: "user-7",
        span: "handler",
        status: 200,
        bytes: number,
        duration_ms: 12.75,
        cached: true,
        method: "GET",
        route: "/v1/items/{id}",
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
        order: "order-000001",
        name: "get_item",
        shard: 7,
        client: "10.0.0.1",
        attempt: 1,
        secure: true,
    });
    out.clear();
    serde_json::to_writer(&mut *out, &line).expect("writes to memory");
    black_box(out);
}
