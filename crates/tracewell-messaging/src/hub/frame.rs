use std::fmt::Write as _;
use std::time::Instant;

use bytes::Bytes;
use tracewell_context::TraceParent;

use super::budget::Held;
use super::{Event, EventId, JobId};

/// What a frame takes besides its text: itself, the counts of its owners, and what an allocator puts around them.
const OVERHEAD: usize = size_of::<Frame>() + 128;

/// An event as it goes to each subscriber: encoded once, shared by all.
#[derive(Debug)]
pub struct Frame {
    kind: Box<str>,
    job: Option<JobId>,
    id: EventId,
    at: Instant,
    origin: Option<TraceParent>,
    bytes: Bytes,
    _held: Option<Held>,
}

/// The part of a frame that does not depend on its place in the team's order.
pub(super) struct Draft {
    kind: Box<str>,
    job: Option<JobId>,
    at: Instant,
    origin: Option<TraceParent>,
    text: String,
}

impl Draft {
    /// Encodes what stands before the id. Lines of the data are fields of their own, whichever way they end (the event
    /// stream format of the HTML standard, 9.2.6).
    pub(super) fn new(event: &Event, job: Option<&JobId>, at: Instant, origin: Option<TraceParent>) -> Self {
        let data = event.data();
        let breaks = data.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        let mut text = String::with_capacity(
            "event: \n".len()
                + event.kind().len()
                + "data: \n".len() * (breaks + 1)
                + data.len()
                + "id: \n\n".len()
                + EventId::MAX_LEN,
        );
        text.push_str("event: ");
        text.push_str(event.kind());
        let mut rest = data;
        loop {
            text.push_str("\ndata: ");
            let Some(end) = rest.find(['\n', '\r']) else {
                text.push_str(rest);
                break;
            };
            text.push_str(&rest[..end]);
            let behind = if rest[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
            rest = &rest[behind..];
        }
        Self { kind: event.kind().into(), job: job.cloned(), at, origin, text }
    }

    /// As long as the frame will be at most, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len() + "\nid: \n\n".len() + EventId::MAX_LEN
    }

    /// What the frame will take in memory, in bytes.
    pub(super) fn cost(&self) -> usize {
        let job = self.job.as_ref().map_or(0, |job| job.as_str().len());
        self.text.capacity() + self.kind.len() + job + OVERHEAD
    }

    pub(super) fn job_id(&self) -> Option<&JobId> {
        self.job.as_ref()
    }

    /// Gives it its place.
    pub(super) fn finish(self, id: EventId, held: Option<Held>) -> Frame {
        let Self { kind, job, at, origin, mut text } = self;
        // Writing to a string does not fail.
        let _ = write!(text, "\nid: {id}\n\n");
        Frame { kind, job, id, at, origin, bytes: Bytes::from(text), _held: held }
    }
}

impl Frame {
    /// The kind of the event.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The job it belongs to.
    #[must_use]
    pub fn job_id(&self) -> Option<&JobId> {
        self.job.as_ref()
    }

    /// Its place in the order of its team's events.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.id
    }

    /// The event in the event stream format: `event`, `data`, `id`, and an empty line.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Where in a distributed trace it was published.
    #[must_use]
    pub fn origin(&self) -> Option<TraceParent> {
        self.origin
    }

    pub(super) fn at(&self) -> Instant {
        self.at
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(data: &'static str) -> String {
        let draft = Draft::new(&Event::new("k", data), None, Instant::now(), None);
        let most = draft.len();
        let frame = draft.finish(EventId::new(10, 7), None);
        assert!(frame.len() <= most);
        String::from_utf8(frame.bytes().to_vec()).unwrap()
    }

    #[test]
    fn data_of_several_lines_is_several_fields() {
        assert_eq!(encoded("{}"), "event: k\ndata: {}\nid: a-7\n\n");
        assert_eq!(encoded(""), "event: k\ndata: \nid: a-7\n\n");
        assert_eq!(
            encoded("a\nb\r\nc\rid: 1\n"),
            "event: k\ndata: a\ndata: b\ndata: c\ndata: id: 1\ndata: \nid: a-7\n\n"
        );
    }

    #[test]
    fn encoding_does_not_grow_its_buffer() {
        let draft = Draft::new(&Event::new("item.created", "a\nb\nc"), None, Instant::now(), None);
        let capacity = draft.text.capacity();
        let mut text = draft.text;
        let _ = write!(text, "\nid: {}\n\n", EventId::new(u64::MAX, u64::MAX));
        assert_eq!(text.capacity(), capacity);
    }
}
