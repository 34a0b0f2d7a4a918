//! Hubs linked through a broker: everybody gets everything of their team, once, and their own without it.
#![cfg(feature = "amqp")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod rabbit;
mod support;

use std::time::{Duration, Instant};

use lapin::options::BasicPublishOptions;
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Connection, ConnectionProperties};
use rabbit::Node;
use support::{global_log, job, of, team, waiting};
use tracewell_messaging::{DropReason, Event, Hub, Link, RabbitMq, Subscription};

fn linked(node: &Node) -> (Hub, Link) {
    let hub = Hub::builder().stats_every(None).build();
    let quick = Duration::from_millis(50);
    let settings = RabbitMq::builder(&node.url()).unwrap().exchange("events").backoff(quick, quick * 4);
    let link = Link::rabbitmq(&hub, settings.timeout(Duration::from_secs(5)));
    (hub, link)
}

fn event(data: &str) -> Event {
    Event::new("item.created", data.to_owned())
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The next so many events.
async fn take(subscription: &mut Subscription, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    until("an event", || {
        found.extend(waiting(subscription));
        found.len() >= count
    })
    .await;
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_share_events_and_stand_alone_without_the_broker() {
    let log = global_log();
    let mut node = Node::start();
    let ((one, one_link), (two, two_link)) = (linked(&node), linked(&node));
    until("both links", || one.stats().is_connected() && two.stats().is_connected()).await;
    let mut here = one.subscribe(team("acme")).unwrap();
    let mut there = two.subscribe(team("acme")).unwrap();
    let mut its_job = two.subscribe(job("acme", "j")).unwrap();
    let mut other_team = two.subscribe(team("globex")).unwrap();

    for number in 0..50 {
        one.publish(&team("acme"), &event(&number.to_string())).unwrap();
    }
    one.publish(&job("acme", "j"), &event("of the job")).unwrap();
    let expected: Vec<_> = (0..50).map(|number| number.to_string()).chain(["of the job".to_owned()]).collect();
    assert_eq!(take(&mut there, 51).await, expected, "in order");
    assert_eq!(take(&mut here, 51).await, expected);
    assert_eq!(take(&mut its_job, 1).await, ["of the job"]);

    // What is no event is refused, and nobody is disturbed.
    let connection = Connection::connect(&node.url(), ConnectionProperties::default()).await.unwrap();
    let channel = connection.create_channel().await.unwrap();
    let with_team = |team: &str| {
        let mut headers = FieldTable::default();
        headers.insert("x-event-team".into(), AMQPValue::LongString(team.to_owned().into()));
        BasicProperties::default().with_headers(headers)
    };
    for (key, body, properties) in [
        ("item.created", &b"no team"[..], BasicProperties::default()),
        ("item.created", b"\xff\xfe", with_team("acme")),
        ("item.created", b"x", with_team("two teams")),
        ("not a kind", b"x", with_team("acme")),
    ] {
        let options = BasicPublishOptions::default();
        channel.basic_publish("events".into(), key.into(), options, body, properties).await.unwrap().await.unwrap();
    }
    until("four refusals each", || [&one, &two].iter().all(|hub| hub.stats().dropped(DropReason::Invalid) == 4)).await;

    let before = two.publish(&team("acme"), &event("before")).unwrap().id().to_string();
    assert_eq!(take(&mut there, 1).await, ["before"]);
    assert_eq!(take(&mut here, 1).await, ["before"]);
    assert_eq!(waiting(&mut other_team), Vec::<String>::new());
    // Without the broker an instance still serves its own subscribers at once.
    node.kill();
    until("the loss", || !one.stats().is_connected() && !two.stats().is_connected()).await;
    one.publish(&team("acme"), &event("while away")).unwrap();
    assert_eq!(waiting(&mut here), ["while away"]);
    assert!(waiting(&mut there).is_empty());
    // What waits is counted when it is asked for: before the pump has come to it, and while it has.
    for _ in 0..3 {
        one.publish(&team("globex"), &event("waits")).unwrap();
    }
    let waits = |link: &Link| (one.stats().link().unwrap().waiting(), link.stats().waiting());
    assert_eq!(waits(&one_link), (4, 4));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(waits(&one_link), (4, 4));
    node.start_again();
    until("both links again", || one.stats().is_connected() && two.stats().is_connected()).await;
    two.publish(&team("acme"), &event("from two")).unwrap();
    one.publish(&team("acme"), &event("from one")).unwrap();
    until("every message leaving", || [&one, &two].iter().all(|hub| hub.stats().link().unwrap().waiting() == 0)).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (mut here, mut there) = (waiting(&mut here), waiting(&mut there));
    here.sort();
    assert_eq!(here, ["from one", "from two", "missed ?"], "nothing twice, and what the others said meanwhile is gone");
    // Who was quicker back decides whether this one came through.
    there.retain(|event| event != "while away");
    there.sort();
    assert_eq!(there, ["from one", "from two", "missed ?"]);
    // Who comes back for what was before is told as well; who has seen what came after, is not.
    let mut back = two.resume(team("acme"), &before).unwrap();
    assert_eq!(waiting(&mut back)[0], "missed ?");
    let after = two.publish(&team("acme"), &event("after")).unwrap().id().to_string();
    assert!(waiting(&mut two.resume(team("acme"), &after).unwrap()).is_empty());
    let others = waiting(&mut other_team);
    assert!(
        others.iter().all(|told| told == "missed ?" || told == "waits"),
        "another team's events are never seen: {others:?}"
    );
    assert_eq!(others[0], "missed ?");

    one_link.stop().await;
    two_link.stop().await;
    assert_eq!(of(&log, "broker_stopped").len(), 2);
    assert!(!log.text().contains("guest:guest"));
}
