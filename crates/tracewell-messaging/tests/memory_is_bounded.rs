//! All queues of a hub together have a bound in bytes, and those of each team; what is shared is counted once.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;

use support::{Log, job, team, waiting};
use tracewell_messaging::{DropReason, EndReason, Event, Hub, Overflow, Subscription};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

fn event(bytes: usize) -> Event {
    Event::new("item.changed", "x".repeat(bytes))
}

#[test]
fn what_many_share_is_counted_once_and_let_go() {
    let hub = Hub::builder().replay(0, 0, 0).stats_every(None).build();
    assert_eq!(hub.stats().held_bytes(), 0);
    let mut all: Vec<_> = (0..1000).map(|_| hub.subscribe(team("acme")).unwrap()).collect();
    hub.publish(&team("acme"), &event(10 * KIB)).unwrap();
    let held = hub.stats().held_bytes();
    // The event, and a few slots of eight bytes for each.
    assert!((10 * KIB..10 * KIB + 1000 * 64).contains(&held), "{held}");
    for subscription in &mut all {
        assert_eq!(waiting(subscription).len(), 1);
    }
    assert!(hub.stats().held_bytes() < 1000 * 64, "the event is gone with the last who took it");
    drop(all);
    assert_eq!(hub.stats().held_bytes(), 0);
}

#[test]
fn a_team_beyond_its_share_loses_what_waited_longest() {
    let log = Log::start();
    let hub = Hub::builder().memory(64 * MIB, MIB).replay(0, 0, 0).stats_every(None).build();
    let mut reads = hub.subscribe(team("acme")).unwrap();
    let mut never: Vec<_> =
        (0..200).map(|number| hub.subscribe(job("acme", &format!("j-{number}"))).unwrap()).collect();
    let mut got = 0;
    for round in 0..10 {
        for number in 0..never.len() {
            let published = hub.publish(&job("acme", &format!("j-{number}")), &event(4 * KIB)).unwrap();
            assert_eq!(published.delivered(), 2, "{round} {number}: the new one always has a place");
            let held = hub.stats().held_bytes();
            assert!(held <= MIB, "{held}");
            got += waiting(&mut reads).len();
        }
    }
    assert_eq!(got, 2000, "who reads loses nothing");
    let lost = hub.stats().dropped(DropReason::QueueFull) as usize;
    let (mut left, mut missed) = (0, 0);
    for subscription in &mut never {
        for found in waiting(subscription) {
            match found.strip_prefix("missed ") {
                Some(count) => missed += count.parse::<usize>().unwrap(),
                None => left += 1,
            }
        }
    }
    assert_eq!((left + missed, missed), (2000, lost), "each loss is counted, and told to whom it happened");
    assert!(left * 4 * KIB > MIB / 4, "and no more is lost than has to be: {left}");
    assert_eq!(hub.stats().queued(), 0);
    let line = &log.of("sse_subscriber_queue_full")[0];
    assert_eq!((&line["reason"], &line["drop_reason"]), (&"team_memory".into(), &"queue_full".into()));
    assert_eq!(line["team_id"], "acme");
    assert!(line["job_id"].as_str().unwrap().starts_with("j-"), "the one who lost it: {line}");
}

#[test]
fn where_all_is_used_up_those_pay_that_hold_most() {
    let log = Log::start();
    let hub = Hub::builder().memory(4 * MIB, MIB).replay(0, 0, 0).stats_every(None).build();
    let greedy: Vec<_> = (0..6).map(|number| format!("greedy-{number}")).collect();
    // Each on a job of its own, so that nothing is shared.
    let open = |id: &String| (0..20).map(|number| hub.subscribe(job(id, &format!("j-{number}"))).unwrap()).collect();
    let all: Vec<Vec<Subscription>> = greedy.iter().map(open).collect();
    let mut small = hub.subscribe(team("small")).unwrap();
    let mut found = Vec::new();
    for round in 0..30 {
        for id in &greedy {
            for number in 0..20 {
                hub.publish(&job(id, &format!("j-{number}")), &event(4 * KIB)).unwrap();
                assert!(hub.stats().held_bytes() <= 4 * MIB + 64 * KIB, "{}", hub.stats().held_bytes());
            }
        }
        // One that waits a whole round before it is read, which the greedy fill several times.
        hub.publish(&team("small"), &Event::new("item.changed", round.to_string())).unwrap();
        if round % 2 == 1 {
            found.extend(waiting(&mut small));
        }
    }
    assert_eq!(found, (0..30).map(|round| round.to_string()).collect::<Vec<_>>(), "who holds little loses nothing");
    assert!(hub.stats().held_bytes() > MIB, "there is something left of the others");
    let lines = log.of("sse_subscriber_queue_full");
    assert!(lines.iter().any(|line| line["reason"] == "hub_memory"), "{lines:?}");
    assert!(lines.iter().all(|line| line["team_id"].as_str().unwrap().starts_with("greedy")), "{lines:?}");
    drop((all, small));
    assert_eq!(hub.stats().held_bytes(), 0);
    let stats = hub.stats();
    let published = stats.consumed();
    assert_eq!(stats.forwarded() + stats.dropped_total(), published, "nothing is lost without being counted");
}

#[test]
fn a_subscriber_that_has_to_go_when_it_is_slow_goes_for_memory_too() {
    let hub = Hub::builder().memory(0, 0).max_event_bytes(16 * KIB).replay(0, 0, 0).overflow(Overflow::Disconnect);
    let hub = hub.stats_every(None).build();
    let mut slow = hub.subscribe(job("acme", "one")).unwrap();
    let mut other = hub.subscribe(job("acme", "other")).unwrap();
    for _ in 0..8 {
        hub.publish(&job("acme", "one"), &event(8 * KIB)).unwrap();
    }
    assert!(waiting(&mut slow).is_empty());
    assert_eq!(slow.end(), Some(EndReason::Slow));
    hub.publish(&job("acme", "other"), &event(8 * KIB)).unwrap();
    assert_eq!(waiting(&mut other).len(), 1);
}

/// What was seen: two thousand subscribers that never read, each with events of its own.
#[test]
fn two_thousand_that_never_read_hold_no_more_than_the_bound() {
    let resident = || {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * KIB
    };
    let hub = Hub::builder().stats_every(None).build();
    let teams: Vec<_> = (0..2000).map(|number| team(&format!("team-{number}"))).collect();
    let _never: Vec<_> = teams.iter().map(|team| hub.subscribe(team.clone()).unwrap()).collect();
    let before = resident();
    // Two hundred mebibytes, and a gigabyte if it went on, were there no bound on all of them together.
    for _ in 0..12 {
        for team in &teams {
            hub.publish(team, &event(8 * KIB)).unwrap();
        }
    }
    let (held, grown) = (hub.stats().held_bytes(), resident().saturating_sub(before));
    assert!(held <= 64 * MIB, "{held}");
    assert!(grown < 112 * MIB, "{} MiB", grown / MIB);
}
