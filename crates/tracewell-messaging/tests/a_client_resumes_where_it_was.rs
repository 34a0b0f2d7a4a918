//! `Last-Event-ID`: what came meanwhile is sent, and what can't be had any more is told.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{job, team, waiting};
use tracewell_messaging::{Event, Hub, Published};

fn publish(hub: &Hub, numbers: std::ops::Range<usize>) -> Vec<Published> {
    numbers.map(|n| hub.publish(&team("acme"), &Event::new("k", n.to_string())).unwrap()).collect()
}

#[test]
fn what_came_meanwhile_is_sent_and_nothing_twice() {
    let hub = Hub::default();
    let published = publish(&hub, 0..5);
    let mut back = hub.resume(team("acme"), &published[2].id().to_string()).unwrap();
    publish(&hub, 5..6);
    assert_eq!(waiting(&mut back), ["3", "4", "5"]);
    let mut current = hub.resume(team("acme"), &publish(&hub, 6..7)[0].id().to_string()).unwrap();
    assert!(waiting(&mut current).is_empty());
}

#[test]
fn a_gap_is_told_with_its_size() {
    let hub = Hub::builder().replay(3, 1 << 20, 1 << 20).build();
    let published = publish(&hub, 0..10);
    let mut back = hub.resume(team("acme"), &published[1].id().to_string()).unwrap();
    assert_eq!(waiting(&mut back), ["missed 5", "7", "8", "9"]);
    // One behind the last that is forgotten has missed nothing.
    let mut just = hub.resume(team("acme"), &published[6].id().to_string()).unwrap();
    assert_eq!(waiting(&mut just), ["7", "8", "9"]);
}

#[test]
fn an_id_of_another_process_is_no_place_here() {
    let (hub, other) = (Hub::default(), Hub::default());
    publish(&hub, 0..2);
    let foreign = publish(&other, 0..1)[0].id().to_string();
    for id in [foreign.as_str(), "", "1-1", "nonsense", "ffffffffffffffff-99999999999999999999"] {
        let mut back = hub.resume(team("acme"), id).unwrap();
        assert_eq!(waiting(&mut back), ["missed ?", "0", "1"], "{id}");
    }
    let ahead = format!("{}9", publish(&hub, 2..3)[0].id());
    assert_eq!(waiting(&mut hub.resume(team("acme"), &ahead).unwrap())[0], "missed ?");
}

#[test]
fn a_job_s_stream_resumes_with_its_own() {
    let hub = Hub::default();
    let first = publish(&hub, 0..1)[0].id().to_string();
    hub.publish(&job("acme", "j"), &Event::new("k", "own")).unwrap();
    publish(&hub, 1..2);
    assert_eq!(waiting(&mut hub.resume(job("acme", "j"), &first).unwrap()), ["own"]);
    assert!(waiting(&mut hub.resume(job("acme", "other"), &first).unwrap()).is_empty());
}

#[test]
fn what_is_kept_is_bounded_for_a_team_and_for_all() {
    let hub = Hub::builder().replay(100, 800, 1200).build();
    let large = || Event::new("k", "x".repeat(300));
    let first = hub.publish(&team("acme"), &large()).unwrap().id().to_string();
    for _ in 0..9 {
        hub.publish(&team("acme"), &large()).unwrap();
    }
    let other = hub.publish(&team("globex"), &large()).unwrap().id().to_string();
    hub.publish(&team("globex"), &large()).unwrap();
    hub.publish(&team("globex"), &large()).unwrap();
    let held = |name: &str, id: &str| {
        let found = waiting(&mut hub.resume(team(name), id).unwrap());
        found.iter().filter(|event| !event.starts_with("missed")).count()
    };
    // Two fit into what a team may keep; the other team has what is left of all.
    assert_eq!((held("acme", &first), held("globex", &other)), (2, 1));
}

#[test]
fn a_team_that_nobody_follows_makes_room_for_another() {
    let hub = Hub::builder().max_teams(2).build();
    let first = publish(&hub, 0..1)[0].id().to_string();
    let _kept = hub.subscribe(team("globex")).unwrap();
    hub.publish(&team("third"), &Event::new("k", "3")).unwrap();
    let mut back = hub.resume(team("acme"), &first).unwrap();
    assert_eq!(waiting(&mut back), ["missed ?"], "forgotten, and it shows");
    assert!(hub.publish(&team("fourth"), &Event::new("k", "4")).is_err(), "both teams have subscribers");
    assert!(hub.subscribe(team("fourth")).is_err());
    assert_eq!(hub.subscribers_active(), 2);
}

#[test]
fn one_that_saw_nothing_yet_is_told_what_it_missed() {
    let hub = Hub::builder().replay(3, 1 << 20, 1 << 20).build();
    let published = publish(&hub, 0..10);
    let id = published[0].id().to_string();
    let beginning = format!("{}-0", id.split_once('-').unwrap().0);
    let mut back = hub.resume(team("acme"), &beginning).unwrap();
    assert_eq!(waiting(&mut back), ["missed 7", "7", "8", "9"]);
}
