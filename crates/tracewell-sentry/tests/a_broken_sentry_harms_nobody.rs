//! A Sentry that is not there, hangs, or refuses costs what was to be sent to it, and nothing else: each outage is told
//! once, memory is bounded, the end has a deadline.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use sentry_core::protocol::Event;
use support::{Behaviour, Receiver, alone, failed, forget, listen, restored, start, told, wait_until};
use tracewell_redact::Policy;
use tracewell_sentry::{Sentry, Service};

const SHORT: Duration = Duration::from_millis(800);

fn running(receiver: &Receiver) -> Sentry {
    listen();
    forget();
    let sentry = start(receiver, &Policy::production(), &[]);
    sentry.install_globally();
    sentry
}

/// Past the budget that failures of one kind have.
fn send(count: usize) {
    for number in 0..count {
        let event = Event { message: Some(format!("event {number}")), ..Event::default() };
        sentry_core::Hub::main().capture_event(event);
    }
}

#[test]
fn no_listener_is_one_outage_and_ends_in_time() {
    let _alone = alone();
    listen();
    forget();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = support::settings(&format!("http://key@{free}/1"), &[]);
    let sentry = Sentry::start(&settings, &Service::new("orders", "1"), &Policy::production()).unwrap();
    sentry.install_globally();
    let begun = Instant::now();
    send(5);
    assert!(begun.elapsed() < Duration::from_secs(2), "nobody waits");
    wait_until("an outage", || !told().is_empty());
    sentry.shutdown(SHORT);
    assert!(begun.elapsed() < Duration::from_secs(5));
    wait_until("all losses", || sentry.dropped() == 5);
    assert_eq!(told(), [failed("unreachable")]);
}

#[test]
fn a_peer_that_hangs_does_not_hold_up_the_end() {
    let _alone = alone();
    let receiver = Receiver::start();
    receiver.behave(Behaviour::Hang);
    let sentry = running(&receiver);
    send(3);
    wait_until("a request", || receiver.requests() > 0);
    let begun = Instant::now();
    sentry.shutdown(SHORT);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // Told and counted before the process goes on to end its log.
    assert_eq!((told(), sentry.dropped()), (vec![failed("timeout")], 3));
}

#[test]
fn a_connection_that_breaks_is_tried_again() {
    let _alone = alone();
    let receiver = Receiver::start();
    receiver.behave(Behaviour::Break);
    let sentry = running(&receiver);
    send(1);
    wait_until("an outage", || !told().is_empty());
    receiver.behave(Behaviour::Accept);
    wait_until("the end of the outage", || told().len() == 2);
    assert!(sentry.shutdown(Duration::from_secs(5)));
    assert_eq!(told(), [failed("unreachable"), restored()]);
    assert_eq!((receiver.events().len(), sentry.dropped()), (1, 0));
}

#[test]
fn a_limit_is_kept_for_its_time() {
    let _alone = alone();
    let receiver = Receiver::start();
    receiver.behave(Behaviour::Refuse(429, Some(("retry-after", "2"))));
    let sentry = running(&receiver);
    send(4);
    let begun = Instant::now();
    wait_until("all losses", || sentry.dropped() == 4);
    assert_eq!(receiver.requests(), 1, "it is asked once");
    receiver.behave(Behaviour::Accept);
    wait_until("an event", || {
        send(1);
        std::thread::sleep(Duration::from_millis(100));
        !receiver.events().is_empty()
    });
    assert!(begun.elapsed() > Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert!(sentry.shutdown(Duration::from_secs(5)));
    assert_eq!(told(), [failed("throttled"), restored()]);
}

#[test]
fn a_limit_of_other_things_stops_no_event() {
    let _alone = alone();
    let receiver = Receiver::start();
    receiver.behave(Behaviour::Refuse(200, Some(("x-sentry-rate-limits", "60:transaction:organization"))));
    let sentry = running(&receiver);
    send(3);
    assert!(sentry.shutdown(Duration::from_secs(5)));
    assert_eq!((receiver.events().len(), sentry.dropped(), told().len()), (3, 0, 0));
}

#[test]
fn a_refusal_is_told_by_its_kind() {
    let _alone = alone();
    for (status, error_type) in [(500, "server_error"), (403, "unauthorized"), (400, "rejected"), (413, "rejected")] {
        let receiver = Receiver::start();
        receiver.behave(Behaviour::Refuse(status, None));
        let sentry = running(&receiver);
        send(2);
        wait_until("losses", || sentry.dropped() == 2);
        assert_eq!(receiver.requests(), 2, "none is sent twice");
        assert_eq!(told(), [failed(error_type)]);
        sentry.shutdown(SHORT);
    }
}

#[test]
fn an_answer_that_is_not_sentrys_is_no_success() {
    let _alone = alone();
    let answers = [
        ("text/html", "<html>Log in</html>"),
        ("text/plain", r#"{"id":"1"}"#),
        ("application/json", r#"{"captive":true}"#),
        ("application/json", r#"["id"]"#),
        ("application/json", "id"),
    ];
    for (kind, body) in answers {
        let receiver = Receiver::start();
        receiver.behave(Behaviour::Pretend(kind, body));
        let sentry = running(&receiver);
        send(2);
        wait_until("losses", || sentry.dropped() == 2);
        assert_eq!((receiver.requests(), told()), (2, vec![failed("decode")]), "{kind}: {body}");
        sentry.shutdown(SHORT);
    }
    // Those that stand in for it say less.
    for (kind, body) in
        [("application/json", "{}"), ("text/html", ""), ("application/json; charset=utf-8", r#"{"id":null}"#)]
    {
        let receiver = Receiver::start();
        receiver.behave(Behaviour::Pretend(kind, body));
        let sentry = running(&receiver);
        send(2);
        assert!(sentry.shutdown(Duration::from_secs(5)));
        assert_eq!((sentry.dropped(), told().len()), (0, 0), "{kind}: {body}");
    }
}

#[test]
fn a_backlog_is_bounded_and_counted() {
    let _alone = alone();
    let receiver = Receiver::start();
    receiver.behave(Behaviour::Hang);
    let sentry = running(&receiver);
    let begun = Instant::now();
    let text = "x".repeat(8 * 1024);
    for _ in 0..4_000 {
        let event = Event { message: Some(text.clone()), ..Event::default() };
        sentry_core::Hub::main().capture_event(event);
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(sentry.dropped() >= 4_000 - 130, "{}", sentry.dropped());
    sentry.shutdown(SHORT);
    wait_until("all losses", || sentry.dropped() == 4_000);
}

#[test]
fn the_last_events_arrive_from_a_current_thread_runtime() {
    let _alone = alone();
    let receiver = Receiver::start();
    let sentry = running(&receiver);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        send(20);
        assert!(sentry.flush(Duration::from_secs(5)));
        assert_eq!(receiver.events().len(), 20);
        send(20);
        assert!(sentry.shutdown(Duration::from_secs(5)));
    });
    assert_eq!((receiver.events().len(), sentry.dropped()), (40, 0));
}
