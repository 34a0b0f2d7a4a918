use std::fmt;
use std::sync::Arc;

use super::local::Local;
use crate::hub::Outlet;
use crate::{Hub, LinkStats};

/// A hub's link to a broker. The hub's own subscribers get the hub's events without it, whether the broker is there or not;
/// what other instances publish comes in through it.
///
/// ```
/// use tracewell_messaging::{Hub, Link};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let hub = Hub::default();
/// let link = Link::in_process(&hub); // one instance alone
/// assert!(hub.stats().is_connected());
/// link.stop().await;
/// # }
/// ```
pub struct Link(Kind);

enum Kind {
    Local(Arc<Local>),
    #[cfg(feature = "amqp")]
    Remote(Box<super::remote::Remote>),
}

impl Link {
    /// The link of an instance that is alone: there is nobody to share events with. It says so in the log, and in the
    /// hub's statistics.
    #[must_use]
    pub fn in_process(hub: &Hub) -> Self {
        Self(Kind::Local(Local::start(hub)))
    }

    /// Shares a hub's events with all other hubs on this exchange, on the current tokio runtime. It connects in the
    /// background, and again whenever it has to. Each hub has a queue of its own there, which goes with its connection:
    /// what others publish while this one is away, its subscribers do not get.
    ///
    /// What is published while the broker is away waits, at most 1024 events, and is sent when it is back. A hub is linked
    /// once; a second link to the same one only listens.
    #[cfg(feature = "amqp")]
    #[must_use]
    pub fn rabbitmq(hub: &Hub, settings: crate::RabbitMqBuilder) -> Self {
        Self(Kind::Remote(Box::new(super::remote::Remote::start(hub, settings))))
    }

    /// How it is doing.
    #[must_use]
    pub fn stats(&self) -> LinkStats {
        match &self.0 {
            Kind::Local(local) => Outlet::stats(&**local),
            #[cfg(feature = "amqp")]
            Kind::Remote(remote) => remote.stats(),
        }
    }

    /// Sends what waits, as far as that is possible within five seconds, and closes the link.
    pub async fn stop(self) {
        match self.0 {
            Kind::Local(local) => local.stop(),
            #[cfg(feature = "amqp")]
            Kind::Remote(remote) => remote.stop().await,
        }
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
