use std::io;

use serde_json::json;

use crate::tour::follower::Follower;
use crate::tour::script::Script;

/// An item that is about as large as an event may be.
const LARGE: usize = 60_000;
/// More of them than the sockets of one connection hold.
const MANY: usize = 200;
/// How many are made before the service is asked whether somebody is too slow.
const ROUND: usize = 24;

/// What happens to a team's objects, followed as it happens.
pub(in crate::tour) fn events(script: &mut Script) {
    script.chapter("Live events");
    script.leave_amid("one's own are followed for a while", script.ours("GET", "/v1/events"), 200);
    script.feature();
    script.step("another team's are not", script.ours("GET", "/v1/events?team_id=team-b"), 403);
    script.step("a job's name may be no sentence", script.ours("GET", "/v1/events?job_id=two%20words"), 400);
    script.follow("who does not read loses their own", script.ours("GET", "/v1/events"), |script, mut slow| {
        let request = script.ours("GET", "/v1/events");
        script.follow("who reads loses nothing meanwhile", request, flood);
        slow.read_up_to("event: gap\n")?;
        Ok(slow)
    });
    script.feature();
}

/// Makes items until somebody is too slow for their events. Whoever reads has all of them then.
fn flood(script: &mut Script, quick: Follower) -> io::Result<Follower> {
    let quick = quick.keep_reading();
    let large = json!({"properties": {"large": "x".repeat(LARGE)}}).to_string();
    let mut made = Vec::new();
    while made.len() < MANY && !somebody_is_slow(script) {
        for _ in 0..ROUND {
            let item = script.step("a large item is made", script.ours("POST", "/v1/items").body(large.clone()), 200);
            made.extend(item["id"].as_str().map(str::to_owned));
        }
    }
    let quick = quick.up_to(made.last().cloned().unwrap_or_default())?;
    let text = quick.text();
    let lost = made.iter().filter(|id| !text.contains(id.as_str())).count();
    if lost > 0 || text.contains("event: gap") {
        return Err(io::Error::other(format!("{lost} of {} events did not come", made.len())));
    }
    Ok(quick)
}

fn somebody_is_slow(script: &mut Script) -> bool {
    script.step("is anybody too slow?", script.ours("GET", "/metrics"), 200);
    let none = "messages_dropped_total{drop_reason=\"queue_full\"} 0";
    script.answer().is_none_or(|metrics| !metrics.text().lines().any(|line| line == none))
}
