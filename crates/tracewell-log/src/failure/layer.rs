use std::fmt;

use tracewell_context::with_current;
use tracewell_names::field;
use tracing_core::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::{Detail, Kept, Record};
use crate::LogLayer;
use crate::line::{Key, Shape};

/// Keeps the line of every event it gets with the work at hand; made by [`LogLayer::keep_detail`].
///
/// Lines are finished when they are kept: redacted, cut and escaped like those that are written at once, with the time of
/// their event, and marked `buffered`. An event outside any context is nobody's, and is not kept.
pub struct DetailLayer {
    lines: LogLayer,
    detail: Detail,
    buffered: Key,
}

impl DetailLayer {
    pub(crate) fn new(lines: LogLayer, detail: Detail) -> Self {
        Self { buffered: lines.key_of(field::BUFFERED), lines, detail }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for DetailLayer {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if with_current(|context| context.is_none()) {
            return;
        }
        let level = *event.metadata().level();
        self.lines.with_line(event, &context, |plan, scratch| {
            scratch.parts.fields.push(&self.buffered, |out| {
                out.push_str("true");
                Shape::Atom
            });
            with_current(|context| {
                let kept = context.and_then(|context| context.attachment(|| Kept::new(&self.detail)));
                let Some(kept) = kept.filter(|kept| kept.is_of(&self.detail)) else { return };
                let mut first = true;
                self.lines.each_format(level, plan, scratch, |format, line| {
                    kept.keep(Record { format, first: std::mem::take(&mut first), line });
                });
            });
        });
    }
}

impl fmt::Debug for DetailLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetailLayer").field("lines", &self.lines).field("detail", &self.detail).finish_non_exhaustive()
    }
}
