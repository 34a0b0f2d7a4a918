//! The lines of a link.

#[cfg(feature = "amqp")]
use std::time::Duration;

use tracewell_names::{event, target};

use super::state::State;

/// What went wrong with a link.
#[cfg(feature = "amqp")]
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) error_type: &'static str,
    /// The error, scrubbed.
    pub(crate) last_error: String,
    /// What is behind it, scrubbed.
    pub(crate) error_chain: Option<String>,
}

pub(crate) fn started(state: &State) {
    tracing::info!(
        target: target::BROKER,
        message = event::BROKER_STARTED,
        backend = state.backend,
        exchange = &*state.exchange,
        queue = state.queue.as_deref(),
        binding_key = state.binding_key.as_deref(),
        subscribers_active = state.counters.subscribers(),
    );
}

pub(crate) fn stopped(state: &State) {
    let counters = &state.counters;
    let dropped: u64 = crate::DropReason::ALL.iter().map(|reason| counters.dropped(*reason)).sum();
    tracing::info!(
        target: target::BROKER,
        message = event::BROKER_STOPPED,
        backend = state.backend,
        subscribers_active = counters.subscribers(),
        messages_consumed_total = counters.consumed(),
        messages_forwarded_total = counters.forwarded(),
        messages_dropped_total = dropped,
    );
}

#[cfg(feature = "amqp")]
pub(crate) fn connecting(state: &State, attempt: u64) {
    tracing::info!(target: target::BROKER, message = event::BROKER_CONNECTING, backend = state.backend, attempt);
}

pub(crate) fn connected(state: &State, queue: Option<&str>) {
    tracing::info!(
        target: target::BROKER,
        message = event::BROKER_CONNECTED,
        backend = state.backend,
        exchange = &*state.exchange,
        queue,
        binding_key = state.binding_key.as_deref(),
        attempt = state.current_attempt(),
    );
}

#[cfg(feature = "amqp")]
pub(crate) fn disconnected(state: &State, failures: u64, trouble: &Trouble) {
    tracing::warn!(
        target: target::BROKER,
        message = event::BROKER_DISCONNECTED,
        backend = state.backend,
        exchange = &*state.exchange,
        queue = state.queue.as_deref(),
        failures,
        last_error = trouble.last_error.as_str(),
        error_type = trouble.error_type,
        error_chain = trouble.error_chain.as_deref(),
    );
}

#[cfg(feature = "amqp")]
pub(crate) fn retry_scheduled(state: &State, failures: u64, delay: Duration, trouble: &Trouble) {
    tracing::warn!(
        target: target::BROKER,
        message = event::BROKER_RETRY_SCHEDULED,
        backend = state.backend,
        attempt = state.current_attempt() + 1,
        failures,
        delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        last_error = trouble.last_error.as_str(),
        error_type = trouble.error_type,
    );
}
