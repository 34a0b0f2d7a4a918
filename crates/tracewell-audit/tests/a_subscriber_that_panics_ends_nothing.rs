//! What tells of the log is the service's own, and may fail: the log goes on.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tracewell_audit::{AuditLog, LogReader, Options};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use self::support::{Folder, append};

static TOLD: AtomicU32 = AtomicU32::new(0);

struct Panics;

impl<S: tracing::Subscriber> Layer<S> for Panics {
    fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
        TOLD.fetch_add(1, Ordering::Relaxed);
        panic!("a subscriber");
    }
}

#[test]
fn events_are_confirmed_all_the_same() {
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Panics)).unwrap();
    let folder = Folder::new();
    let options = Options::new().checkpoint_every(Duration::from_millis(1));
    let (log, _) = AuditLog::open(folder.log(), options, |_| Ok(())).unwrap();
    for id in 0..5 {
        append(&log, "Item read", "u", &json!(id));
        std::thread::sleep(Duration::from_millis(10));
    }
    log.close();
    assert!(TOLD.load(Ordering::Relaxed) > 1);
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 5);
}
