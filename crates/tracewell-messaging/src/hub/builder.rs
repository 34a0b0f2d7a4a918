use std::time::Duration;

use super::budget::Budget;
use super::queue::Bounds;
use super::replay::ReplayBounds;
use super::{Hub, Overflow};

/// One place of so many is for teams that have none yet.
const RESERVED: usize = 16;
/// What an event takes besides its text, generously, in bytes.
const BESIDES: usize = 1024;

/// How a hub is made.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`queue`](Self::queue) | 256 events, 256 KiB | seconds of a busy team; a stalled browser costs no more |
/// | [`overflow`](Self::overflow) | [`Overflow::DropOldest`] | who catches up sees the present |
/// | [`max_event_bytes`](Self::max_event_bytes) | 64 KiB | an event says what happened, it is no download |
/// | [`max_age`](Self::max_age) | none | whether old news is worth having is the service's to say |
/// | [`memory`](Self::memory) | 64 MiB, and 16 MiB of one team | all queues together; whoever holds most pays first |
/// | [`max_subscribers`](Self::max_subscribers) | 10,000, and 2,000 of one team | and never more than are left: no few teams take every place |
/// | [`max_teams`](Self::max_teams) | 10,000 | teams without a subscriber are forgotten first |
/// | [`replay`](Self::replay) | 128 events and 128 KiB a team, 32 MiB in all | a train in a tunnel |
/// | [`stats_every`](Self::stats_every) | 60 s | `messaging_stats`, while anything changes |
/// | [`warn_every`](Self::warn_every) | 10 s | one line of a kind and team in this time, the others are counted |
#[derive(Clone, Debug)]
pub struct HubBuilder {
    pub(super) events: usize,
    pub(super) bytes: usize,
    memory: usize,
    memory_of_team: usize,
    pub(super) overflow: Overflow,
    pub(super) max_event_bytes: usize,
    pub(super) max_age: Option<Duration>,
    pub(super) max_subscribers: usize,
    pub(super) max_subscribers_of_team: usize,
    pub(super) max_teams: usize,
    replay_events: usize,
    replay_bytes: usize,
    replay_bytes_of_all: usize,
    pub(super) stats_every: Option<Duration>,
    pub(super) warn_every: Duration,
}

impl Default for HubBuilder {
    fn default() -> Self {
        Self {
            events: 256,
            bytes: 256 * 1024,
            memory: 64 * 1024 * 1024,
            memory_of_team: 16 * 1024 * 1024,
            overflow: Overflow::default(),
            max_event_bytes: 64 * 1024,
            max_age: None,
            max_subscribers: 10_000,
            max_subscribers_of_team: 2_000,
            max_teams: 10_000,
            replay_events: 128,
            replay_bytes: 128 * 1024,
            replay_bytes_of_all: 32 * 1024 * 1024,
            stats_every: Some(Duration::from_secs(60)),
            warn_every: Duration::from_secs(10),
        }
    }
}

impl HubBuilder {
    /// How much waits for one subscriber at most, in events and in bytes. At least one event of the largest size fits.
    #[must_use]
    pub fn queue(mut self, events: usize, bytes: usize) -> Self {
        (self.events, self.bytes) = (events.max(1), bytes);
        self
    }

    /// What happens when that is full.
    #[must_use]
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = overflow;
        self
    }

    /// The largest event, encoded. Larger ones are refused.
    #[must_use]
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// How long an event may wait for its subscriber.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// How much all events and queues may hold together, and those of one team, in bytes. An event is counted once, however
    /// many queues it is in, and so are those that are kept for subscribers that come back, which never get more than half
    /// of it. Where it is used up, what has waited longest goes first: of the team itself beyond its share, of those that
    /// hold more than others beyond the whole. At least two events of the largest size fit.
    #[must_use]
    pub fn memory(mut self, of_all: usize, of_team: usize) -> Self {
        (self.memory, self.memory_of_team) = (of_all, of_team);
        self
    }

    /// How many subscribers there may be: in all, and of one team. Unless one team may have all, it never has more than are
    /// left, and one of sixteen is for teams that have none: there is a place for others however many it wants.
    #[must_use]
    pub fn max_subscribers(mut self, of_all: usize, of_team: usize) -> Self {
        (self.max_subscribers, self.max_subscribers_of_team) = (of_all, of_team);
        self
    }

    /// How many teams are known at a time.
    #[must_use]
    pub fn max_teams(mut self, teams: usize) -> Self {
        self.max_teams = teams.max(1);
        self
    }

    /// How much is kept for subscribers that come back: events and bytes a team, and bytes of all teams. No events: nothing
    /// is kept.
    #[must_use]
    pub fn replay(mut self, events: usize, bytes: usize, bytes_of_all: usize) -> Self {
        (self.replay_events, self.replay_bytes, self.replay_bytes_of_all) = (events, bytes, bytes_of_all);
        self
    }

    /// How often `messaging_stats` is written if anything changed; `None`: never.
    #[must_use]
    pub fn stats_every(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.stats_every = pause.into();
        self
    }

    /// The least time between two lines of a kind about one team's slow subscribers.
    #[must_use]
    pub fn warn_every(mut self, pause: Duration) -> Self {
        self.warn_every = pause;
        self
    }

    /// The hub. Its metrics are there from now on, so the process's recorder should be.
    #[must_use]
    pub fn build(self) -> Hub {
        Hub::of(self)
    }

    pub(super) fn bounds(&self) -> Bounds {
        Bounds {
            events: self.events,
            bytes: self.bytes.max(self.max_event_bytes),
            overflow: self.overflow,
            subscribers_of_team: self.max_subscribers_of_team,
            reserved: (self.max_subscribers_of_team < self.max_subscribers).then_some(self.max_subscribers / RESERVED),
        }
    }

    pub(super) fn budget(&self) -> Budget {
        let least = BESIDES.saturating_add(self.max_event_bytes).saturating_mul(2);
        let of_all = self.memory.max(least);
        Budget::new(of_all, self.memory_of_team.clamp(least, of_all))
    }

    pub(super) fn replay_bounds(&self) -> ReplayBounds {
        ReplayBounds::new(self.replay_events, self.replay_bytes, self.replay_bytes_of_all.min(self.memory / 2))
    }
}
