use std::sync::Arc;

use tracewell_names::{event, target};
use tracing_core::Level;

/// Something a writer has to say about its own sink.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// `log_sink_degraded` (WARN): the sink fails, and is being retried. Once per outage.
    Degraded {
        /// The sink's name.
        sink: &'static str,
        /// What kind of failure, in one word.
        error_type: &'static str,
        /// Where it writes to, if that is a file; as it is, for the format to scrub.
        path: Option<Arc<str>>,
    },
    /// `log_sink_restored` (INFO): the outage is over.
    Restored {
        /// The sink's name.
        sink: &'static str,
        /// Where it writes to, if that is a file; as it is, for the format to scrub.
        path: Option<Arc<str>>,
    },
    /// `log_lines_dropped` (WARN): this many lines are missing hereabouts.
    LinesDropped {
        /// The sink's name.
        sink: &'static str,
        /// How many since the last such notice.
        dropped: u64,
    },
}

impl Notice {
    /// The target of all of them.
    pub const TARGET: &'static str = target::LOG;

    /// The name of the event.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Degraded { .. } => event::LOG_SINK_DEGRADED,
            Self::Restored { .. } => event::LOG_SINK_RESTORED,
            Self::LinesDropped { .. } => event::LOG_LINES_DROPPED,
        }
    }

    /// How serious it is.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::Degraded { .. } | Self::LinesDropped { .. } => Level::WARN,
            Self::Restored { .. } => Level::INFO,
        }
    }

    /// The sink it is about.
    #[must_use]
    pub const fn sink(&self) -> &'static str {
        match self {
            Self::Degraded { sink, .. } | Self::Restored { sink, .. } | Self::LinesDropped { sink, .. } => sink,
        }
    }
}

/// How a notice looks in a sink's stream: like the lines around it.
///
/// [`JsonNotice`](crate::JsonNotice) is the one for JSON lines.
pub trait NoticeFormat: Send + Sync + 'static {
    /// Appends `notice` to `out` as one record, its newline included.
    fn format(&self, notice: &Notice, out: &mut Vec<u8>);
}

impl<F: Fn(&Notice, &mut Vec<u8>) + Send + Sync + 'static> NoticeFormat for F {
    fn format(&self, notice: &Notice, out: &mut Vec<u8>) {
        self(notice, out);
    }
}
