//! Requests that fail take as long with a Sentry that hangs as with one that answers, and as with none.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use support::{Behaviour, Receiver, alone, start, watched};
use tracewell_context::{Context, CorrelationId};
use tracewell_failure::server_error;
use tracewell_redact::Policy;
use tracewell_sentry::Sentry;

/// Median and 99th percentile of requests that fail, in nanoseconds.
fn round(sentry: &Sentry, policy: &Policy, number: usize) -> (u128, u128) {
    watched(sentry, policy, || {
        let mut times: Vec<u128> = (0..300)
            .map(|request| {
                // Of kinds of their own, so that none is rationed.
                let work = Context::new(CorrelationId::new("r-1").unwrap());
                work.set_route(&format!("/{number}/{request}"));
                let begun = Instant::now();
                work.in_scope(|| {
                    tracing::info!(status_code = 7, "looked up");
                    server_error(500, "app::Unavailable", &std::fmt::Error, None);
                });
                begun.elapsed().as_nanos()
            })
            .collect();
        times.sort_unstable();
        (times[times.len() / 2], times[times.len() * 99 / 100])
    })
}

/// Of the calmest rounds: what else the machine does is in the others. With it, how many envelopes were lost.
fn percentiles(behaviour: Behaviour) -> (u128, u128, u64) {
    let (receiver, policy) = (Receiver::start(), Policy::production());
    receiver.behave(behaviour);
    let sentry = start(&receiver, &policy, &[]);
    let rounds: Vec<_> = (0..16).map(|number| round(&sentry, &policy, number)).collect();
    let least = |of: fn(&(u128, u128)) -> u128| rounds.iter().map(of).min().unwrap();
    let _ = sentry.shutdown(Duration::from_millis(100));
    (least(|round| round.0), least(|round| round.1), sentry.dropped())
}

#[test]
fn percentiles_are_those_with_a_live_one() {
    let _alone = alone();
    let (live_50, live_99, _) = percentiles(Behaviour::Accept);
    let (hanging_50, hanging_99, dropped) = percentiles(Behaviour::Hang);
    println!("live {live_50} and {live_99} ns, hanging {hanging_50} and {hanging_99} ns");
    assert!(dropped > 0, "it hangs indeed");
    assert!(hanging_50 * 2 < live_50 * 3, "p50: {hanging_50} and {live_50} ns");
    assert!(hanging_99 < live_99 * 2 + 100_000, "p99: {hanging_99} and {live_99} ns");
}
