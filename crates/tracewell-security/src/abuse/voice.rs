use tracewell_names::{event, target};
use tracewell_redact::{ClientHost, Policy};

use super::Subject;

/// Says what the windows have found.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    policy: Policy,
    client_host: ClientHost,
}

/// What a signal tells beside its subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signal<'s> {
    pub(crate) violation: &'static str,
    /// The subject's team, which is part of a keyed hash of its name.
    pub(crate) team: Option<&'s str>,
    pub(crate) count: u32,
    pub(crate) threshold: u32,
    pub(crate) window_seconds: u64,
}

impl Voice {
    pub(crate) const fn new(policy: Policy, client_host: ClientHost) -> Self {
        Self { policy, client_host }
    }

    #[cfg(feature = "redis")]
    pub(crate) const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Writes a signal. A principal's is the same person's as the user's, and is kept for limiters.
    pub(crate) fn signal(&self, subject: &Subject<'_>, signal: &Signal<'_>) {
        let &Signal { violation, team, count, threshold, window_seconds } = signal;
        match subject {
            Subject::Host(address) => tracing::warn!(
                target: target::ABUSE,
                message = event::ABUSE_SIGNAL_HOST,
                violation,
                client_host = self.client_host.shown(*address, None, &self.policy),
                count,
                threshold,
                window_seconds,
            ),
            Subject::User(name) => tracing::warn!(
                target: target::ABUSE,
                message = event::ABUSE_SIGNAL_USER,
                violation,
                user_id = &*self.policy.id("user", team, name),
                count,
                threshold,
                window_seconds,
            ),
            Subject::Principal(_) => {}
        }
    }
}
