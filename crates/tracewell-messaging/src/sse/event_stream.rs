use std::time::{Duration, Instant, SystemTime};

use http::header::{CACHE_CONTROL, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Response};

use super::SseBody;
use super::lifecycle::Lifecycle;
use crate::{Hub, SubscribeError, Subscription, Topic};

/// A stream of server-sent events (`text/event-stream` of the HTML standard), ready to be answered with.
///
/// ```
/// use http_body_util::BodyExt;
/// use tracewell_context::TeamId;
/// use tracewell_messaging::{Event, EventStream, Hub, Topic};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hub = Hub::default();
/// let acme = Topic::team(TeamId::new("acme")?);
/// let request = http::Request::get("/v1/events").body(())?;
///
/// let mut response = EventStream::open(&hub, acme.clone(), request.headers())?.into_response();
/// assert_eq!(response.headers()["content-type"], "text/event-stream");
///
/// hub.publish(&acme, &Event::new("item.created", "{}"))?;
/// let greeting = response.body_mut().frame().await.unwrap()?.into_data().unwrap();
/// assert_eq!(greeting, "retry: 3000\n: open\n\n");
/// let event = response.body_mut().frame().await.unwrap()?.into_data().unwrap();
/// assert!(event.starts_with(b"event: item.created\ndata: {}\nid: "));
/// # Ok(()) }
/// ```
///
/// | setting | default | why |
/// |---|---|---|
/// | [`heartbeat`](Self::heartbeat) | 15 s | proxies close what is silent, and a client that is gone shows |
/// | [`retry`](Self::retry) | 3 s | how long a client waits before it comes back |
///
/// With the feature `axum` a handler can return it.
#[derive(Debug)]
#[must_use = "a stream is opened by answering with it"]
pub struct EventStream {
    subscription: Subscription,
    user_agent: Option<Box<str>>,
    heartbeat: Option<Duration>,
    retry: Option<Duration>,
    until: Option<SystemTime>,
}

/// The longest `User-Agent` that is told, in bytes.
const MAX_USER_AGENT: usize = 256;
/// The longest `Last-Event-ID` that is looked at, in bytes; a longer one is none of ours.
const MAX_LAST_EVENT_ID: usize = 64;

impl EventStream {
    /// A stream of what a subscription gets.
    pub fn new(subscription: Subscription) -> Self {
        Self {
            subscription,
            user_agent: None,
            heartbeat: Some(Duration::from_secs(15)),
            retry: Some(Duration::from_secs(3)),
            until: None,
        }
    }

    /// Subscribes, from behind the `Last-Event-ID` of the request if it has one, and notes its `User-Agent`.
    ///
    /// # Errors
    ///
    /// There are too many subscribers, or the hub is closed.
    pub fn open(hub: &Hub, topic: Topic, headers: &HeaderMap) -> Result<Self, SubscribeError> {
        let last = headers.get(tracewell_names::header::LAST_EVENT_ID).map(|last| {
            let text = last.to_str().unwrap_or_default();
            if text.len() > MAX_LAST_EVENT_ID { "" } else { text }
        });
        let subscription = match last {
            Some(last) => hub.resume(topic, last)?,
            None => hub.subscribe(topic)?,
        };
        let user_agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let stream = Self::new(subscription);
        Ok(match user_agent {
            Some(agent) => stream.user_agent(agent),
            None => stream,
        })
    }

    /// The client's program, to be told when the stream starts.
    pub fn user_agent(mut self, agent: &str) -> Self {
        self.user_agent = Some(agent[..agent.floor_char_boundary(MAX_USER_AGENT)].into());
        self
    }

    /// How often a stream that has nothing to say sends a comment; `None`: never.
    pub fn heartbeat(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.heartbeat = pause.into();
        self
    }

    /// How long a client should wait before it comes back; `None` leaves that to the client.
    pub fn retry(mut self, pause: impl Into<Option<Duration>>) -> Self {
        self.retry = pause.into();
        self
    }

    /// When the stream ends by itself, `reason` `expired`: give it the expiry of the token that the caller was let in with, or
    /// an open stream outlives it.
    pub fn until(mut self, end: impl Into<Option<SystemTime>>) -> Self {
        self.until = end.into();
        self
    }

    /// Opens the stream: `sse_stream_started` is written here, in the current context, which the stream keeps. Exactly one
    /// `sse_stream_ended` follows, whatever happens.
    pub fn into_body(self) -> SseBody {
        let lifecycle = Lifecycle::begin(self.subscription, self.user_agent.as_deref());
        // On the clock that timers go by; what is too far away for it never comes.
        let until = self.until.and_then(|end| {
            let left = end.duration_since(SystemTime::now()).unwrap_or_default();
            Instant::now().checked_add(left)
        });
        SseBody::new(lifecycle, self.heartbeat, self.retry, until)
    }

    /// The same with the head of a response around it.
    pub fn into_response(self) -> Response<SseBody> {
        let mut response = Response::new(self.into_body());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        // A tenant's events are nobody else's, and never old.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // nginx keeps answers back until they have ended otherwise.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }
}

#[cfg(feature = "axum")]
impl axum::response::IntoResponse for EventStream {
    fn into_response(self) -> axum::response::Response {
        Self::into_response(self).map(axum::body::Body::new)
    }
}
