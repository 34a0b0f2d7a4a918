use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lapin::message::Delivery as Delivered;
use lapin::options::{BasicAckOptions, BasicNackOptions};
use tokio::sync::watch;
use tracewell_names::reason;

use super::builder::Skip;
use super::hush::{Hushed, hush};
use super::properties;
use super::rabbit_mq::SYSTEM;
use crate::DropReason;
use crate::broker::backoff::Backoff;
use crate::broker::handler::AnyHandler;
use crate::broker::process::{Delivery, Verdict, process, refuse};
use crate::broker::seen::Seen;
use crate::broker::state::State;

/// The longest wait before a message goes back for another attempt.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// What handling a delivery takes.
pub(super) struct Consume {
    pub(super) handler: Arc<dyn AnyHandler>,
    pub(super) state: Arc<State>,
    pub(super) seen: Mutex<Seen>,
    pub(super) skip: Option<Skip>,
    pub(super) queue: Arc<str>,
    pub(super) max_bytes: usize,
    pub(super) limit: u64,
    pub(super) retry_delay: Duration,
    /// Whether each delivery is counted here, and not by a hub behind the handler.
    pub(super) counts: bool,
}

/// What is said to the broker.
enum Answer {
    Done,
    Again,
    GivenUp,
}

impl Consume {
    pub(super) async fn take(&self, delivered: Delivered, mut stopping: watch::Receiver<bool>) {
        let answer = self.handle(&delivered, &mut stopping).await;
        // A connection that broke meanwhile has forgotten this delivery: it comes again, on the next one.
        let requeue = matches!(answer, Answer::Again);
        let _ = Hushed::new(async {
            match answer {
                Answer::Done => delivered.acker.ack(BasicAckOptions::default()).await,
                Answer::Again | Answer::GivenUp => {
                    delivered.acker.nack(BasicNackOptions { requeue, ..BasicNackOptions::default() }).await
                }
            }
        })
        .await;
        hush(|| drop(delivered));
    }

    async fn handle(&self, delivered: &Delivered, stopping: &mut watch::Receiver<bool>) -> Answer {
        let oversized = delivered.data.len() > self.max_bytes;
        // A body that is not handled is not copied either.
        let body = if oversized { Vec::new() } else { delivered.data.clone() };
        let routing_key = delivered.routing_key.as_str();
        let message = properties::message(routing_key, body, &delivered.properties);
        if self.skip.as_ref().is_some_and(|skip| skip(&message)) {
            return Answer::Done;
        }
        self.state.consumed();
        if self.seen().contains(message.id()) {
            self.state.duplicate();
            return Answer::Done;
        }
        let unfit = properties::is_unfit(&delivered.properties);
        if self.counts || oversized || unfit {
            self.state.counters.consume();
        }
        let delivery = Delivery {
            message,
            system: SYSTEM,
            queue: Arc::clone(&self.queue),
            attempt: properties::attempt(&delivered.properties, delivered.redelivered),
            redelivered: delivered.redelivered,
            tag: Some(delivered.delivery_tag),
        };
        if oversized {
            refuse(&delivery, reason::OVERSIZED);
            return self.give_up(DropReason::Oversized);
        }
        if unfit {
            refuse(&delivery, reason::INVALID);
            return self.give_up(DropReason::Invalid);
        }
        let began = Instant::now();
        match process(&*self.handler, &delivery).await {
            Verdict::Done => {
                self.seen().add(delivery.message.id());
                if self.counts {
                    self.state.counters.forward();
                }
                Answer::Done
            }
            Verdict::Failed if delivery.attempt < self.limit => {
                let backoff = Backoff { least: self.retry_delay, most: LONGEST_RETRY };
                let pause = backoff.after(delivery.attempt).saturating_sub(began.elapsed());
                let _ = tokio::time::timeout(pause, stopping.changed()).await;
                Answer::Again
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

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
