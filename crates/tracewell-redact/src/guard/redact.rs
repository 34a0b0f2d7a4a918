use std::fmt;

use tracing_core::field::Visit;
use tracing_core::{Event, Metadata};

use super::collector::Collector;
use super::glance::Glance;
use super::hooks::Hooks;
use super::plan::Plan;
use super::scratch::Call;
use super::values::Values;
use crate::{CallsiteCache, Policy};

/// A layer around a layer, which gets clean values only.
///
/// Every layer of a subscriber sees the same event, and none can hide a field from another. This one stands in front of
/// the layer it is given: it decides by name once per callsite, scans text, and makes events, span attributes and late
/// records anew where something had to be replaced. What the inner layer does with them, and whether it is a `fmt` layer,
/// OpenTelemetry's or one that nobody has thought of, makes no difference.
///
/// ```
/// use std::io;
/// use std::sync::{Arc, Mutex};
///
/// use tracewell_redact::{Policy, Redact};
/// use tracing_subscriber::layer::SubscriberExt;
///
/// # #[derive(Clone, Default)]
/// # struct Memory(Arc<Mutex<Vec<u8>>>);
/// # impl io::Write for Memory {
/// #     fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
/// #         self.0.lock().map_or(Ok(0), |mut memory| memory.write(bytes))
/// #     }
/// #     fn flush(&mut self) -> io::Result<()> {
/// #         Ok(())
/// #     }
/// # }
/// let memory = Memory::default();
/// let writer = memory.clone();
/// let sink = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
/// let guarded = Redact::new(Policy::development(), sink);
/// tracing::subscriber::with_default(tracing_subscriber::registry().with(guarded), || {
///     tracing::info!(attempt = 2, api_key = "k-4711", "mail to {}", "alice@example.com");
/// });
///
/// let text = String::from_utf8(memory.0.lock().unwrap().clone())?;
/// assert!(text.ends_with("mail to [REDACTED:email] attempt=2 api_key=\"[REDACTED]\"\n"));
/// # Ok::<(), std::string::FromUtf8Error>(())
/// ```
///
/// # What the inner layer sees
///
/// * Numbers and booleans in their own types, strings as strings, bytes as bytes; parents, and fields without a value, as
///   they were. What is filtered or redacted is a string, whatever it was before.
/// * Values of `Debug` and `Display`, and so nearly every message, as text that was formatted once. A sink that formats
///   them again, even with `{:#?}`, gets the same text and runs none of the application's code: one that logs does so
///   once, one that panics is `[panicked]`.
/// * Of URLs (`url`, `request_uri`), the names of query parameters without their values, and neither user nor fragment.
/// * Of values for which the service chose an [`Action`](crate::Action), what that leaves of them, as a string.
/// * Errors as errors with the same messages and at most eight sources, whose `Debug` begins with the name of the original
///   type. They cannot be downcast to it.
/// * Of a text, what the policy [scans](Policy::scan_limit); what is longer ends in `…[+N bytes]`.
/// * Records of the `log` crate with target, module, file and line where `tracing-log` looks for them, scanned as well.
///
/// A clean event passes as it is if nothing in it had to be formatted. Nothing is allocated once a thread has its
/// buffers, for up to 128 fields.
///
/// # Where to put it
///
/// Filters that read only levels and targets belong around the guard: what they refuse is not cleaned. Filters of single
/// sinks belong inside, with their sinks. In [`event_enabled`](tracing_subscriber::Layer::event_enabled) too they see clean
/// values only; these are kept for `on_event`, so an event is cleaned once. Where no filter looks at them,
/// [`filters_by_metadata`](Self::filters_by_metadata) spares half of the way. To change a filter while the program runs, put
/// [`reload`](tracing_subscriber::reload) around the filter alone; around a layer it hides what `tracing-opentelemetry`
/// needs to find, with or without a guard.
///
/// # What it cannot see
///
/// * Names: of events, spans and fields, and targets, are taken to be literals of the source. Filters see the targets of
///   `log` records as they come.
/// * What goes past all layers: `OpenTelemetrySpanExt::set_attribute` and its like, and the own interfaces of
///   OpenTelemetry and Sentry. That takes a hook at the exporter, with the same [`Policy`].
/// * What a layer outside the guard leaves with a span. `fmt` layers share the text of a span's fields if they format it
///   alike: put all of them inside, or give those inside fields of their own (`GuardedFields`, with feature `fmt`).
/// * Numbers that have become a marker: a layer that makes metrics of fields is better left outside.
pub struct Redact<L> {
    pub(super) inner: L,
    policy: Policy,
    hooks: Hooks,
    pub(super) by_metadata: bool,
    plans: CallsiteCache<Plan>,
}

impl<L> Redact<L> {
    /// Puts the guard around `inner`: a layer, an optional one, several joined by `and_then`, or the whole stack.
    #[must_use]
    pub fn new(policy: Policy, inner: L) -> Self {
        Self { inner, policy, hooks: Hooks::default(), by_metadata: false, plans: CallsiteCache::new() }
    }

    /// Asks `team` for the team that an event belongs to, on the thread of the event: it appends the name, or nothing.
    ///
    /// The team goes into [keyed hashes](crate::Action::KeyedHash), so that the same value of two teams cannot be joined.
    /// Without this, values are hashed as those of no team.
    ///
    /// ```
    /// use tracewell_redact::{Policy, Redact};
    ///
    /// let guarded = Redact::new(Policy::production(), tracing_subscriber::fmt::layer())
    ///     .team(|name| name.push_str("acme"));
    /// # tracing_subscriber::layer::SubscriberExt::with(tracing_subscriber::registry(), guarded);
    /// ```
    #[must_use]
    pub const fn team(mut self, team: fn(&mut String)) -> Self {
        self.hooks.team = Some(team);
        self
    }

    /// Asks `path` what may be shown of a text that says where something is ([`Locator`](crate::Locator)), on the thread of
    /// the event: it appends the text with the path of the request as its route lets it be shown, or says `false`.
    ///
    /// ```
    /// use tracewell_redact::{Policy, Redact};
    ///
    /// let guarded = Redact::new(Policy::production(), tracing_subscriber::fmt::layer()).path(|text, out| {
    ///     let hides = text.contains("/v1/geo/");
    ///     if hides {
    ///         out.push_str("/v1/geo/[REDACTED]");
    ///     }
    ///     hides
    /// });
    /// # tracing_subscriber::layer::SubscriberExt::with(tracing_subscriber::registry(), guarded);
    /// ```
    #[must_use]
    pub const fn path(mut self, path: fn(&str, &mut String) -> bool) -> Self {
        self.hooks.path = Some(path);
        self
    }

    /// Says that no layer inside decides by an event's values whether it wants the event: in
    /// [`event_enabled`](tracing_subscriber::Layer::event_enabled) they see events without any, and cleaning starts when the
    /// event itself comes.
    ///
    /// Filters by level and target are of that kind, and so is an `EnvFilter`, which looks at the values of spans alone.
    ///
    /// ```
    /// use tracewell_redact::{Policy, Redact};
    ///
    /// let guarded = Redact::new(Policy::production(), tracing_subscriber::fmt::layer()).filters_by_metadata();
    /// # tracing_subscriber::layer::SubscriberExt::with(tracing_subscriber::registry(), guarded);
    /// ```
    #[must_use]
    pub const fn filters_by_metadata(mut self) -> Self {
        self.by_metadata = true;
        self
    }

    /// Whether values go through as they are: in development, when redaction is switched off.
    pub(super) fn is_off(&self) -> bool {
        !self.policy.is_redacting()
    }

    /// Fills `values` with the clean form of what `record` visits: an event, or the attributes of a span.
    #[inline]
    pub(super) fn clean(
        &self,
        metadata: &'static Metadata<'static>,
        values: &mut Values,
        record: impl FnOnce(&mut dyn Visit),
    ) {
        self.with_plan(metadata, |plan| {
            plan.count();
            self.collect(plan, values, record);
        });
    }

    /// The same for what is recorded later for a span, which has been counted.
    pub(super) fn clean_late(
        &self,
        metadata: &'static Metadata<'static>,
        values: &mut Values,
        record: impl FnOnce(&mut dyn Visit),
    ) {
        self.with_plan(metadata, |plan| self.collect(plan, values, record));
    }

    /// Whether what `record` visits may go out as it is, as far as a glance tells; for a new span it is counted then.
    #[inline]
    pub(super) fn passes(
        &self,
        metadata: &'static Metadata<'static>,
        is_new: bool,
        record: impl FnOnce(&mut dyn Visit),
    ) -> bool {
        let mut passes = false;
        self.with_plan(metadata, |plan| {
            let mut glance = Glance::new(plan, &self.policy);
            record(&mut glance);
            passes = glance.passes();
            if passes && is_new {
                plan.count();
            }
        });
        passes
    }

    #[inline]
    fn with_plan(&self, metadata: &'static Metadata<'static>, read: impl FnOnce(&Plan)) {
        self.plans.with(metadata, || Plan::new(metadata, &self.policy), read);
    }

    #[inline]
    fn collect(&self, plan: &Plan, values: &mut Values, record: impl FnOnce(&mut dyn Visit)) {
        values.clear(plan.len());
        record(&mut Collector { plan, policy: &self.policy, hooks: self.hooks, values });
    }

    pub(super) fn call(&self, event: &Event<'_>) -> Call {
        Call {
            guard: std::ptr::from_ref(self).addr(),
            event: std::ptr::from_ref(event).addr(),
            metadata: std::ptr::from_ref(event.metadata()).addr(),
        }
    }
}

impl<L> Redact<Vec<L>> {
    /// Puts one guard around all of `layers`; `None` if there are none.
    ///
    /// A `Vec` without layers must never be installed: it asks for the level `OFF`, and so silences its neighbours. A
    /// `None` in its place does no harm.
    ///
    /// A `Vec` passes on neither `on_register_dispatch` nor `on_id_change`, unlike layers joined by
    /// [`and_then`](tracing_subscriber::Layer::and_then). Few layers have a use for them.
    ///
    /// ```
    /// use tracewell_redact::{Policy, Redact};
    /// use tracing_subscriber::layer::SubscriberExt;
    /// use tracing_subscriber::{Layer, Registry};
    ///
    /// let sinks: Vec<Box<dyn Layer<Registry> + Send + Sync>> = Vec::new();
    /// let guarded = Redact::all(Policy::production(), sinks);
    /// assert!(guarded.is_none());
    /// let subscriber = tracing_subscriber::registry().with(guarded);
    /// # drop(subscriber);
    /// ```
    #[must_use]
    pub fn all(policy: Policy, layers: Vec<L>) -> Option<Self> {
        (!layers.is_empty()).then(|| Self::new(policy, layers))
    }
}

impl<L: fmt::Debug> fmt::Debug for Redact<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redact").field("inner", &self.inner).field("policy", &self.policy).finish_non_exhaustive()
    }
}
