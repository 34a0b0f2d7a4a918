use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lapin::options::BasicPublishOptions;
use lapin::types::ShortString;
use lapin::{Channel, Confirmation};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tracing::Instrument as _;

use super::builder::{InvalidUrl, RabbitMqBuilder};
use super::consume::Consume;
use super::hush::Hushed;
use super::properties;
use super::recount::Recount;
use super::settling::Settling;
use super::supervise::Supervisor;
use crate::broker::handler::AnyHandler;
use crate::broker::seen::Seen;
use crate::broker::state::State;
use crate::broker::{BoxFuture, Broker, Message, PublishFailure, meter};
use crate::counters::Counters;
use crate::{DropReason, LinkStats, trace};

/// `backend` of RabbitMQ, and its name by the semantic conventions.
pub(super) const SYSTEM: &str = "rabbitmq";

/// How many deliveries are remembered at least, to know which of them came here before.
const MET: usize = 1024;

/// A link to RabbitMQ that stays: it connects in the background, declares what it needs, publishes with confirmations,
/// consumes with acknowledgements, and begins again with growing pauses when anything breaks.
///
/// ```no_run
/// use tracewell_messaging::{Broker, Failure, Message, Queue, RabbitMq};
///
/// # async fn work(message: Message) -> Result<(), std::io::Error> { Ok(()) }
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let url = std::env::var("AMQP_URL")?;
/// let queue = Queue::shared("orders").bind("order.*").dead_letter();
/// let broker = RabbitMq::builder(&url)?.exchange("shop").queue(queue).start(|message: Message| async move {
///     work(message).await?; // in the context that the message carries; an error is tried again
///     Ok::<(), Failure>(())
/// });
/// broker.publish(Message::new("order.placed", "7")).await?; // confirmed
/// broker.stop().await;
/// # Ok(()) }
/// ```
pub struct RabbitMq {
    state: Arc<State>,
    exchange: ShortString,
    publisher: watch::Receiver<Option<Channel>>,
    timeout: Duration,
    max_bytes: usize,
    options: BasicPublishOptions,
    stop: watch::Sender<bool>,
    supervisor: Mutex<Option<JoinHandle<()>>>,
}

impl RabbitMq {
    /// A builder for a link to the broker at this URL.
    ///
    /// # Errors
    ///
    /// It is no URL of a broker.
    pub fn builder(url: &str) -> Result<RabbitMqBuilder, InvalidUrl> {
        RabbitMqBuilder::new(url)
    }

    pub(super) fn start(settings: RabbitMqBuilder, handler: Option<Arc<dyn AnyHandler>>) -> Self {
        let counts = settings.counters.is_none();
        let counters = settings.counters.clone().unwrap_or_else(|| Arc::new(Counters::new()));
        let mut state = State::new(SYSTEM, &settings.exchange, counters);
        if let Some(queue) = &settings.queue {
            state.queue = queue.shared.then(|| Arc::from(&*queue.name));
            state.binding_key = (!queue.bindings.is_empty()).then(|| queue.bindings.join(" ").into());
        }
        let state = Arc::new(state);
        let consume = settings.queue.as_ref().zip(handler).map(|(queue, handler)| {
            Arc::new(Consume {
                handler,
                state: Arc::clone(&state),
                seen: Mutex::new(Seen::new(queue.remember)),
                met: Mutex::new(Seen::new(queue.remember.max(MET))),
                settling: Settling::default(),
                recount: Recount::of(queue, settings.timeout),
                skip: settings.skip.clone(),
                // A name that the broker makes up is another one each time.
                destination: if queue.shared { Arc::from(&*queue.name) } else { Arc::from(&*settings.exchange) },
                // Those that are handled have their share of what is under way.
                pausing: Semaphore::new(usize::from(queue.prefetch).saturating_sub(queue.concurrency).max(1)),
                max_bytes: settings.max_message_bytes,
                // Only a shared queue counts deliveries; of any other it is known whether this is the first.
                limit: if queue.shared { queue.delivery_limit } else { queue.delivery_limit.min(2) },
                retry_delay: queue.retry_delay,
                counts,
            })
        });
        let (stop, stopping) = watch::channel(false);
        let (sender, publisher) = watch::channel(None);
        let exchange = ShortString::try_new(&*settings.exchange).unwrap_or_default();
        let (timeout, max_bytes, mandatory) = (settings.timeout, settings.max_message_bytes, settings.mandatory);
        let supervisor = Supervisor {
            settings,
            state: Arc::clone(&state),
            consume,
            publisher: sender,
            stopping,
            tasks: JoinSet::new(),
            slots: None,
        };
        Self {
            state,
            exchange,
            publisher,
            timeout,
            max_bytes,
            options: BasicPublishOptions { mandatory, ..BasicPublishOptions::default() },
            stop,
            supervisor: Mutex::new(Some(tokio::spawn(supervisor.run()))),
        }
    }

    /// Hands a message to the connection, waiting for one if need be; what it returns waits for the broker's word.
    pub(crate) async fn begin(
        &self,
        message: &Message,
    ) -> Result<impl Future<Output = Result<(), PublishFailure>> + Send + use<>, PublishFailure> {
        let began = Instant::now();
        let span = trace::publish(SYSTEM, &self.state.exchange, message);
        let sent = self.send(message).instrument(span.clone()).await;
        let (state, timeout) = (Arc::clone(&self.state), self.timeout);
        let confirm = sent.map(Hushed::new).inspect_err(|failure| {
            trace::fail(&span, failure.error_type());
            meter::published(SYSTEM, &state.exchange, Some(*failure), began.elapsed());
        })?;
        let confirmed = async move {
            let outcome = match tokio::time::timeout(timeout, confirm).await {
                Err(_) => Err(PublishFailure::Timeout),
                Ok(Err(_)) => Err(PublishFailure::ConnectionClosed),
                Ok(Ok(Confirmation::Ack(None) | Confirmation::NotRequested)) => Ok(()),
                Ok(Ok(Confirmation::Ack(Some(_)))) => Err(PublishFailure::Unroutable),
                Ok(Ok(Confirmation::Nack(_))) => Err(PublishFailure::Rejected),
            };
            match outcome {
                Ok(()) => state.published(),
                Err(failure) => {
                    trace::fail(&span, failure.error_type());
                    if !failure.is_temporary() {
                        state.counters.lose(DropReason::Invalid, 1);
                    }
                }
            }
            meter::published(SYSTEM, &state.exchange, outcome.err(), began.elapsed());
            outcome
        };
        Ok(confirmed)
    }

    async fn send(&self, message: &Message) -> Result<lapin::PublisherConfirm, PublishFailure> {
        if message.body().len() > self.max_bytes {
            self.state.counters.lose(DropReason::Oversized, 1);
            return Err(PublishFailure::Oversized);
        }
        let routing_key = ShortString::try_new(message.routing_key()).map_err(|_| {
            self.state.counters.lose(DropReason::Invalid, 1);
            PublishFailure::Invalid
        })?;
        let channel = self.channel().await?;
        let properties = properties::of(message);
        let sending =
            channel.basic_publish(self.exchange.clone(), routing_key, self.options, message.body(), properties);
        match tokio::time::timeout(self.timeout, Hushed::new(sending)).await {
            Ok(Ok(confirm)) => Ok(confirm),
            Ok(Err(_)) => Err(PublishFailure::ConnectionClosed),
            Err(_) => Err(PublishFailure::Timeout),
        }
    }

    /// The channel of the connection there is, or of the one there is in time.
    async fn channel(&self) -> Result<Channel, PublishFailure> {
        if let Some(channel) = self.publisher.borrow().as_ref() {
            return Ok(channel.clone());
        }
        let mut publisher = self.publisher.clone();
        let waiting = async {
            match publisher.wait_for(Option::is_some).await {
                Ok(channel) => channel.clone(),
                Err(_) => None,
            }
        };
        let channel = tokio::time::timeout(self.timeout, waiting).await.ok().flatten();
        channel.ok_or(PublishFailure::Unreachable)
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.publisher.borrow().is_some()
    }

    pub(crate) fn state(&self) -> &State {
        &self.state
    }
}

impl Broker for RabbitMq {
    fn publish(&self, message: Message) -> BoxFuture<'_, Result<(), PublishFailure>> {
        Box::pin(async move { self.begin(&message).await?.await })
    }

    fn stats(&self) -> LinkStats {
        self.state.stats()
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.stop.send_replace(true);
            let supervisor = self.supervisor.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(supervisor) = supervisor {
                let _ = supervisor.await;
            }
        })
    }
}

impl fmt::Debug for RabbitMq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMq").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
