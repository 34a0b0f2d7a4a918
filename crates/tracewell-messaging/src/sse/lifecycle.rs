use std::task::{Context as Task, Poll};
use std::time::{Duration, Instant};

use tracewell_context::{Context, TeamId, current};
use tracewell_failure::catch;
use tracewell_names::{event, target};
use tracewell_redact::{ClientHost, Policy};

use crate::{EndReason, Hub, JobId, Next, Subscription, Topic};

/// One stream from its first line to its last. Whoever holds it tells its end; if nobody does, its drop tells that the
/// client left.
#[derive(Debug)]
pub(super) struct Lifecycle {
    context: Option<Context>,
    hub: Hub,
    topic: Topic,
    subscription: Option<Subscription>,
    started: Instant,
    sent: u64,
}

/// As which class the id of a team is hashed, where it is a secret itself.
const TEAM: &str = "team";

/// Levels and fields are part of a callsite, so each event is one.
macro_rules! tell {
    ($name:expr, $stream:expr $(, $($more:tt)*)?) => {
        tracing::info!(
            target: target::SSE,
            message = $name,
            team_id = &*Policy::installed().id(TEAM, None, $stream.topic.team_id().as_str()),
            job_id = $stream.topic.job_id().map(JobId::as_str),
            subscribers_active = $stream.hub.subscribers_active(),
            $($($more)*)?
        )
    };
}

impl Lifecycle {
    pub(super) fn begin(subscription: Subscription, user_agent: Option<&str>) -> Self {
        let stream = Self {
            context: current(),
            hub: subscription.hub().clone(),
            topic: subscription.topic().clone(),
            subscription: Some(subscription),
            started: Instant::now(),
            sent: 0,
        };
        let host = stream.context.as_ref().and_then(shown_host);
        stream.inside(|| tell!(event::SSE_STREAM_STARTED, stream, client_host = host, user_agent));
        stream
    }

    pub(super) fn context(&self) -> Option<&Context> {
        self.context.as_ref()
    }

    pub(super) fn topic(&self) -> &Topic {
        &self.topic
    }

    /// What comes next. The end is told when it is found.
    pub(super) fn poll_next(&mut self, task: &mut Task<'_>) -> Poll<Option<Next>> {
        let Some(subscription) = &mut self.subscription else { return Poll::Ready(None) };
        let next = std::task::ready!(subscription.poll_next(task));
        if next.is_none() {
            let reason = subscription.end().unwrap_or(EndReason::Error);
            self.end(reason);
        }
        Poll::Ready(next)
    }

    pub(super) fn has_ended(&self) -> bool {
        self.subscription.is_none()
    }

    /// Its time is over.
    pub(super) fn expire(&mut self) {
        self.end(EndReason::Expired);
    }

    /// An event goes out.
    pub(super) fn sent(&mut self) {
        self.sent += 1;
    }

    fn inside<R>(&self, work: impl FnOnce() -> R) -> R {
        match &self.context {
            Some(context) => context.in_scope(work),
            None => work(),
        }
    }

    fn end(&mut self, reason: EndReason) {
        let Some(subscription) = self.subscription.take() else { return };
        let context = self.context.clone();
        let work = || {
            let dropped = Some(subscription.waiting()).filter(|waiting| *waiting > 0);
            // Left first, so that the count is the one without it.
            drop(subscription);
            let duration_ms = milliseconds(self.started.elapsed());
            let events_sent = self.sent;
            let reason_word = reason.as_str();
            if reason == EndReason::ClientGone {
                tell!(event::SSE_CLIENT_DISCONNECTED, self, duration_ms, events_sent, reason = reason_word);
            }
            tell!(event::SSE_STREAM_ENDED, self, duration_ms, events_sent, reason = reason_word, dropped);
        };
        // A sink that panics must not do so in a drop.
        let caught = catch(|| match &context {
            Some(context) => context.in_scope(work),
            None => work(),
        });
        if let Err(panicked) = caught {
            panicked.report(None);
        }
    }

    /// Why it is dropped before its end: the server stops, something panicked, or the client left.
    fn reason_of_drop(&self) -> EndReason {
        if std::thread::panicking() {
            return EndReason::Error;
        }
        let known = self.subscription.as_ref().and_then(Subscription::foreseen_end);
        known.unwrap_or(if self.hub.is_closed() { EndReason::ServerShutdown } else { EndReason::ClientGone })
    }
}

impl Drop for Lifecycle {
    fn drop(&mut self) {
        if self.subscription.is_some() {
            let reason = self.reason_of_drop();
            self.end(reason);
        }
    }
}

/// Milliseconds to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// The client's address as the layer that took the request shows it, or by the default of the policy.
fn shown_host(context: &Context) -> Option<String> {
    context.client_host().or_else(|| {
        let (policy, team) = (Policy::installed(), context.team_id().map(TeamId::as_str));
        context.client_addr().map(|address| ClientHost::of(&policy).shown(address, team, &policy))
    })
}
