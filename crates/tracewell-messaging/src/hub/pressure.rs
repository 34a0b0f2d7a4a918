use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tracewell_context::TeamId;

use super::backpressure::Rest;
use super::event::MAX_KIND;
use super::losses::Slow;
use super::queue::Queue;
use super::team::{Rules, Team, Untold};
use super::{Event, Hub, PublishError, tell};
use crate::DropReason;

/// What a hub does, and tells, when there is no room.
impl Hub {
    /// Makes room where all memory is taken: whoever holds more than others lets go what has waited longest. Gives back how
    /// much that was.
    pub(super) fn relieve(&self, rules: &Rules<'_>) -> usize {
        let (lost, slow) = {
            // Who comes second finds the room that the first has made.
            let _alone = self.0.relief.lock().unwrap_or_else(PoisonError::into_inner);
            self.make_room(rules)
        };
        // Outside the lock: whoever reads lines may come here at once.
        for (id, slow) in slow {
            self.tell_slow(&id, &slow, rules.kind);
        }
        lost
    }

    fn make_room(&self, rules: &Rules<'_>) -> (usize, Vec<(TeamId, Slow)>) {
        let teams: Vec<_> = {
            let teams = self.0.teams.read().unwrap_or_else(PoisonError::into_inner);
            let holding = teams.iter().filter(|(_, team)| team.tally().used() > 0);
            holding.map(|(id, team)| (id.clone(), Arc::clone(team))).collect()
        };
        let (mut lost, mut told) = (0, Vec::new());
        for all in [false, false, false, true] {
            let share = self.0.budget.used() / teams.len().max(1);
            for (id, team) in teams.iter().filter(|(_, team)| team.tally().used() >= share) {
                if self.0.budget.is_easy() {
                    return (lost, told);
                }
                let (removed, slow) = team.relieve(all, rules);
                lost += removed;
                self.0.counters.dequeue(removed);
                self.0.counters.lose(DropReason::QueueFull, removed);
                if slow.admitted.is_some() {
                    told.push((id.clone(), slow));
                }
            }
        }
        (lost, told)
    }

    pub(super) fn tell_slow(&self, team: &TeamId, slow: &Slow, routing_key: &str) {
        if let (Some((queue, queued)), Some(suppressed)) = (&slow.first, slow.admitted) {
            let why = (DropReason::QueueFull, slow.no_room);
            tell::queue_full(team, queue, routing_key, (*queued, self.0.bounds.events), why, suppressed);
        }
    }

    /// Tells of a subscriber whose events grew too old.
    pub(super) fn tell_stale(&self, id: &TeamId, team: &Team, queue: &Arc<Queue>, routing_key: &str) {
        if let Some(suppressed) = team.admit_stale(queue, self.0.settings.warn_every, routing_key) {
            let sizes = (queue.len(), self.0.bounds.events);
            tell::queue_full(id, queue, routing_key, sizes, (DropReason::Stale, None), suppressed);
        }
    }

    pub(super) fn tell_backpressure(&self, routing_key: &str, reason: DropReason, delivered: usize, dropped: usize) {
        let admitted = {
            let backpressure = &self.0.backpressure[reason as usize];
            let mut backpressure = backpressure.lock().unwrap_or_else(PoisonError::into_inner);
            backpressure.admit(routing_key, delivered, dropped, self.0.settings.warn_every)
        };
        if let Some(suppressed) = admitted {
            tell::backpressure(routing_key, reason, delivered, dropped, self.subscribers_active(), suppressed);
        }
    }

    /// Tells of losses that no line was written about, if there was none for so long.
    pub(super) fn tell_rest(&self, pause: Option<Duration>) {
        let teams: Vec<_> = {
            let teams = self.0.teams.read().unwrap_or_else(PoisonError::into_inner);
            teams.iter().map(|(id, team)| (id.clone(), Arc::clone(team))).collect()
        };
        for (id, team) in teams {
            for (untold, suppressed) in team.untold(pause).into_iter().flatten() {
                let Untold { queue, queued, routing_key, reason, no_room } = untold;
                let sizes = (queued, self.0.bounds.events);
                tell::queue_full(&id, &queue, &routing_key, sizes, (reason, no_room), suppressed);
            }
        }
        for reason in DropReason::ALL {
            let backpressure = &self.0.backpressure[reason as usize];
            let rest = backpressure.lock().unwrap_or_else(PoisonError::into_inner).rest(pause);
            if let Some(Rest { routing_key, delivered, dropped, suppressed }) = rest {
                tell::backpressure(&routing_key, reason, delivered, dropped, self.subscribers_active(), suppressed);
            }
        }
    }

    /// Says that nobody got an event.
    pub(super) fn tell_refused(&self, event: &Event, error: PublishError) {
        let kind = event.kind();
        // It may be anything.
        self.tell_backpressure(&kind[..kind.floor_char_boundary(MAX_KIND)], error.drop_reason(), 0, 1);
    }
}
