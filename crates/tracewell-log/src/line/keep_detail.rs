use std::sync::Arc;

use tracewell_context::with_current;
use tracewell_names::{event, field, metric, target};
use tracewell_redact::CallsiteCache;
use tracing_core::Level;

use super::fields::Shape;
use super::key::Key;
use super::layer::LogLayer;
use super::parts::{LineParts, Sections};
use super::plan::Plan;
use super::scratch::Scratch;
use crate::failure::{Kept, Verdict};
use crate::{Detail, DetailLayer};

impl LogLayer {
    /// Also keeps lines of work under way, and writes them if it fails; they come by the second layer, which has the same
    /// outputs and rules. To be called last.
    ///
    /// That layer takes every event that it gets, in a [context](tracewell_context::Context), as one to be kept. What it gets
    /// is for whoever builds the subscriber to say, and that this layer does not get it too.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use tracewell_context::Context;
    /// use tracewell_log::{Capture, Detail, LogLayer};
    /// use tracewell_redact::Policy;
    /// use tracing_subscriber::filter::filter_fn;
    /// use tracing_subscriber::layer::{Layer, SubscriberExt};
    ///
    /// let capture = Arc::new(Capture::default());
    /// let (lines, kept) = LogLayer::new(Policy::development()).json(Arc::clone(&capture)).keep_detail(Detail::new());
    /// let is_debug = |metadata: &tracing::Metadata<'_>| *metadata.level() == tracing::Level::DEBUG;
    /// let subscriber = tracing_subscriber::registry()
    ///     .with(lines.with_filter(filter_fn(move |metadata| !is_debug(metadata))))
    ///     .with(kept.with_filter(filter_fn(is_debug)));
    /// tracing::subscriber::with_default(subscriber, || {
    ///     Context::open().in_scope(|| {
    ///         tracing::debug!("as it happened");
    ///         assert!(capture.lines().is_empty());
    ///         tracing::error!(target: "tracewell::failure", "unhandled_exception");
    ///     });
    /// });
    /// assert!(capture.lines()[0].contains(r#""message":"as it happened""#));
    /// assert!(capture.lines()[0].contains(r#""buffered":true"#));
    /// assert!(capture.lines()[1].contains(r#""message":"unhandled_exception""#));
    /// ```
    #[must_use]
    pub fn keep_detail(mut self, detail: Detail) -> (Self, DetailLayer) {
        let aside = Self {
            key: self.key,
            // Nobody has cleaned what comes this way.
            fields: self.policy.clone(),
            fields_key: self.key,
            user: self.user,
            policy: self.policy.clone(),
            limits: self.limits,
            plans: CallsiteCache::new(),
            // Fields of spans are those that the other layer has rendered, under its numbers.
            keys: Arc::clone(&self.keys),
            statics: self.statics.clone(),
            trace_ids: self.trace_ids,
            json: self.json.clone(),
            pretty: self.pretty.clone(),
            detail: None,
            without_context: None,
        };
        self.detail = Some(detail.clone());
        (self, DetailLayer::new(aside, detail))
    }

    /// Does with what is kept for this work as its own event says, which comes next.
    #[cold]
    pub(super) fn settle(&self, detail: &Detail, level: Level, parts: &LineParts) {
        let verdict = Verdict::of(level, parts, detail.counts_client_errors());
        if verdict == Verdict::Wait {
            return;
        }
        let lines = with_current(|context| {
            let kept = context.and_then(|context| context.attached::<Kept>());
            kept.filter(|kept| kept.is_of(detail)).map(Kept::take)
        });
        // Outside the look at the context: outputs are other crates' code.
        let Some(lines) = lines.filter(|_| verdict == Verdict::Write) else { return };
        if lines.pass(detail) {
            lines.records().for_each(|record| self.put(record.format, Level::DEBUG, record.line));
        }
        if let Some(lost) = detail.take_untold_in_turn() {
            self.tell_lost(lost);
        }
    }

    /// Says how many lines that were kept could not be written.
    fn tell_lost(&self, lost: u64) {
        let plan = Plan::of_own(target::LOG);
        Scratch::with(|scratch| {
            scratch.clock.now(&mut scratch.parts.timestamp);
            let parts = &mut scratch.parts;
            parts.message.push_str(event::LOG_LINES_DROPPED);
            parts.fields.push(&self.keys.key(field::SINK), |out| {
                out.extend(["\"", metric::SINK_BUFFER, "\""]);
                Shape::Atom
            });
            parts.fields.push(&self.keys.key(field::DROPPED), |out| {
                out.push_str(itoa::Buffer::new().format(lost));
                Shape::Atom
            });
            let event = parts.fields.len();
            parts.fields.append(self.statics.fields());
            parts.sections = Sections { event, spans: event, request: event };
            self.write(Level::WARN, &plan, scratch);
        });
    }

    pub(crate) fn key_of(&self, name: &str) -> Key {
        self.keys.key(name)
    }
}
