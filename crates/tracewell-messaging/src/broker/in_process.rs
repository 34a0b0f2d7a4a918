use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::backoff::Backoff;
use super::handler::{AnyHandler, Handler};
use super::process::{Delivery, Verdict, process};
use super::state::State;
use super::{BoxFuture, Broker, Message, PublishFailure, meter, tell};
use crate::counters::Counters;
use crate::{DropReason, LinkStats, trace};

/// `backend` of what needs no broker.
pub(crate) const IN_PROCESS: &str = "in_process";
/// How long a message that is being handled may take to end when the broker is stopped.
const DRAIN: Duration = Duration::from_secs(10);

/// A broker inside the process: a bounded queue, and a handler with the same context, lines and attempts as behind
/// RabbitMQ. What is in it when the process dies is gone.
///
/// ```
/// use std::sync::Arc;
/// use tracewell_messaging::{Broker, Failure, InProcess, Message};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let broker = InProcess::builder("orders").start(|message: Message| async move {
///     assert_eq!(message.body(), "7");
///     Ok::<(), Failure>(())
/// });
/// broker.publish(Message::new("order.placed", "7")).await?;
/// broker.stop().await; // `message_processed` is written
/// assert_eq!(broker.stats().consumed(), 1);
/// # Ok(()) }
/// ```
pub struct InProcess {
    shared: Arc<Shared>,
    sender: Mutex<Option<mpsc::Sender<Message>>>,
    stop: watch::Sender<bool>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    state: State,
    queue: Arc<str>,
    limit: u64,
    backoff: Backoff,
}

/// How an in-process broker is made: a queue of 1024 messages, five attempts, and a tenth of a second before the second.
#[derive(Clone, Debug)]
#[must_use = "a broker is there once it is started"]
pub struct InProcessBuilder {
    queue: Box<str>,
    capacity: usize,
    limit: u64,
    backoff: Backoff,
}

impl InProcess {
    /// A builder for a broker whose queue has this name.
    pub fn builder(queue: &str) -> InProcessBuilder {
        InProcessBuilder {
            queue: queue.into(),
            capacity: 1024,
            limit: 5,
            backoff: Backoff { least: Duration::from_millis(100), most: Duration::from_secs(10) },
        }
    }
}

impl InProcessBuilder {
    /// How many messages may wait.
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = messages.max(1);
        self
    }

    /// How often a message is tried before it is given up.
    pub fn delivery_limit(mut self, attempts: u64) -> Self {
        self.limit = attempts.max(1);
        self
    }

    /// How long to wait before the second attempt; the wait doubles with each.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.backoff.least = delay;
        self
    }

    /// Starts it on the current tokio runtime.
    pub fn start(self, handler: impl Handler) -> InProcess {
        let (sender, receiver) = mpsc::channel(self.capacity);
        let (stop, stopping) = watch::channel(false);
        let mut state = State::new(IN_PROCESS, "", Arc::new(Counters::new()));
        let queue: Arc<str> = self.queue.into();
        state.queue = Some(Arc::clone(&queue));
        let shared = Arc::new(Shared { state, queue, limit: self.limit, backoff: self.backoff });
        tell::started(&shared.state);
        shared.state.attempt();
        shared.state.connected();
        tell::connected(&shared.state, Some(&shared.queue));
        let worker = tokio::spawn(work(Arc::clone(&shared), receiver, Arc::new(handler), stopping));
        InProcess { shared, sender: Mutex::new(Some(sender)), stop, worker: Mutex::new(Some(worker)) }
    }
}

async fn work(
    shared: Arc<Shared>,
    mut messages: mpsc::Receiver<Message>,
    handler: Arc<dyn AnyHandler>,
    mut stopping: watch::Receiver<bool>,
) {
    while let Some(message) = messages.recv().await {
        shared.state.waited(1);
        shared.state.consumed();
        shared.state.counters.consume();
        let mut delivery = Delivery {
            message,
            system: IN_PROCESS,
            queue: Arc::clone(&shared.queue),
            destination: Arc::clone(&shared.queue),
            attempt: 1,
            last: shared.limit <= 1 || *stopping.borrow(),
            redelivered: false,
            tag: None,
        };
        loop {
            match process(&*handler, &delivery).await {
                Verdict::Done => {
                    shared.state.counters.forward();
                    break;
                }
                Verdict::Failed if !delivery.last => {
                    let delay = shared.backoff.after(delivery.attempt);
                    let _ = tokio::time::timeout(delay, stopping.changed()).await;
                    delivery.attempt += 1;
                    // Who stops it gets one more attempt, without a pause, and no further ones.
                    delivery.last = delivery.attempt >= shared.limit || *stopping.borrow();
                    delivery.redelivered = true;
                }
                Verdict::Failed | Verdict::Hopeless => {
                    shared.state.dead();
                    shared.state.counters.lose(DropReason::Invalid, 1);
                    break;
                }
            }
        }
    }
}

impl Broker for InProcess {
    fn publish(&self, message: Message) -> BoxFuture<'_, Result<(), PublishFailure>> {
        Box::pin(async move {
            let _span = trace::publish(IN_PROCESS, "", &message).entered();
            let began = Instant::now();
            let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let outcome = match sender.as_ref().map(mpsc::Sender::try_reserve) {
                Some(Ok(place)) => {
                    self.shared.state.wait();
                    place.send(message);
                    Ok(())
                }
                Some(Err(mpsc::error::TrySendError::Full(()))) => Err(PublishFailure::QueueFull),
                Some(Err(mpsc::error::TrySendError::Closed(()))) | None => Err(PublishFailure::Unreachable),
            };
            match outcome {
                Ok(()) => self.shared.state.published(),
                Err(_) => self.shared.state.counters.lose(DropReason::QueueFull, 1),
            }
            meter::published(IN_PROCESS, &self.shared.queue, outcome.err(), began.elapsed());
            outcome
        })
    }

    fn stats(&self) -> LinkStats {
        self.shared.state.stats()
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            drop(self.sender.lock().unwrap_or_else(PoisonError::into_inner).take());
            self.stop.send_replace(true);
            let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(mut worker) = worker {
                if tokio::time::timeout(DRAIN, &mut worker).await.is_err() {
                    worker.abort();
                    let _ = worker.await;
                }
                // What nobody came to any more.
                self.shared.state.waited(usize::MAX);
                self.shared.state.disconnected();
                tell::stopped(&self.shared.state);
            }
        })
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
