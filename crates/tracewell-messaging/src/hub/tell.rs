//! The hub's own lines.

use tracewell_context::TeamId;
use tracewell_names::{event, reason, target};
use tracewell_redact::Policy;

use super::budget::NoRoom;
use super::queue::Queue;
use super::{HubStats, JobId};
use crate::DropReason;

/// As which class the id of a team is hashed, where it is a secret itself.
const TEAM: &str = "team";

pub(super) fn subscribed(subscribers_active: usize, queue_size: usize, max_size: usize) {
    tracing::debug!(target: target::SSE, message = event::SSE_SUBSCRIBED, subscribers_active, queue_size, max_size);
}

pub(super) fn unsubscribed(subscribers_active: usize, queue_size: usize, max_size: usize) {
    tracing::debug!(target: target::SSE, message = event::SSE_UNSUBSCRIBED, subscribers_active, queue_size, max_size);
}

/// One subscriber is too slow. The line is the subscriber's, whoever published: its request, team and user.
pub(super) fn queue_full(
    team: &TeamId,
    queue: &Queue,
    routing_key: &str,
    (queue_size, max_size): (usize, usize),
    why: (DropReason, Option<NoRoom>),
    suppressed: u64,
) {
    let (drop_reason, no_room) = why;
    queue.in_its_context(|| {
        tracing::warn!(
            target: target::SSE,
            message = event::SSE_SUBSCRIBER_QUEUE_FULL,
            routing_key,
            team_id = &*Policy::installed().id(TEAM, None, team.as_str()),
            job_id = queue.wanted().map(JobId::as_str),
            queue_size,
            max_size,
            drop_reason = drop_reason.as_str(),
            reason = no_room.map(|no_room| match no_room {
                NoRoom::OfTeam => reason::TEAM_MEMORY,
                NoRoom::OfAll => reason::HUB_MEMORY,
            }),
            suppressed,
        );
    });
}

pub(super) fn backpressure(
    routing_key: &str,
    drop_reason: DropReason,
    delivered: usize,
    dropped: usize,
    subscribers_active: usize,
    suppressed: u64,
) {
    tracing::warn!(
        target: target::BROKER,
        message = event::MESSAGES_DROPPED_BACKPRESSURE,
        routing_key,
        delivered,
        dropped,
        drop_reason = drop_reason.as_str(),
        subscribers_active,
        suppressed,
    );
}

pub(super) fn stats(stats: &HubStats) {
    tracing::info!(
        target: target::BROKER,
        message = event::MESSAGING_STATS,
        subscribers_active = stats.subscribers_active(),
        consumed = stats.consumed(),
        forwarded = stats.forwarded(),
        dropped = stats.dropped_total(),
        connected = stats.is_connected(),
        last_error = stats.link().and_then(|link| link.last_error()),
    );
}
