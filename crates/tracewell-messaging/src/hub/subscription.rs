use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context as Task, Poll};

use super::queue::{Popped, Queue, Stale};
use super::team::Team;
use super::{EndReason, Frame, Hub, Missed, Topic, tell};
use crate::DropReason;

/// One subscriber's end of the hub. Dropping it leaves.
pub struct Subscription {
    hub: Hub,
    team: Arc<Team>,
    queue: Arc<Queue>,
    topic: Topic,
    end: Option<EndReason>,
}

/// What a subscriber gets next.
#[derive(Debug)]
pub enum Next {
    /// An event.
    Event(Arc<Frame>),
    /// Some events are lost to this subscriber: its queue was full, they were too old, or it comes back too late.
    Missed(Missed),
}

impl Subscription {
    pub(super) fn new(hub: Hub, team: Arc<Team>, queue: Arc<Queue>, topic: Topic) -> Self {
        Self { hub, team, queue, topic, end: None }
    }

    /// What it listens to.
    #[must_use]
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The hub it is attached to.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// What comes next; `None` at the end, for which [`end`](Self::end) has the reason.
    pub async fn next(&mut self) -> Option<Next> {
        poll_fn(|task| self.poll_next(task)).await
    }

    /// The same for whoever polls by hand.
    pub fn poll_next(&mut self, task: &mut Task<'_>) -> Poll<Option<Next>> {
        let mut stale = Stale::default();
        let popped = self.queue.pop(self.hub.max_age(), task.waker(), &mut stale);
        let counters = self.hub.counters();
        if let Some(latest) = &stale.latest {
            counters.dequeue(stale.count);
            counters.lose(DropReason::Stale, stale.count);
            self.hub.tell_stale(self.topic.team_id(), &self.team, &self.queue, latest.kind());
        }
        Poll::Ready(match popped {
            Popped::Empty => return Poll::Pending,
            Popped::Frame(frame) => {
                counters.dequeue(1);
                counters.forward();
                Some(Next::Event(frame))
            }
            Popped::Missed(missed) => Some(Next::Missed(missed)),
            Popped::End(reason) => {
                self.end = Some(reason);
                None
            }
        })
    }

    /// Why there will be nothing more once the queue is empty, if that is known.
    #[must_use]
    pub fn foreseen_end(&self) -> Option<EndReason> {
        self.end.or_else(|| self.queue.foreseen_end())
    }

    /// How much is in the queue, and lost if the subscriber leaves now.
    #[cfg(feature = "sse")]
    pub(crate) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Why there is nothing more.
    #[must_use]
    pub fn end(&self) -> Option<EndReason> {
        self.end
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.team.remove(&self.queue);
        let left = self.queue.leave();
        let counters = self.hub.counters();
        counters.dequeue(left);
        counters.lose(DropReason::SubscriberGone, left);
        counters.unsubscribe();
        tell::unsubscribed(counters.subscribers(), left, self.hub.bounds().events);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("topic", &self.topic).field("end", &self.end).finish_non_exhaustive()
    }
}
