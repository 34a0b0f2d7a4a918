//! Sentry in this process: it unpacks and takes apart what it gets, keeps every byte, and misbehaves when told to.
#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a failed set-up should panic")]

mod planted;
mod receiver;
mod tls;
mod told;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracewell_redact::{Policy, Redact};
use tracewell_sentry::{Sentry, Service, Settings};
use tracing_subscriber::layer::SubscriberExt;

pub(crate) use self::planted::planted;
pub(crate) use self::receiver::{Behaviour, Receiver};
pub(crate) use self::tls::{Authority, tls_in_front_of};
pub(crate) use self::told::{failed, forget, listen, restored, told};

/// One test at a time: captures go by what was started last in the process.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn settings(dsn: &str, variables: &[(&'static str, &str)]) -> Settings {
    let reading = Settings::read(|name| match name {
        "SENTRY_DSN" => Some(dsn.to_owned()),
        name => variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
    });
    assert!(reading.invalid.is_empty(), "{:?}", reading.invalid);
    reading.settings.unwrap()
}

pub(crate) fn start(receiver: &Receiver, policy: &Policy, variables: &[(&'static str, &str)]) -> Sentry {
    let service = Service::new("orders", "1.4.0").environment("staging");
    Sentry::start(&settings(&receiver.dsn(), variables), &service, policy).unwrap()
}

/// Runs `work` with Sentry's sink behind the guard.
pub(crate) fn watched<R>(sentry: &Sentry, policy: &Policy, work: impl FnOnce() -> R) -> R {
    let subscriber = tracing_subscriber::registry().with(Redact::new(policy.clone(), sentry.layer()));
    tracing::subscriber::with_default(subscriber, work)
}

/// Waits until `holds`, for at most ten seconds.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
