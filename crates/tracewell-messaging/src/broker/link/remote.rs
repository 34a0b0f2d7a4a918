use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tracewell_names::reason;
use uuid::Uuid;

use super::outbox::{self, CAPACITY};
use super::wire;
use crate::broker::amqp::{RabbitMq, RabbitMqBuilder};
use crate::broker::seen::Seen;
use crate::broker::{Broker as _, Failure, Message};
use crate::hub::{Outlet, WeakHub};
use crate::{DropReason, Event, Hub, LinkStats, Queue, Topic};

/// How many messages are remembered to know one that comes again.
const REMEMBERED: usize = 4096;
/// How many messages are on their way to this instance at a time.
const PREFETCH: u16 = 64;

/// A hub linked to RabbitMQ.
pub(super) struct Remote {
    broker: Arc<RabbitMq>,
    outbox: Arc<Outbox>,
    stop: watch::Sender<bool>,
    pump: JoinHandle<usize>,
    hub: Hub,
}

impl Remote {
    pub(super) fn start(hub: &Hub, settings: RabbitMqBuilder) -> Self {
        let origin: Arc<str> = Uuid::now_v7().to_string().into();
        // One after the other: what one instance publishes in order arrives in order.
        let queue = Queue::private().bind("#").prefetch(PREFETCH).concurrency(1);
        let inlet = Inlet {
            hub: hub.downgrade(),
            origin: Arc::clone(&origin),
            seen: Arc::new(Mutex::new(Seen::new(REMEMBERED))),
        };
        let settings = settings.queue(queue).counters(hub.shared_counters());
        let settings = {
            let origin = Arc::clone(&origin);
            settings.skip(Arc::new(move |message: &Message| wire::is_from(message, &origin)))
        };
        let listening = hub.downgrade();
        let settings = settings.again(Arc::new(move || {
            if let Some(hub) = listening.upgrade() {
                hub.lose_others();
            }
        }));
        let broker = Arc::new(settings.start(move |message: Message| {
            let outcome = inlet.take(&message);
            async move { outcome }
        }));
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let (stop, stopping) = watch::channel(false);
        let pump = tokio::spawn(outbox::pump(Arc::clone(&broker), receiver, stopping));
        let outbox = Arc::new(Outbox { broker: Arc::clone(&broker), sender, origin });
        hub.join(Arc::clone(&outbox) as Arc<dyn Outlet>);
        Self { broker, outbox, stop, pump, hub: hub.clone() }
    }

    pub(super) fn stats(&self) -> LinkStats {
        Outlet::stats(&*self.outbox)
    }

    pub(super) async fn stop(self) {
        self.stop.send_replace(true);
        let lost = self.pump.await.unwrap_or_default();
        // There is nobody who could take them.
        self.hub.counters().lose(DropReason::SubscriberGone, lost);
        self.broker.stop().await;
    }
}

/// What other instances publish, on its way into the hub.
struct Inlet {
    hub: WeakHub,
    origin: Arc<str>,
    seen: Arc<Mutex<Seen>>,
}

impl Inlet {
    fn take(&self, message: &Message) -> Result<(), Failure> {
        let Some(hub) = self.hub.upgrade() else { return Ok(()) };
        if wire::is_from(message, &self.origin) {
            return Ok(());
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let print = seen.print(message);
        if seen.contains(&print) {
            return Ok(());
        }
        let Some((topic, event, at)) = wire::from_message(message) else {
            hub.counters().consume();
            hub.counters().lose(DropReason::Invalid, 1);
            return Err(Failure::refusal(reason::INVALID));
        };
        // What is wrong with it is its publisher's doing: refused and told, and no failure of this instance.
        hub.deliver(&topic, &event, at).map_err(|error| Failure::refusal(error.drop_reason().as_str()))?;
        seen.add(print);
        Ok(())
    }
}

/// What this hub publishes, on its way to other instances.
struct Outbox {
    broker: Arc<RabbitMq>,
    sender: mpsc::Sender<Message>,
    origin: Arc<str>,
}

impl Outlet for Outbox {
    fn forward(&self, topic: &Topic, event: &Event) -> bool {
        match self.sender.try_reserve() {
            Ok(place) => {
                self.broker.state().wait();
                place.send(wire::to_message(topic, event, &self.origin));
                true
            }
            Err(_) => false,
        }
    }

    fn stats(&self) -> LinkStats {
        self.broker.stats()
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}
