//! A second `init!()` fails, and that is all that it does: failures still reach Sentry, and stalled requests are still told.
#![cfg(feature = "sentry")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod receivers;
mod support;

use std::time::Duration;

use receivers::Receivers;
use support::in_production;

#[test]
fn failures_still_reach_sentry_and_stalls_are_told() {
    for second in [&[][..], &["init"]] {
        let receivers = Receivers::answering_after(Duration::ZERO);
        let variables = [("SENTRY_DSN", &*receivers.dsn()), ("LOG_STALL_MS", "100")];
        let steps = [&["init"], second, &["thread=no luck", "request=/slow", "sleep=1500", "shutdown"]].concat();
        let run = in_production(&steps, &variables);
        assert_eq!(run.stderr.contains("(present: true)"), !second.is_empty(), "{run:#?}");
        run.only("unhandled_exception");
        assert_eq!(receivers.events(), 1, "{second:?}: {run:#?}");
        run.only("request_stalled");
        assert!(!run.stderr.contains("bound to a name"), "what was refused was never to be kept: {run:#?}");
    }
}
