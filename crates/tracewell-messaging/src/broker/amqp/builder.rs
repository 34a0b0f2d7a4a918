use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use lapin::uri::{AMQPScheme, AMQPUri};

use super::guarded::MAX_FRAME;
use super::queue::Queue;
use super::rabbit_mq::RabbitMq;
use crate::broker::Message;
use crate::broker::backoff::Backoff;
use crate::broker::handler::{AnyHandler, Handler};
use crate::counters::Counters;

/// The least that AMQP 0-9-1 allows a peer to offer, in bytes.
const MIN_FRAME: u32 = 4096;

/// Which messages are nobody's business here.
pub(crate) type Skip = Arc<dyn Fn(&Message) -> bool + Send + Sync>;

/// What is done when the link is up that was not before: what was published meanwhile has passed by.
pub(crate) type Again = Arc<dyn Fn() + Send + Sync>;

/// How a link to RabbitMQ is made.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`exchange`](Self::exchange) | none: the default exchange | messages go to the queue that their routing key names |
/// | [`queue`](Self::queue) | none: it only publishes | |
/// | [`timeout`](Self::timeout) | 5 s | for a connection, an answer, a confirmation |
/// | [`backoff`](Self::backoff) | 250 ms to 30 s | between attempts to connect; doubles, with jitter |
/// | [`max_message_bytes`](Self::max_message_bytes) | 1 MiB | larger ones are refused, either way |
/// | [`unroutable`](Self::unroutable) | fails | a message that no queue takes is lost without a word otherwise |
/// | heartbeat | 10 s | unless the URL says `?heartbeat=N` |
/// | frame | 128 KiB | at most, and what the URL says in `?frame_max=N` below that |
#[derive(Clone)]
#[must_use = "a link is there once it is started"]
pub struct RabbitMqBuilder {
    pub(super) uri: AMQPUri,
    /// What must never be told.
    pub(super) secrets: Vec<String>,
    pub(super) exchange: Box<str>,
    pub(super) queue: Option<Queue>,
    pub(super) timeout: Duration,
    pub(super) backoff: Backoff,
    pub(super) max_message_bytes: usize,
    pub(super) mandatory: bool,
    pub(super) counters: Option<Arc<Counters>>,
    pub(super) skip: Option<Skip>,
    pub(super) again: Option<Again>,
}

/// An `AMQP_URL` that is of no use. It is not quoted: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// It is no URL of a broker.
    Malformed,
    /// It asks for TLS, and this build has none: without the feature `amqp-tls`. What it names is not connected to, as the
    /// password would go there in clear.
    TlsNotCompiled,
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a URL of the form amqp://user:password@host:port/vhost",
            Self::TlsNotCompiled => "amqps:// needs a build with the feature amqp-tls",
        })
    }
}

impl Error for InvalidUrl {}

impl RabbitMqBuilder {
    /// A link to the broker at `url`: `amqp://user:password@host:port/vhost`, or `amqps://…` with the feature `amqp-tls`
    /// (roots of the system, or those in the file that `SSL_CERT_FILE` names; aws-lc-rs, unless another provider is installed).
    ///
    /// # Errors
    ///
    /// It is no such URL, or `amqps://` in a build without `amqp-tls`.
    pub fn new(url: &str) -> Result<Self, InvalidUrl> {
        let mut uri: AMQPUri = url.parse().map_err(|_| InvalidUrl::Malformed)?;
        if uri.scheme == AMQPScheme::AMQPS && cfg!(not(feature = "amqp-tls")) {
            return Err(InvalidUrl::TlsNotCompiled);
        }
        uri.query.heartbeat.get_or_insert(10);
        // What is offered is what is held to, whatever the broker would like: buffers of many frames are made of it. 0 would
        // be without end.
        let frame = uri.query.frame_max.filter(|bytes| *bytes != 0).unwrap_or(MAX_FRAME);
        uri.query.frame_max = Some(frame.clamp(MIN_FRAME, MAX_FRAME));
        if uri.vhost.is_empty() {
            // `amqp://host/` is meant as it is written everywhere, not as the virtual host without a name.
            uri.vhost = "/".to_owned();
        }
        let secrets = secrets(url, &uri);
        Ok(Self {
            uri,
            secrets,
            exchange: "".into(),
            queue: None,
            timeout: Duration::from_secs(5),
            backoff: Backoff { least: Duration::from_millis(250), most: Duration::from_secs(30) },
            max_message_bytes: 1024 * 1024,
            mandatory: true,
            counters: None,
            skip: None,
            again: None,
        })
    }

    /// The topic exchange that is published to and that queues are bound to. It is declared, durable.
    pub fn exchange(mut self, name: &str) -> Self {
        self.exchange = name[..name.floor_char_boundary(255)].into();
        self
    }

    /// What is consumed.
    pub fn queue(mut self, queue: Queue) -> Self {
        self.queue = Some(queue);
        self
    }

    /// How long a connection, an answer or a confirmation may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The wait before the second attempt to connect, and the longest one.
    pub fn backoff(mut self, least: Duration, most: Duration) -> Self {
        self.backoff = Backoff { least, most };
        self
    }

    /// The largest message.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.max_message_bytes = bytes;
        self
    }

    /// Whether publishing a message that no queue takes fails.
    pub fn unroutable(mut self, fails: bool) -> Self {
        self.mandatory = fails;
        self
    }

    pub(crate) fn counters(mut self, counters: Arc<Counters>) -> Self {
        self.counters = Some(counters);
        self
    }

    pub(crate) fn skip(mut self, skip: Skip) -> Self {
        self.skip = Some(skip);
        self
    }

    pub(crate) fn again(mut self, again: Again) -> Self {
        self.again = Some(again);
        self
    }

    /// Starts it on the current tokio runtime, with a handler for what is consumed. It connects in the background.
    #[must_use]
    pub fn start(self, handler: impl Handler) -> RabbitMq {
        RabbitMq::start(self, Some(Arc::new(handler) as Arc<dyn AnyHandler>))
    }

    /// Starts a link that only publishes.
    #[must_use]
    pub fn start_publisher(mut self) -> RabbitMq {
        self.queue = None;
        RabbitMq::start(self, None)
    }
}

/// The URL, and the password as it is and as it was written.
fn secrets(url: &str, uri: &AMQPUri) -> Vec<String> {
    let mut secrets = vec![url.to_owned(), uri.authority.userinfo.password.clone()];
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let written = authority.rsplit_once('@').and_then(|(userinfo, _)| userinfo.split_once(':'));
    secrets.extend(written.map(|(_, password)| password.to_owned()));
    secrets
}

impl fmt::Debug for RabbitMqBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL: it holds the password.
        f.debug_struct("RabbitMqBuilder")
            .field("exchange", &self.exchange)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::state::told;

    #[test]
    fn a_frame_is_bounded_whatever_the_url_says() {
        for (asked, taken) in [
            (None, MAX_FRAME),
            (Some(0), MAX_FRAME),
            (Some(u32::MAX), MAX_FRAME),
            (Some(8192), 8192),
            (Some(1), MIN_FRAME),
        ] {
            let query = asked.map_or_else(String::new, |bytes| format!("?frame_max={bytes}"));
            let settings = RabbitMqBuilder::new(&format!("amqp://127.0.0.1/v{query}")).unwrap();
            assert_eq!(settings.uri.query.frame_max, Some(taken), "{asked:?}");
        }
    }

    #[test]
    fn no_form_of_the_password_is_told() {
        let (plain, written) = ("Hunter@Pw/22", "Hunter%40Pw%2f22");
        let url = format!("amqp://user:{written}@127.0.0.1:1/v");
        let settings = RabbitMqBuilder::new(&url).unwrap();
        let never: Vec<_> = settings.secrets.iter().map(String::as_str).collect();
        for text in [plain, written, &url] {
            let text = told(&std::io::Error::other(format!("no access with {text}, it says")), &never);
            assert!(!text.contains("Hunter") && !text.contains("22") && text.contains("it says"), "{text}");
        }
    }
}
