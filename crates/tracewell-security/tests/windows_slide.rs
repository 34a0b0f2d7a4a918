//! The windows do what a naive model does that remembers everything.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use tracewell_redact::Policy;
use tracewell_security::{Clock, Observation, Security, Subject, Thresholds, Violation};

use support::Log;

const WINDOW: u64 = 1000;

/// A clock that a test sets, in milliseconds.
fn clock() -> (Arc<AtomicU64>, Clock) {
    let now = Arc::new(AtomicU64::new(0));
    let clock = now.clone();
    (now, Clock::new(move || Duration::from_millis(clock.load(Ordering::Relaxed))))
}

fn security(threshold: u32, clock: Clock) -> Security {
    let thresholds = Thresholds::default().host(threshold).user(threshold).window(Duration::from_millis(WINDOW));
    Security::builder(Policy::production()).thresholds(thresholds).clock(clock).build()
}

#[derive(Default)]
struct Model {
    times: Vec<u64>,
    signalled: Option<u64>,
}

impl Model {
    /// Whether a signal is due, and the count.
    fn record(&mut self, now: u64, threshold: u32) -> (bool, u32) {
        self.times.push(now);
        let count = self.times.iter().filter(|at| now - **at < WINDOW).count().min(100) as u32;
        let due = count >= threshold && self.signalled.is_none_or(|at| now - at >= WINDOW);
        if due {
            self.signalled = Some(now);
        }
        (due, count)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn as_a_model_does_that_forgets_nothing(
        threshold in 1_u32..12,
        steps in proptest::collection::vec((0_u64..400, 0_u8..4), 1..200),
    ) {
        let log = Log::listen();
        let (now, clock) = clock();
        let security = security(threshold, clock);
        let mut models: [Model; 4] = Default::default();
        let (mut at, mut signals) = (0, Vec::new());
        for (pause, who) in steps {
            at += pause;
            now.store(at, Ordering::Relaxed);
            let name = format!("user-{who}");
            security.tracker().record(&Observation::new(Violation::LoginFailed).user(&name));
            let (due, count) = models[usize::from(who)].record(at, threshold);
            if due {
                signals.push((name.clone(), u64::from(count)));
            }
            prop_assert_eq!(security.tracker().count(&Subject::User(&name)), count);
            let flagged = models[usize::from(who)].signalled.is_some_and(|then| at - then < WINDOW);
            prop_assert_eq!(security.tracker().is_flagged(&Subject::User(&name)), flagged);
        }
        let told: Vec<_> = log.named("abuse_signal_user").iter().map(|line| {
            (line["user_id"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap())
        }).collect();
        prop_assert_eq!(told, signals);
    }
}

#[test]
fn a_signal_says_what_it_is_about_and_comes_once() {
    let log = Log::listen();
    let (_, clock) = clock();
    let security = security(3, clock);
    let host = "203.0.113.77".parse().unwrap();
    for _ in 0..50 {
        security.tracker().record(&Observation::new(Violation::TokenInvalid).host(host));
    }
    let [line] = &log.named("abuse_signal_host")[..] else { panic!("one signal: {}", log.text()) };
    assert_eq!((&line["level"], &line["target"]), (&"WARN".into(), &"tracewell::abuse".into()));
    assert_eq!((&line["violation"], &line["client_host"]), (&"token_invalid".into(), &"203.0.113.0".into()));
    assert_eq!((&line["count"], &line["threshold"], &line["window_seconds"]), (&3.into(), &3.into(), &1.into()));
    assert_eq!(security.tracker().count(&Subject::Host(host)), 50);
}

#[test]
fn addresses_of_one_network_are_counted_apart() {
    let log = Log::listen();
    let (_, clock) = clock();
    let security = security(3, clock);
    for last in 0..=255_u8 {
        security.tracker().record(&Observation::new(Violation::TokenInvalid).host([203, 0, 113, last].into()));
    }
    assert!(log.named("abuse_signal_host").is_empty());
}

#[test]
fn a_clock_that_jumps_back_neither_panics_nor_empties_a_window() {
    let (now, clock) = clock();
    let security = security(100, clock);
    let subject = Subject::User("alice");
    for at in [10_000, 9_000, 0, u64::MAX / 2, 5, 10_000] {
        now.store(at, Ordering::Relaxed);
        security.tracker().record(&Observation::new(Violation::LoginFailed).user("alice"));
    }
    assert_eq!(security.tracker().count(&subject), 3);
}

#[test]
fn threads_that_record_at_once_lose_nothing_and_signal_once() {
    let log = Log::listen();
    let (_, clock) = clock();
    let security = security(10_000, clock);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..500 {
                    security.tracker().record(&Observation::new(Violation::LoginFailed).user("alice"));
                }
            });
        }
    });
    assert_eq!(security.tracker().count(&Subject::User("alice")), 4000);
    assert!(log.named("abuse_signal_user").is_empty());
}
