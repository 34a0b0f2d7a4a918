use std::time::Duration;

/// The longest name in AMQP, in bytes.
const MAX_NAME: usize = 255;

/// What a consumer takes its messages from, and how.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`bind`](Self::bind) | nothing | the queue alone gets what is sent to it by name |
/// | [`prefetch`](Self::prefetch) | 32 | messages in memory, at most |
/// | [`concurrency`](Self::concurrency) | 8 | handled at a time; 1 keeps the order |
/// | [`delivery_limit`](Self::delivery_limit) | 5 | a message that nobody can handle does not go round for ever |
/// | [`dead_letter`](Self::dead_letter) | no | where such messages go instead of away |
/// | [`retry_delay`](Self::retry_delay) | 1 s | before the second attempt; doubles with each, up to 30 s |
/// | [`silence`](Self::silence) | 30 s | without a delivery; then the queue is looked at |
/// | [`remember`](Self::remember) | 4096 | messages that are known again when they come twice |
/// | [`replicated`](Self::replicated) | no | one node, which may be killed at any moment; several hold copies |
#[derive(Clone, Debug)]
pub struct Queue {
    pub(super) name: Box<str>,
    pub(super) shared: bool,
    pub(super) replicated: bool,
    pub(super) bindings: Vec<Box<str>>,
    pub(super) prefetch: u16,
    pub(super) concurrency: usize,
    pub(super) delivery_limit: u64,
    pub(super) dead_letter: bool,
    pub(super) retry_delay: Duration,
    pub(super) silence: Option<Duration>,
    pub(super) remember: usize,
}

impl Queue {
    /// A queue that consumers of this name share, each message for one of them: durable, on one node. What that node has
    /// confirmed it has, whenever it is killed. Who fails, and whose consumer dies, is counted with the message, which goes
    /// through the exchange `NAME.again` for that.
    #[must_use]
    pub fn shared(name: &str) -> Self {
        Self {
            name: name[..name.floor_char_boundary(MAX_NAME - ".again".len())].into(),
            shared: true,
            replicated: false,
            bindings: Vec::new(),
            prefetch: 32,
            concurrency: 8,
            delivery_limit: 5,
            dead_letter: false,
            retry_delay: Duration::from_secs(1),
            silence: Some(Duration::from_secs(30)),
            remember: 4096,
        }
    }

    /// A queue of this consumer's own, named by the broker, that goes with the connection: each consumer gets everything.
    #[must_use]
    pub fn private() -> Self {
        Self { shared: false, ..Self::shared("") }
    }

    /// Copies of a shared queue on several nodes of a cluster (a quorum queue): it goes on when one of them is lost for good.
    /// On a node that is killed within a few seconds of the queue's first declaration it may be unusable afterwards, with
    /// all that is in it (seen with RabbitMQ 3.10); so let it be there before anything is published.
    #[must_use]
    pub fn replicated(mut self) -> Self {
        self.replicated = true;
        self
    }

    /// Which routing keys it gets from the exchange: `*` stands for one word, `#` for any number.
    #[must_use]
    pub fn bind(mut self, key: &str) -> Self {
        self.bindings.push(key[..key.floor_char_boundary(MAX_NAME)].into());
        self
    }

    /// How many messages the broker may have under way to this consumer.
    #[must_use]
    pub fn prefetch(mut self, messages: u16) -> Self {
        self.prefetch = messages.max(1);
        self
    }

    /// How many are handled at a time.
    #[must_use]
    pub fn concurrency(mut self, messages: usize) -> Self {
        self.concurrency = messages.max(1);
        self
    }

    /// How often a message is delivered before it is given up. One that takes its consumer down is counted by whoever gets
    /// it next, so that it does not come for ever.
    #[must_use]
    pub fn delivery_limit(mut self, deliveries: u64) -> Self {
        self.delivery_limit = deliveries.max(1);
        self
    }

    /// Messages that are given up go to a queue of the same name with `.dead` behind it.
    #[must_use]
    pub fn dead_letter(mut self) -> Self {
        self.dead_letter = true;
        self
    }

    /// How long to wait before a message goes back for its second attempt.
    #[must_use]
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.retry_delay = delay;
        self
    }

    /// After how long without a delivery the queue is looked at: where messages wait and none comes, or where the broker
    /// does not know the consumer or does not answer, the link is made anew. `None`: never.
    #[must_use]
    pub fn silence(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.silence = pause.into();
        self
    }

    /// How many messages that were handled are remembered by their id: one that comes again is taken off the queue and not
    /// handled twice. 0: none.
    #[must_use]
    pub fn remember(mut self, messages: usize) -> Self {
        self.remember = messages;
        self
    }

    /// The name of the exchange by which a message comes back with its count.
    pub(super) fn again_name(&self) -> String {
        format!("{}.again", self.name)
    }

    /// The name of the queue for what was given up.
    pub(super) fn dead_name(&self) -> String {
        format!("{}.dead", self.name)
    }
}
