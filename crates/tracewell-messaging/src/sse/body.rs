use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context as Task, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep_until};

use super::lifecycle::Lifecycle;
use crate::{Missed, Next, trace};

/// The body of an event stream. It ends when the hub is closed or its subscriber was too slow, and tells its end exactly
/// once, dropped or not.
#[derive(Debug)]
pub struct SseBody {
    stream: Lifecycle,
    greeting: Option<Bytes>,
    heartbeat: Option<Heartbeat>,
    // In a box, made when the stream first waits.
    expiry: Option<(Instant, Option<Pin<Box<Sleep>>>)>,
}

#[derive(Debug)]
struct Heartbeat {
    pause: Duration,
    sent: Instant,
    // In a box, made when the stream first waits.
    timer: Option<Pin<Box<Sleep>>>,
}

impl SseBody {
    pub(super) fn new(
        stream: Lifecycle,
        heartbeat: Option<Duration>,
        retry: Option<Duration>,
        until: Option<Instant>,
    ) -> Self {
        let mut greeting = String::new();
        if let Some(retry) = retry {
            // Writing to a string does not fail.
            let _ = writeln!(greeting, "retry: {}", retry.as_millis());
        }
        // A comment: the client sees at once that the stream is open, through proxies too.
        greeting.push_str(": open\n\n");
        let heartbeat = heartbeat.map(|pause| Heartbeat { pause, sent: Instant::now(), timer: None });
        Self { stream, greeting: Some(greeting.into()), heartbeat, expiry: until.map(|until| (until, None)) }
    }

    fn poll_bytes(&mut self, task: &mut Task<'_>) -> Poll<Option<Bytes>> {
        if self.has_expired(task) {
            self.stream.expire();
            return Poll::Ready(None);
        }
        if let Some(greeting) = self.greeting.take() {
            return Poll::Ready(Some(greeting));
        }
        match self.stream.poll_next(task) {
            Poll::Ready(Some(Next::Event(frame))) => {
                let _span = trace::send(&frame, self.stream.topic()).entered();
                self.stream.sent();
                self.note_sent();
                Poll::Ready(Some(frame.bytes().clone()))
            }
            Poll::Ready(Some(Next::Missed(missed))) => {
                self.note_sent();
                Poll::Ready(Some(gap(missed)))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => self.poll_heartbeat(task),
        }
    }

    /// Whether its time is over; else the task is woken when it is.
    fn has_expired(&mut self, task: &mut Task<'_>) -> bool {
        let Some((until, timer)) = &mut self.expiry else { return false };
        // Also while one event follows the other, and no timer is ever waited for.
        if *until <= Instant::now() {
            return true;
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep_until((*until).into())));
        timer.as_mut().poll(task).is_ready()
    }

    fn note_sent(&mut self) {
        if let Some(heartbeat) = &mut self.heartbeat {
            heartbeat.sent = Instant::now();
        }
    }

    fn poll_heartbeat(&mut self, task: &mut Task<'_>) -> Poll<Option<Bytes>> {
        let Some(heartbeat) = &mut self.heartbeat else { return Poll::Pending };
        loop {
            // Not set anew for each event, which costs more than to look at the clock when it goes off.
            let due = heartbeat.sent + heartbeat.pause;
            let timer = heartbeat.timer.get_or_insert_with(|| Box::pin(sleep_until(due.into())));
            std::task::ready!(timer.as_mut().poll(task));
            if due > Instant::now() {
                timer.as_mut().reset(due.into());
                continue;
            }
            heartbeat.sent = Instant::now();
            let next = heartbeat.sent + heartbeat.pause;
            timer.as_mut().reset(next.into());
            return Poll::Ready(Some(Bytes::from_static(b": alive\n\n")));
        }
    }
}

/// What a client is told that missed something. It has no id, so that the client's place stays what it was.
fn gap(missed: Missed) -> Bytes {
    match missed.count() {
        Some(count) => format!("event: gap\ndata: {{\"missed\":{count}}}\n\n").into(),
        None => Bytes::from_static(b"event: gap\ndata: {\"missed\":null}\n\n"),
    }
}

impl Body for SseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        if this.stream.has_ended() {
            return Poll::Ready(None);
        }
        let context = this.stream.context().cloned();
        let polled = match context {
            Some(context) => context.in_scope(|| this.poll_bytes(task)),
            None => this.poll_bytes(task),
        };
        polled.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.stream.has_ended()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
