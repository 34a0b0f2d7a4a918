//! Spans: where they begin in a trace, what they say, and how they leave.

mod active;
mod continuing;
mod conventions;
mod finished;
mod link;
mod processor;
mod source;

pub use self::active::active_ids;
pub(crate) use self::active::{active, active_parent, ids};
pub(crate) use self::continuing::{AfterSpans, BeforeSpans};
pub(crate) use self::finished::Finished;
pub use self::link::link;
pub(crate) use self::processor::Processor;
pub(crate) use self::source::SpanSource;
