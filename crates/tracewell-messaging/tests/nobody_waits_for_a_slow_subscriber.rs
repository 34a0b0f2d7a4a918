//! Each subscriber has a bounded queue of its own; what does not fit is lost to it alone, counted and told.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::time::Duration;

use support::{Log, job, team, waiting};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_messaging::{DropReason, EndReason, Event, Hub, Overflow};

fn number(number: usize) -> Event {
    Event::new("item.changed", number.to_string())
}

fn hub(overflow: Overflow) -> Hub {
    Hub::builder().queue(3, 1 << 20).overflow(overflow).stats_every(None).build()
}

fn numbers(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|number| number.to_string()).collect()
}

#[test]
fn the_oldest_makes_room_and_the_gap_is_told() {
    let hub = hub(Overflow::DropOldest);
    let mut slow = hub.subscribe(team("acme")).unwrap();
    let mut quick = hub.subscribe(team("acme")).unwrap();
    let mut seen = Vec::new();
    for event in 0..10 {
        hub.publish(&team("acme"), &number(event)).unwrap();
        seen.extend(waiting(&mut quick));
    }
    assert_eq!(seen, numbers(0..10), "nobody else loses anything");
    assert_eq!(waiting(&mut slow), ["missed 7", "7", "8", "9"]);
    let stats = hub.stats();
    assert_eq!((stats.consumed(), stats.forwarded(), stats.dropped(DropReason::QueueFull)), (10, 13, 7));
    assert_eq!((stats.queued(), stats.dropped_total()), (0, 7));
}

#[test]
fn or_the_newest_is_left_out() {
    let hub = hub(Overflow::DropNewest);
    let mut slow = hub.subscribe(team("acme")).unwrap();
    for event in 0..10 {
        hub.publish(&team("acme"), &number(event)).unwrap();
    }
    assert_eq!(waiting(&mut slow), ["missed 7", "0", "1", "2"]);
    assert_eq!(hub.stats().dropped(DropReason::QueueFull), 7);
    hub.publish(&team("acme"), &number(10)).unwrap();
    assert_eq!(waiting(&mut slow), ["10"], "once there is room it goes on");
}

#[test]
fn or_the_subscriber_has_to_go() {
    let hub = hub(Overflow::Disconnect);
    let mut slow = hub.subscribe(team("acme")).unwrap();
    for event in 0..10 {
        hub.publish(&team("acme"), &number(event)).unwrap();
    }
    assert_eq!(slow.foreseen_end(), Some(EndReason::Slow));
    assert!(waiting(&mut slow).is_empty());
    assert_eq!(slow.end(), Some(EndReason::Slow));
    let stats = hub.stats();
    assert_eq!(
        (stats.dropped(DropReason::QueueFull), stats.queued()),
        (4, 0),
        "what comes later is not lost: it has ended"
    );
}

#[test]
fn a_queue_is_bounded_in_bytes_too() {
    let hub = Hub::builder().queue(1000, 1000).max_event_bytes(1000).stats_every(None).build();
    let mut slow = hub.subscribe(team("acme")).unwrap();
    for _ in 0..10 {
        hub.publish(&team("acme"), &Event::new("k", "x".repeat(400))).unwrap();
    }
    assert_eq!(hub.stats().queued(), 2);
    assert_eq!(waiting(&mut slow).len(), 3, "a gap and two events");
}

#[test]
fn it_is_told_whose_it_was_and_how_often_it_was_not_told() {
    let log = Log::start();
    let hub = Hub::builder().queue(2, 1 << 20).warn_every(Duration::from_millis(400)).stats_every(None).build();
    let _slow = hub.subscribe(job("acme", "import-7")).unwrap();
    let _other = hub.subscribe(team("globex")).unwrap();
    for event in 0..6 {
        hub.publish(&job("acme", "import-7"), &number(event)).unwrap();
    }
    std::thread::sleep(Duration::from_millis(420));
    hub.publish(&job("acme", "import-7"), &number(6)).unwrap();

    let full = log.of("sse_subscriber_queue_full");
    assert_eq!(full.len(), 2, "{full:?}");
    for (line, suppressed) in full.iter().zip([0, 3]) {
        assert_eq!((&line["level"], &line["target"]), (&"WARN".into(), &"tracewell::sse".into()));
        assert_eq!((&line["team_id"], &line["job_id"]), (&"acme".into(), &"import-7".into()));
        assert_eq!((&line["queue_size"], &line["max_size"]), (&2.into(), &2.into()));
        assert_eq!((&line["routing_key"], &line["drop_reason"]), (&"item.changed".into(), &"queue_full".into()));
        assert_eq!(line["suppressed"], suppressed);
    }
    let dropped = log.of("messages_dropped_backpressure");
    assert_eq!(dropped.len(), 2);
    assert_eq!((&dropped[0]["delivered"], &dropped[0]["dropped"]), (&1.into(), &1.into()));
    assert_eq!((&dropped[1]["subscribers_active"], &dropped[1]["suppressed"]), (&2.into(), &3.into()));
    assert_eq!(dropped[0]["target"], "tracewell::broker");
}

#[test]
fn one_team_s_flood_does_not_silence_another_team_s_line() {
    let log = Log::start();
    let hub = Hub::builder().queue(1, 1 << 20).stats_every(None).build();
    let _slow = [hub.subscribe(team("acme")).unwrap(), hub.subscribe(team("globex")).unwrap()];
    for name in ["acme", "acme", "acme", "globex", "globex"] {
        hub.publish(&team(name), &number(0)).unwrap();
    }
    let teams: Vec<_> = log.of("sse_subscriber_queue_full").iter().map(|line| line["team_id"].clone()).collect();
    assert_eq!(teams, ["acme", "globex"]);
}

#[test]
fn what_is_too_old_is_dropped_as_stale() {
    let hub = Hub::builder().max_age(Duration::from_millis(40)).stats_every(None).build();
    let mut slow = hub.subscribe(team("acme")).unwrap();
    hub.publish(&team("acme"), &number(0)).unwrap();
    std::thread::sleep(Duration::from_millis(60));
    hub.publish(&team("acme"), &number(1)).unwrap();
    assert_eq!(waiting(&mut slow), ["missed 1", "1"]);
    assert_eq!((hub.stats().dropped(DropReason::Stale), hub.stats().queued()), (1, 0));
}

#[test]
fn who_leaves_with_a_full_queue_is_counted() {
    let hub = hub(Overflow::DropOldest);
    let slow = hub.subscribe(team("acme")).unwrap();
    hub.publish(&team("acme"), &number(0)).unwrap();
    hub.publish(&team("acme"), &number(1)).unwrap();
    drop(slow);
    let stats = hub.stats();
    assert_eq!((stats.dropped(DropReason::SubscriberGone), stats.queued(), stats.subscribers_active()), (2, 0, 0));
}

#[test]
fn nobody_listening_shows() {
    let hub = Hub::default();
    assert_eq!(hub.publish(&team("acme"), &number(0)).unwrap().delivered(), 0);
    assert_eq!((hub.stats().consumed(), hub.stats().forwarded(), hub.stats().dropped_total()), (1, 0, 0));
}

#[test]
fn a_slow_subscriber_s_line_is_the_subscriber_s() {
    let context = |id: &str, user: &str| {
        let context = Context::new(CorrelationId::new(id).unwrap());
        context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new(user).unwrap())).unwrap();
        context
    };
    let log = Log::start();
    let publisher = context("of-the-publisher", "bob");
    for (hub, with_context) in [(hub(Overflow::DropOldest), true), (hub(Overflow::DropOldest), false)] {
        let subscribe = || hub.subscribe(team("acme")).unwrap();
        let _slow = match with_context {
            true => context("of-the-subscriber", "alice").in_scope(subscribe),
            false => subscribe(),
        };
        publisher.in_scope(|| (0..9).for_each(|event| assert!(hub.publish(&team("acme"), &number(event)).is_ok())));
        // What was left to tell is told from somewhere else.
        hub.close();
    }
    let lines = log.of("sse_subscriber_queue_full");
    let of = |id: &str| lines.iter().filter(|line| line["correlation_id"] == id).count();
    assert_eq!((lines.len(), of("of-the-subscriber"), of("of-the-publisher")), (4, 2, 0), "{lines:?}");
    for line in &lines {
        let known = line["correlation_id"] == "of-the-subscriber";
        assert_eq!(line.get("user_id").is_some_and(|user| user == "alice"), known, "{line}");
        assert!(line.get("user_id").is_none_or(|user| user != "bob") && line["team_id"] == "acme", "{line}");
    }
    let backpressure = log.of("messages_dropped_backpressure");
    assert!(backpressure.iter().any(|line| line["correlation_id"] == "of-the-publisher"), "{backpressure:?}");
}
