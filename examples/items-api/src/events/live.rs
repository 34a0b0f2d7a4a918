use std::future::Future;

use tracewell::messaging::{Hub, Link};
use tracewell::names::event::FEATURE_NOT_COMPILED;
use tracewell::names::target;
use tracewell::names::variable::AMQP_URL;

use super::Events;

/// The exchange that instances of this service share.
#[cfg(feature = "amqp")]
const EXCHANGE: &str = "items-api.events";

/// The most event streams, and the most of one team: the rest of what connections there may be is left to requests, and to
/// other teams.
const STREAMS: usize = 900;
const STREAMS_OF_TEAM: usize = 450;

/// The hub of this process, with its link to others.
#[derive(Debug)]
pub(crate) struct Live {
    hub: Hub,
    link: Link,
}

impl Live {
    /// A hub, linked to those of other instances if `AMQP_URL` says where. To be called inside the runtime, and when there
    /// is a recorder of metrics.
    pub(crate) fn start() -> Self {
        let hub = Hub::builder().max_subscribers(STREAMS, STREAMS_OF_TEAM).build();
        let link = match std::env::var_os(AMQP_URL).filter(|url| !url.is_empty()) {
            Some(url) => linked(&hub, url.to_str().unwrap_or_default()),
            None => Link::in_process(&hub),
        };
        Self { hub, link }
    }

    pub(crate) fn events(&self, page: bool) -> Events {
        Events::new(self.hub.clone(), page)
    }

    /// Ends all streams once `stop` returns: they would run for as long as the drain lasts otherwise.
    pub(crate) fn end_streams_after(&self, stop: impl Future<Output = ()>) -> impl Future<Output = ()> {
        let hub = self.hub.clone();
        async move {
            stop.await;
            hub.close();
        }
    }

    pub(crate) async fn stop(self) {
        self.link.stop().await;
    }
}

#[cfg(feature = "amqp")]
fn linked(hub: &Hub, url: &str) -> Link {
    use tracewell::messaging::{InvalidUrl, RabbitMq};
    use tracewell::names::event::CONFIG_INVALID;

    match RabbitMq::builder(url) {
        Ok(settings) => return Link::rabbitmq(hub, settings.exchange(EXCHANGE)),
        // Not in clear instead: the password is in there.
        Err(InvalidUrl::TlsNotCompiled) => not_compiled("amqp-tls"),
        Err(_) => tracing::warn!(target: target::INIT, message = CONFIG_INVALID, variable = AMQP_URL),
    }
    Link::in_process(hub)
}

#[cfg(not(feature = "amqp"))]
fn linked(hub: &Hub, _: &str) -> Link {
    not_compiled("amqp");
    Link::in_process(hub)
}

fn not_compiled(feature: &'static str) {
    tracing::warn!(target: target::INIT, message = FEATURE_NOT_COMPILED, feature, variable = AMQP_URL);
}
