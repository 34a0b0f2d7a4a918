use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use lapin::Channel;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval};
use tracewell_names::reason;
use tracing::Instrument as _;

use super::builder::RabbitMqBuilder;
use super::consume::Consume;
use super::hush::Hushed;
use super::rabbit_mq::SYSTEM;
use super::session::{Consuming, Session};
use super::trouble;
use crate::broker::state::State;
use crate::broker::tell::{self, Trouble};
use crate::trace;

/// How long handlers may take to end when the link is stopped.
const DRAIN: Duration = Duration::from_secs(10);
/// How often a connection is looked at that nothing comes from.
const LOOK: Duration = Duration::from_millis(250);

/// Keeps a link up until it is stopped: connects, consumes, and begins again when anything breaks.
pub(super) struct Supervisor {
    pub(super) settings: RabbitMqBuilder,
    pub(super) state: Arc<State>,
    pub(super) consume: Option<Arc<Consume>>,
    pub(super) publisher: watch::Sender<Option<Channel>>,
    pub(super) stopping: watch::Receiver<bool>,
    /// Handlers at work, who outlive the connection that their message came by.
    pub(super) tasks: JoinSet<()>,
    /// Room for handlers at work.
    pub(super) slots: Option<Arc<Semaphore>>,
}

impl Supervisor {
    pub(super) async fn run(mut self) {
        tell::started(&self.state);
        while !*self.stopping.borrow() {
            let attempt = self.state.attempt();
            tell::connecting(&self.state, attempt);
            let span = trace::connect(SYSTEM, &self.state.exchange);
            let mut stopping = self.stopping.clone();
            let opening = Session::open(&self.settings).instrument(span.clone());
            let opened = tokio::select! {
                opened = opening => opened,
                _ = stopping.changed() => break,
            };
            let trouble = match opened {
                Ok(session) => match self.serve(session).await {
                    Some(trouble) => trouble,
                    None => break,
                },
                Err(trouble) => {
                    trace::fail(&span, trouble.error_type);
                    trouble
                }
            };
            drop(span);
            self.publisher.send_replace(None);
            let failures = self.state.failed(&trouble.last_error);
            tell::disconnected(&self.state, failures, &trouble);
            let delay = self.settings.backoff.after(failures);
            tell::retry_scheduled(&self.state, failures, delay, &trouble);
            let _ = tokio::time::timeout(delay, stopping.changed()).await;
        }
        self.publisher.send_replace(None);
        // Handlers whose connection is gone may still end what they are at.
        self.drain().await;
        self.state.disconnected();
        tell::stopped(&self.state);
    }

    /// Serves one connection. `None`: it was stopped.
    async fn serve(&mut self, mut session: Session) -> Option<Trouble> {
        self.state.connected();
        let queue = session.consuming.as_ref().map(|consuming| consuming.queue.clone());
        tell::connected(&self.state, queue.as_ref().map(|queue| queue.as_str()));
        if self.state.current_attempt() > 1
            && let Some(again) = &self.settings.again
        {
            again();
        }
        self.publisher.send_replace(Some(session.publisher.clone()));
        let ended = self.work(&mut session).await;
        if ended.is_none() {
            // Before the connection goes, which their acknowledgements need.
            self.drain().await;
        }
        self.publisher.send_replace(None);
        match &ended {
            // Closing tells the broker to give what is under way to others at once.
            Some(_) => drop(tokio::spawn(session.close())),
            None => session.close().await,
        }
        ended
    }

    async fn work(&mut self, session: &mut Session) -> Option<Trouble> {
        let Self { settings, consume, stopping, tasks, slots, .. } = self;
        let never: Vec<_> = settings.secrets.iter().map(String::as_str).collect();
        let concurrency = settings.queue.as_ref().map_or(1, |queue| queue.concurrency.min(Semaphore::MAX_PERMITS));
        let queue: Arc<str> = session.consuming.as_ref().map_or("", |consuming| consuming.queue.as_str()).into();
        let slots = slots.get_or_insert_with(|| Arc::new(Semaphore::new(concurrency)));
        let mut slot = None;
        let silence = settings.queue.as_ref().and_then(|queue| queue.silence);
        let mut heard = Instant::now();
        let mut look = interval(LOOK);
        loop {
            if *stopping.borrow() {
                return None;
            }
            tokio::select! {
                _ = stopping.changed() => return None,
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                free = Arc::clone(slots).acquire_owned(), if slot.is_none() => slot = free.ok(),
                delivered = next(session.consuming.as_mut()), if slot.is_some() => {
                    heard = Instant::now();
                    match (delivered, &consume, slot.take()) {
                        (Some(Ok(delivered)), Some(consume), Some(slot)) => {
                            let (consume, queue, stopping) = (Arc::clone(consume), Arc::clone(&queue), stopping.clone());
                            let publisher = session.publisher.clone();
                            tasks.spawn(async move { consume.take(delivered, publisher, queue, slot, stopping).await });
                        }
                        (Some(Err(error)), ..) => return Some(trouble::of(&error, &never)),
                        (None, ..) if session.is_broken() => return Some(closed()),
                        // The broker took the consumer away: its queue was deleted, or its node left.
                        (None, ..) => return Some(cancelled()),
                        (Some(Ok(_)), ..) => {}
                    }
                }
                _ = look.tick() => {
                    if session.is_broken() {
                        return Some(closed());
                    }
                    if let (Some(silence), Some(consuming)) = (silence, &session.consuming)
                        && heard.elapsed() >= silence
                    {
                        if let Err(trouble) = consuming.probe(tasks.is_empty(), settings.timeout, &never).await {
                            return Some(trouble);
                        }
                        heard = Instant::now();
                    }
                }
            }
        }
    }

    async fn drain(&mut self) {
        let tasks = &mut self.tasks;
        let drained = tokio::time::timeout(DRAIN, async { while tasks.join_next().await.is_some() {} });
        if drained.await.is_err() {
            tasks.shutdown().await;
        }
    }
}

async fn next(consuming: Option<&mut Consuming>) -> Option<lapin::Result<lapin::message::Delivery>> {
    match consuming {
        Some(consuming) => Hushed::new(consuming.consumer.next()).await,
        None => std::future::pending().await,
    }
}

fn closed() -> Trouble {
    trouble::known(reason::CONNECTION_CLOSED, "the connection to the broker closed")
}

fn cancelled() -> Trouble {
    trouble::known(reason::CONSUMER_CANCELLED, "the broker cancelled the consumer")
}
