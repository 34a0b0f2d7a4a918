//! Two instances with one Redis count together.
#![cfg(feature = "redis")]

#[path = "../../../crates/tracewell-security/tests/support/redis_server.rs"]
mod redis_server;
mod support;

use redis_server::RedisServer;
use support::{Service, TOKEN, eventually, lines};

#[test]
fn what_one_saw_the_other_knows() {
    let server = RedisServer::start();
    let url = server.url();
    let start = || Service::start_with(&[("REDIS_URL", url.as_str()), ("LOG_LEVEL", "info")]);
    let (one, other) = (start(), start());
    for service in [&one, &other, &one, &other, &one] {
        service.call("GET", "/v1/teams/team-b/items", None);
    }
    eventually("three windows of five", || {
        let count = |key: &String| server.ask(&["ZCARD", key]).trim_start_matches(':').trim().parse().unwrap_or(0);
        server.keys().iter().map(count).filter(|count: &u32| *count >= 5).count() == 3
    });
    let logs = [one.end(), other.end()];
    let signals = |log| lines(log).into_iter().filter(|line| line["message"] == "abuse_signal_user").count();
    assert_eq!(logs.iter().map(signals).sum::<usize>(), 1, "{logs:?}");
    assert!(!logs.iter().any(|log| log.log().iter().any(|line| line.contains(TOKEN))));
}
