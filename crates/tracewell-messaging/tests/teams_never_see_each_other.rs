//! A team's events are its own, whatever else goes on.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use support::{job, team, waiting};
use tracewell_messaging::{Event, Hub, SubscribeError};

#[test]
fn a_job_s_stream_holds_its_own_events_and_the_team_s_holds_all() {
    let hub = Hub::default();
    let (mut all, mut import) = (hub.subscribe(team("a")).unwrap(), hub.subscribe(job("a", "import")).unwrap());
    let mut other = hub.subscribe(job("b", "import")).unwrap();
    hub.publish(&team("a"), &Event::new("k", "team")).unwrap();
    hub.publish(&job("a", "import"), &Event::new("k", "import")).unwrap();
    hub.publish(&team("a"), &Event::new("k", "by event").job("import".parse().unwrap())).unwrap();
    hub.publish(&job("a", "export"), &Event::new("k", "export")).unwrap();
    assert_eq!(waiting(&mut all), ["team", "import", "by event", "export"]);
    assert_eq!(waiting(&mut import), ["import", "by event"]);
    assert!(waiting(&mut other).is_empty(), "the same job's name in another team is another job");
}

/// Publishers and subscribers of many teams at once, who come and go, while teams are forgotten under them.
#[test]
fn isolation_holds_under_load() {
    const TEAMS: usize = 8;
    let hub = Hub::builder().max_teams(TEAMS + 1).queue(64, 1 << 20).stats_every(None).build();
    let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let subscribers: Vec<_> = (0..TEAMS)
        .map(|own| {
            let (hub, stop, seen) = (hub.clone(), Arc::clone(&stop), Arc::clone(&seen));
            thread::spawn(move || {
                let name = format!("team-{own}");
                let mut round = 0;
                while !stop.load(Ordering::Relaxed) {
                    let mut long = hub.subscribe(team(&name)).unwrap();
                    let mut short = hub.resume(job(&name, "j"), &format!("{round:x}-1")).unwrap();
                    for _ in 0..50 {
                        for found in waiting(&mut long).into_iter().chain(waiting(&mut short)) {
                            assert!(found == name || found.starts_with("missed"), "{name} saw {found}");
                            seen.fetch_add(1, Ordering::Relaxed);
                        }
                        thread::yield_now();
                    }
                    round += 1;
                }
            })
        })
        .collect();
    let publishers: Vec<_> = (0..4)
        .map(|offset| {
            let hub = hub.clone();
            thread::spawn(move || {
                for turn in 0..20_000 {
                    let name = format!("team-{}", (turn + offset) % TEAMS);
                    let topic = if turn % 3 == 0 { job(&name, "j") } else { team(&name) };
                    hub.publish(&topic, &Event::new("k", name)).unwrap();
                }
            })
        })
        .collect();
    publishers.into_iter().for_each(|publisher| publisher.join().unwrap());
    stop.store(true, Ordering::Relaxed);
    subscribers.into_iter().for_each(|subscriber| subscriber.join().unwrap());
    assert!(seen.load(Ordering::Relaxed) > 1000);
    let stats = hub.stats();
    assert_eq!((stats.consumed(), stats.subscribers_active(), stats.queued()), (80_000, 0, 0));
}

#[test]
fn one_team_can_t_take_every_place() {
    let hub = Hub::builder().max_subscribers(5, 3).build();
    let taken: Vec<_> = (0..3).map(|_| hub.subscribe(team("a")).unwrap()).collect();
    assert!(hub.subscribe(team("a")).is_err());
    let others: Vec<_> = (0..2).map(|_| hub.subscribe(team("b")).unwrap()).collect();
    assert!(hub.subscribe(team("b")).is_err(), "there are five places in all");
    assert_eq!(hub.subscribers_active(), 5);
    drop((taken, others));
    assert!(hub.subscribe(team("a")).is_ok());
}

#[test]
fn a_few_teams_never_have_every_place() {
    let hub = Hub::builder().max_subscribers(100, 40).stats_every(None).build();
    let mut taken = Vec::new();
    for number in 0..8 {
        let greedy = team(&format!("greedy-{number}"));
        while let Ok(subscription) = hub.subscribe(greedy.clone()) {
            taken.push(subscription);
        }
        assert_eq!(hub.subscribe(greedy).unwrap_err(), SubscribeError::TeamFull);
    }
    assert!(taken.len() > 90, "places are for use: {}", taken.len());
    hub.subscribe(team("small")).expect("one for whoever has none");
    // Who may have all has all.
    let hub = Hub::builder().max_subscribers(10, 10).stats_every(None).build();
    let all: Vec<_> = (0..10).map(|_| hub.subscribe(team("acme")).unwrap()).collect();
    assert_eq!(hub.subscribe(team("acme")).unwrap_err(), SubscribeError::Full);
    drop(all);
}
