use std::fmt;
#[cfg(feature = "amqp")]
use std::hash::{Hash as _, Hasher};

use bytes::Bytes;
use tracewell_context::{Context, Snapshot, TraceParent};
use tracewell_names::header;
use tracewell_redact::Policy;
use uuid::Uuid;

use crate::trace;

/// The most headers of a message that are looked at, and kept.
const MAX_HEADERS: usize = 32;
/// The longest value of one, in bytes.
const MAX_HEADER_VALUE: usize = 1024;
/// The longest id of a message, in bytes.
const MAX_ID: usize = 128;
/// Which job it belongs to, if it does.
pub(crate) const JOB: &str = "x-job-id";

/// A message as it goes to a broker and comes from one: a body, a routing key, an id to know it again by, and whom it
/// belongs to.
///
/// ```
/// use tracewell_messaging::Message;
///
/// let message = Message::new("order.placed", r#"{"order":7}"#).header("x-kind", "web");
/// assert_eq!((message.routing_key(), message.get("X-Kind")), ("order.placed", Some("web")));
/// assert_eq!(message.id().len(), 36);
/// ```
#[derive(Clone)]
pub struct Message {
    id: Box<str>,
    routing_key: Box<str>,
    body: Bytes,
    snapshot: Snapshot,
    headers: Vec<(Box<str>, Box<str>)>,
}

impl Message {
    /// A new message. It takes the current context along: correlation id, team, user, place in the trace.
    #[must_use]
    pub fn new(routing_key: impl Into<Box<str>>, body: impl Into<Bytes>) -> Self {
        Self {
            id: Uuid::now_v7().to_string().into(),
            routing_key: routing_key.into(),
            body: body.into(),
            snapshot: Snapshot::current(),
            headers: Vec::new(),
        }
    }

    /// Another id than the fresh UUIDv7 it has, where what it tells has one of its own: whoever gets it twice can tell.
    /// More than 128 characters, or others than visible ones, are ignored.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        if is_id(id) {
            self.id = id.into();
        }
        self
    }

    /// A header of the application. At most 32, of at most 1024 bytes each: others are left out.
    #[must_use]
    pub fn header(mut self, name: impl Into<Box<str>>, value: impl Into<Box<str>>) -> Self {
        self.keep(name.into(), value.into());
        self
    }

    /// What came from a broker. Headers that do not hold to their grammar are left out, and a missing or unfit id is
    /// made up, as it can't be recognised anyway.
    #[cfg_attr(not(feature = "amqp"), allow(dead_code, reason = "only a broker outside the process sends any"))]
    pub(crate) fn received(
        id: Option<&str>,
        routing_key: &str,
        body: Bytes,
        headers: Vec<(Box<str>, Box<str>)>,
        correlation_id: Option<&str>,
    ) -> Self {
        let snapshot = Snapshot::from_entries(
            correlation_id
                .map(|id| (header::X_REQUEST_ID, id))
                .into_iter()
                .chain(headers.iter().map(|(name, value)| (&**name, &**value))),
        );
        let id = id.filter(|id| is_id(id)).map_or_else(|| Uuid::now_v7().to_string().into(), Into::into);
        let mut message = Self { id, routing_key: routing_key.into(), body, snapshot, headers: Vec::new() };
        for (name, value) in headers {
            message.keep(name, value);
        }
        message
    }

    /// All that makes it this message and no other.
    #[cfg(feature = "amqp")]
    pub(crate) fn hash_into(&self, hasher: &mut impl Hasher) {
        (&self.id, &self.routing_key, &self.headers, &*self.body).hash(hasher);
    }

    fn keep(&mut self, name: Box<str>, value: Box<str>) {
        if self.headers.len() < MAX_HEADERS && name.len() <= 255 && value.len() <= MAX_HEADER_VALUE {
            self.headers.push((name, value));
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The routing key.
    #[must_use]
    pub fn routing_key(&self) -> &str {
        &self.routing_key
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The value of an application's header, whatever the case of its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }

    /// Whom it belongs to, as it says itself: good for a line, not for a decision.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) fn correlation_id(&self) -> Option<String> {
        self.entry(header::X_REQUEST_ID)
    }

    pub(crate) fn job_id(&self) -> Option<&str> {
        self.get(JOB)
    }

    /// All headers on the wire.
    #[cfg(feature = "amqp")]
    pub(crate) fn wire_headers(&self) -> impl Iterator<Item = (&str, String)> + '_ {
        let own = self.headers.iter().map(|(name, value)| (&**name, value.to_string()));
        let carried = self.snapshot.entries().map(|(name, value): (&str, String)| (name, value));
        carried.chain(own)
    }

    fn entry(&self, name: &str) -> Option<String> {
        self.snapshot.entries().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A context for the work that this message causes, marked as restored from a message; and where it was published.
    pub(crate) fn open_context(&self) -> (Context, Option<TraceParent>) {
        let entries: Vec<_> = self.snapshot.entries().collect();
        let origin = self.entry(header::TRACEPARENT).and_then(|parent| parent.parse().ok());
        let policy = Policy::installed();
        let kept = entries.iter().filter(|(name, value)| match *name {
            // With spans, handling is a trace of its own that links to this one.
            header::TRACEPARENT => !trace::is_on(),
            // An id that is a secret is no id.
            header::X_REQUEST_ID => policy.scrub(value) == value.as_str(),
            _ => true,
        });
        let snapshot = Snapshot::from_entries(kept.map(|(name, value)| (*name, value.as_str())));
        (snapshot.restore(), origin)
    }
}

fn is_id(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Body and headers are a tenant's: whoever prints this by chance must not print those.
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("routing_key", &self.routing_key)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
