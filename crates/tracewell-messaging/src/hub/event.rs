use std::borrow::Cow;
use std::fmt;

use super::JobId;

/// The longest kind of an event, in bytes.
pub(super) const MAX_KIND: usize = 64;

/// Something that happened, for whoever follows its team.
///
/// ```
/// use tracewell_messaging::Event;
///
/// let event = Event::new("item.created", r#"{"id":7}"#);
/// assert_eq!(event.kind(), "item.created");
/// ```
#[derive(Clone)]
pub struct Event {
    kind: Cow<'static, str>,
    data: Cow<'static, str>,
    job: Option<JobId>,
}

impl Event {
    /// An event of a kind (1 to 64 of `A-Z a-z 0-9 . _ -`; it is the routing key too) with its data, JSON most often.
    ///
    /// Both are looked at when it is published: a kind that does not hold to its grammar is refused there.
    #[must_use]
    pub fn new(kind: impl Into<Cow<'static, str>>, data: impl Into<Cow<'static, str>>) -> Self {
        Self { kind: kind.into(), data: data.into(), job: None }
    }

    /// Says which job it belongs to.
    #[must_use]
    pub fn job(mut self, job: JobId) -> Self {
        self.job = Some(job);
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The job.
    #[must_use]
    pub fn job_id(&self) -> Option<&JobId> {
        self.job.as_ref()
    }

    pub(super) fn has_valid_kind(&self) -> bool {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        (1..=MAX_KIND).contains(&self.kind.len()) && self.kind.bytes().all(allowed)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The data is a tenant's: whoever prints this by chance must not print that.
        f.debug_struct("Event").field("kind", &self.kind).field("job", &self.job).finish_non_exhaustive()
    }
}
