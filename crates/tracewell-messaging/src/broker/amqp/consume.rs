use std::hash::Hash as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lapin::Channel;
use lapin::message::Delivery as Delivered;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tracewell_names::reason;

use super::builder::Skip;
use super::hush::{Hushed, hush};
use super::properties;
use super::rabbit_mq::SYSTEM;
use super::recount::Recount;
use super::settling::Settling;
use crate::DropReason;
use crate::broker::backoff::Backoff;
use crate::broker::handler::AnyHandler;
use crate::broker::process::{Delivery, Verdict, pass_over, process, refuse};
use crate::broker::seen::{Print, Seen};
use crate::broker::state::State;

/// The longest wait before a message goes back for another attempt.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// What handling a delivery takes.
pub(super) struct Consume {
    pub(super) handler: Arc<dyn AnyHandler>,
    pub(super) state: Arc<State>,
    pub(super) seen: Mutex<Seen>,
    /// Those that have come here, handled or not: where one comes again, nobody has died of it.
    pub(super) met: Mutex<Seen>,
    pub(super) settling: Settling,
    pub(super) recount: Recount,
    pub(super) skip: Option<Skip>,
    /// The queue, or its exchange where the broker names the queue.
    pub(super) destination: Arc<str>,
    /// How many messages may wait for their next attempt.
    pub(super) pausing: Semaphore,
    pub(super) max_bytes: usize,
    pub(super) limit: u64,
    pub(super) retry_delay: Duration,
    /// Whether each delivery is counted here, and not by a hub behind the handler.
    pub(super) counts: bool,
}

/// How often a connection is looked at for which somebody waits.
const LOOK: Duration = Duration::from_millis(250);

/// What is said to the broker.
enum Answer {
    Done,
    /// After a pause, as the so many-th.
    Again(Duration, u64),
    GivenUp,
}

impl Consume {
    /// Handles a delivery, holding a `slot` for as long as the handler works: one that waits for its next attempt keeps
    /// nobody from theirs.
    pub(super) async fn take(
        &self,
        delivered: Delivered,
        publisher: Channel,
        queue: Arc<str>,
        slot: OwnedSemaphorePermit,
        mut stopping: watch::Receiver<bool>,
    ) {
        let answer = self.handle(&delivered, queue).await;
        drop(slot);
        if let Answer::Again(pause, _) = answer
            && !pause.is_zero()
            // Where too many wait already, it goes back at once: those that are under way to here would fill up with them.
            && let Ok(_place) = self.pausing.try_acquire()
        {
            let _ = tokio::time::timeout(pause, stopping.wait_for(|stopping| *stopping)).await;
        }
        // A connection that broke meanwhile has forgotten this delivery: it comes again, on the next one.
        let requeue = matches!(answer, Answer::Again(..));
        let unsettled = requeue.then(|| self.settling.begin(self.print(&delivered, None)));
        let settled = match answer {
            Answer::Done => true,
            Answer::Again(_, attempt) => self.recount.again(&publisher, &delivered, attempt).await,
            Answer::GivenUp => self.recount.bury(&publisher, &delivered).await,
        };
        let settling = Hushed::new(async {
            if settled {
                delivered.acker.ack(BasicAckOptions::default()).await
            } else {
                delivered.acker.nack(BasicNackOptions { requeue, ..BasicNackOptions::default() }).await
            }
        });
        // What is said while a connection breaks may never be known to have failed.
        tokio::select! {
            _ = settling => {}
            () = broken(&publisher) => {}
        }
        drop(unsettled);
        hush(|| drop((delivered, publisher)));
    }

    async fn handle(&self, delivered: &Delivered, queue: Arc<str>) -> Answer {
        let oversized = delivered.data.len() > self.max_bytes;
        // A body that is not handled is not copied either.
        let body = if oversized { Vec::new() } else { delivered.data.clone() };
        let routing_key = delivered.routing_key.as_str();
        let message = properties::message(routing_key, body, &delivered.properties);
        if self.skip.as_ref().is_some_and(|skip| skip(&message)) {
            return Answer::Done;
        }
        let unfit = properties::is_unfit(&delivered.properties);
        let print = self.seen().print(&message);
        let mut attempt = self.recount.attempt(delivered);
        let mut spent = false;
        if attempt > 1 && self.recount.counts() {
            self.settling.wait(&self.print(delivered, None)).await;
        }
        if self.recount.counts() && !self.has_met(self.print(delivered, Some(attempt))) && delivered.redelivered {
            // It was somebody else's before, who may have died of it: that counts, and is written down before it is tried.
            if attempt < self.limit && Recount::is_portable(delivered) {
                return Answer::Again(Duration::ZERO, attempt + 1);
            }
            spent = attempt >= self.limit;
            attempt += 1;
        }
        self.state.consumed();
        let duplicate = !oversized && !unfit && self.seen().contains(&print);
        if duplicate {
            self.state.duplicate();
        } else if self.counts || oversized || unfit {
            self.state.counters.consume();
        }
        let delivery = Delivery {
            message,
            system: SYSTEM,
            queue,
            destination: Arc::clone(&self.destination),
            attempt,
            last: attempt >= self.limit,
            redelivered: delivered.redelivered || attempt > 1,
            tag: Some(delivered.delivery_tag),
        };
        if duplicate {
            pass_over(&delivery);
            return Answer::Done;
        }
        if oversized {
            refuse(&delivery, reason::OVERSIZED);
            return self.give_up(DropReason::Oversized);
        }
        if unfit {
            refuse(&delivery, reason::INVALID);
            return self.give_up(DropReason::Invalid);
        }
        if spent {
            refuse(&delivery, reason::CANCELLED);
            return self.give_up(DropReason::Invalid);
        }
        let began = Instant::now();
        match process(&*self.handler, &delivery).await {
            Verdict::Done => {
                self.seen().add(print);
                if self.counts {
                    self.state.counters.forward();
                }
                Answer::Done
            }
            Verdict::Failed if !delivery.last => {
                let backoff = Backoff { least: self.retry_delay, most: LONGEST_RETRY };
                Answer::Again(backoff.after(attempt).saturating_sub(began.elapsed()), attempt + 1)
            }
            // A hub behind the handler has counted it.
            Verdict::Hopeless if !self.counts => {
                self.state.dead();
                Answer::GivenUp
            }
            Verdict::Failed | Verdict::Hopeless => self.give_up(DropReason::Invalid),
        }
    }

    fn give_up(&self, reason: DropReason) -> Answer {
        self.state.dead();
        self.state.counters.lose(reason, 1);
        Answer::GivenUp
    }

    /// Whether it has come here before; it has from now on.
    fn has_met(&self, print: Print) -> bool {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let known = met.contains(&print);
        met.add(print);
        known
    }

    /// What a delivery is known by here, whether its message has an id or not.
    fn print(&self, delivered: &Delivered, attempt: Option<u64>) -> Print {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        met.print_of(|hasher| {
            let id = delivered.properties.message_id().as_ref().map(|id| id.as_str());
            (delivered.routing_key.as_str(), id, &*delivered.data, attempt).hash(hasher);
        })
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns when the channel, and with it its connection, is gone.
async fn broken(channel: &Channel) {
    while channel.status().connected() {
        tokio::time::sleep(LOOK).await;
    }
}
