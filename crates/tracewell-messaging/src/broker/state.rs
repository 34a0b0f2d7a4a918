#[cfg(feature = "amqp")]
use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use metrics::{Counter, Gauge, counter, gauge};
#[cfg(feature = "amqp")]
use tracewell_failure::ErrorChain;
use tracewell_names::metric;
#[cfg(feature = "amqp")]
use tracewell_redact::Policy;

use crate::LinkStats;
use crate::counters::Counters;

/// The longest error that is kept, in bytes.
#[cfg(feature = "amqp")]
const MAX_ERROR: usize = 512;

/// How a link is doing, for its lines, its statistics and its metrics.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) backend: &'static str,
    pub(crate) exchange: Box<str>,
    pub(crate) queue: Option<Arc<str>>,
    pub(crate) binding_key: Option<Box<str>>,
    pub(crate) counters: Arc<Counters>,
    connected: AtomicBool,
    attempt: AtomicU64,
    failures: AtomicU64,
    connections: AtomicU64,
    reconnects: Counter,
    last_error: Mutex<Option<String>>,
    waiting: AtomicUsize,
    waiting_gauge: Gauge,
    consumed: AtomicU64,
    published: AtomicU64,
    duplicates: AtomicU64,
    dead: AtomicU64,
}

impl State {
    pub(crate) fn new(backend: &'static str, exchange: &str, counters: Arc<Counters>) -> Self {
        let reconnects = counter!(metric::BROKER_RECONNECTS_TOTAL);
        reconnects.increment(0);
        let waiting_gauge = gauge!(metric::BROKER_MESSAGES_WAITING);
        waiting_gauge.increment(0.0);
        Self {
            backend,
            exchange: exchange.into(),
            queue: None,
            binding_key: None,
            counters,
            connected: AtomicBool::new(false),
            attempt: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            reconnects,
            last_error: Mutex::default(),
            waiting: AtomicUsize::new(0),
            waiting_gauge,
            consumed: AtomicU64::new(0),
            published: AtomicU64::new(0),
            duplicates: AtomicU64::new(0),
            dead: AtomicU64::new(0),
        }
    }

    /// The number of the attempt that begins.
    pub(crate) fn attempt(&self) -> u64 {
        self.attempt.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn current_attempt(&self) -> u64 {
        self.attempt.load(Ordering::Relaxed)
    }

    pub(crate) fn connected(&self) {
        self.connected.store(true, Ordering::Release);
        self.failures.store(0, Ordering::Relaxed);
        if self.connections.fetch_add(1, Ordering::Relaxed) > 0 {
            self.reconnects.increment(1);
        }
    }

    #[cfg(feature = "amqp")]
    /// Notes a failure, and gives back how many there are in a row.
    pub(crate) fn failed(&self, error: &str) -> u64 {
        self.connected.store(false, Ordering::Release);
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_owned());
        self.failures.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn disconnected(&self) {
        self.connected.store(false, Ordering::Release);
    }

    /// One more message waits.
    pub(crate) fn wait(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.waiting_gauge.increment(1.0);
    }

    /// So many do not wait any more, whatever became of them.
    pub(crate) fn waited(&self, count: usize) {
        let less = |waiting: usize| Some(waiting.saturating_sub(count));
        let before = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).unwrap_or_default();
        self.waiting_gauge.decrement(before.min(count) as f64);
    }

    pub(crate) fn consumed(&self) {
        self.consumed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn published(&self) {
        self.published.fetch_add(1, Ordering::Relaxed);
    }

    #[cfg(feature = "amqp")]
    pub(crate) fn duplicate(&self) {
        self.duplicates.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn dead(&self) {
        self.dead.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn stats(&self) -> LinkStats {
        LinkStats {
            backend: self.backend,
            connected: self.connected.load(Ordering::Acquire),
            attempt: self.attempt.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            reconnects: self.connections.load(Ordering::Relaxed).saturating_sub(1),
            last_error: self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            waiting: self.waiting.load(Ordering::Relaxed),
            consumed: self.consumed.load(Ordering::Relaxed),
            published: self.published.load(Ordering::Relaxed),
            duplicates: self.duplicates.load(Ordering::Relaxed),
            dead: self.dead.load(Ordering::Relaxed),
        }
    }
}

#[cfg(feature = "amqp")]
/// An error with its sources as it may be told: scrubbed, without what must never be seen, and cut.
pub(crate) fn told(error: &(dyn Error + 'static), never: &[&str]) -> String {
    let mut text = ErrorChain::new(error).to_string();
    for secret in never.iter().filter(|secret| secret.len() > 2) {
        text = text.replace(secret, "[REDACTED]");
    }
    let mut text = Policy::installed().scrub(&text).into_owned();
    text.truncate(text.floor_char_boundary(MAX_ERROR));
    text
}
