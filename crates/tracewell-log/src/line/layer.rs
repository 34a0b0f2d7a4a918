use std::fmt;
use std::sync::Arc;

use tracewell_context::{RenderKey, with_current};
use tracewell_names::field;
use tracewell_redact::{CallsiteCache, Class, Decision, Mode, Policy};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, Level, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::collector::Collector;
use super::context_members::{ContextMembers, ContextRules, Member};
use super::fields::Fields;
use super::json_line;
use super::key::{KeyId, Keys};
use super::limits::Limits;
use super::output::Output;
use super::parts::{LineParts, Sections};
use super::plan::{Origin, Plan};
use super::scratch::Scratch;
use super::span_fields::SpanFields;
use super::static_fields::StaticFields;
use super::text::{Screen, TextRules};
use super::trace_ids::TraceIds;
use super::without_context::WithoutContext;
use crate::{Detail, JsonNotice, PrettyFormat};

/// Turns every event into one line and hands it to its outputs.
///
/// | Parameter | Default | Why |
/// |---|---|---|
/// | outputs | none | a line is rendered once for all outputs of a format |
/// | [`max_value_bytes`](Self::max_value_bytes) | 8192 | one huge value must not hide the others |
/// | [`max_line_bytes`](Self::max_line_bytes) | 65536 | what log stores take |
/// | [`static_fields`](Self::static_fields) | none | |
/// | [`trace_ids`](Self::trace_ids) | from the context's `traceparent` | no tracing system is assumed |
///
/// ```
/// use std::sync::Arc;
///
/// use tracewell_log::{Capture, LogLayer};
/// use tracewell_redact::Policy;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let capture = Arc::new(Capture::default());
/// let layer = LogLayer::new(Policy::development()).json(Arc::clone(&capture));
/// let subscriber = tracing_subscriber::registry().with(layer);
/// tracing::subscriber::with_default(subscriber, || tracing::info!(attempt = 2, "trying again"));
/// assert!(capture.text().contains(r#""message":"trying again""#));
/// ```
pub struct LogLayer {
    pub(super) key: RenderKey,
    pub(super) policy: Policy,
    /// What is done with fields: the policy, or nothing where a guard has done it. It has a key of its own then, since
    /// a text that passed the one must not be taken to have passed the other.
    pub(super) fields: Policy,
    pub(super) fields_key: RenderKey,
    /// The class of a user's id, if the service chose an action for it.
    pub(super) user: Option<Class>,
    pub(super) limits: Limits,
    pub(super) plans: CallsiteCache<Plan>,
    pub(super) keys: Arc<Keys>,
    pub(super) statics: StaticFields,
    pub(super) trace_ids: Option<fn() -> Option<TraceIds>>,
    pub(super) json: Vec<Arc<dyn Output>>,
    pub(super) pretty: Vec<(PrettyFormat, Arc<dyn Output>)>,
    pub(super) detail: Option<Detail>,
    pub(super) without_context: Option<WithoutContext>,
}

impl LogLayer {
    /// A layer that has no output yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let key = RenderKey::unique();
        Self {
            key,
            fields: policy.clone(),
            fields_key: key,
            user: match policy.decide(field::USER_ID) {
                Decision::Act(class) => Some(class),
                _ => None,
            },
            policy,
            limits: Limits::default(),
            plans: CallsiteCache::new(),
            keys: Arc::new(Keys::new()),
            statics: StaticFields::default(),
            trace_ids: None,
            json: Vec::new(),
            pretty: Vec::new(),
            detail: None,
            without_context: None,
        }
    }

    /// Also writes JSON lines to `output`.
    #[must_use]
    pub fn json(mut self, output: impl Output + 'static) -> Self {
        self.json.push(Arc::new(output));
        self
    }

    /// Also writes lines for eyes to `output`.
    #[must_use]
    pub fn pretty(mut self, format: PrettyFormat, output: impl Output + 'static) -> Self {
        self.pretty.push((format, Arc::new(output)));
        self
    }

    /// Bytes of a string value that are shown, 1 to 1 MiB, and no more than the policy scans. What is cut off is told:
    /// `…[+120 bytes]`.
    #[must_use]
    pub fn max_value_bytes(mut self, bytes: usize) -> Self {
        self.limits = self.limits.value(bytes);
        self.rendered()
    }

    /// Bytes of a line, its newline included, 512 to 16 MiB. In a longer one the longest values are cut first.
    #[must_use]
    pub fn max_line_bytes(mut self, bytes: usize) -> Self {
        self.limits = self.limits.line(bytes);
        self
    }

    /// Puts these on every line that has no field of the same name. They need not be allowed, but a sensitive name
    /// stays one.
    #[must_use]
    pub fn static_fields<N: Into<String>, V: Into<String>>(mut self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        self.statics.extend(fields.into_iter().map(|(name, value)| (name.into(), value.into())));
        self.rendered()
    }

    /// What gives the notices of a writer the same static fields as every other line.
    #[must_use]
    pub fn notice_format(&self) -> JsonNotice {
        JsonNotice::with(self.statics.fields().iter().map(|(key, value, _)| (key, value)))
    }

    /// Asks `active` for the active span of a tracing system, on the thread of each event.
    #[must_use]
    pub const fn trace_ids(mut self, active: fn() -> Option<TraceIds>) -> Self {
        self.trace_ids = Some(active);
        self
    }

    /// For the inside of a [`Redact`](tracewell_redact::Redact): fields of events and spans are taken as they come, since
    /// the guard has cleaned them. What comes from the context is not in its reach, and keeps to the policy.
    ///
    /// Used anywhere else it lets secrets through, so only the facade calls it.
    #[doc(hidden)]
    #[must_use]
    pub fn behind_guard(mut self) -> Self {
        let all = Policy::builder(Mode::Development).redaction(false).max_value_bytes(self.policy.scan_limit());
        // Without declarations there is nothing that could not be built; and if so, cleaning twice is no harm.
        self.fields_key = RenderKey::unique();
        self.fields = all.build().unwrap_or_else(|_| self.policy.clone());
        self
    }

    /// Counts lines of the service's own that a task has written outside any request, job or message.
    #[must_use]
    pub fn count_without_context(mut self, count: &WithoutContext) -> Self {
        self.without_context = Some(count.clone());
        self
    }

    fn rendered(mut self) -> Self {
        let rules = TextRules { owner: self.key, policy: &self.policy, longest: self.limits.value };
        self.statics.render(rules, &self.keys);
        self
    }

    const fn rules(&self) -> TextRules<'_> {
        TextRules { owner: self.key, policy: &self.policy, longest: self.limits.value }
    }

    const fn context_rules(&self) -> ContextRules<'_> {
        ContextRules { text: self.rules(), user: self.user }
    }

    const fn field_rules(&self) -> TextRules<'_> {
        TextRules { owner: self.fields_key, policy: &self.fields, longest: self.limits.value }
    }

    const fn collector<'a>(&'a self, plan: &'a Plan, scratch: &'a mut Scratch) -> Collector<'a> {
        Collector { plan, rules: self.field_rules(), context: self.context_rules(), scratch }
    }

    fn plan(&self, metadata: &tracing_core::Metadata<'_>, origin: Origin) -> Plan {
        Plan::new(metadata, origin, &self.fields, &self.keys)
    }

    /// Adds the name of the innermost span, and the fields of it and of those around it.
    fn add_spans<'a, R: LookupSpan<'a>>(&self, leaf: SpanRef<'a, R>, parts: &mut LineParts) {
        let metadata = leaf.metadata();
        let plan = || self.plan(metadata, Origin::Span);
        self.plans.with(metadata, plan, |plan| parts.span.push_str(&plan.name));
        let mut next = Some(leaf);
        while let Some(span) = next {
            if let Some(fields) = span.extensions().get::<SpanFields>().and_then(|all| all.of(self.key)) {
                parts.fields.append(fields);
            }
            next = span.parent();
        }
    }

    /// Adds what comes from the context: the ids, and what every event of a request carries.
    fn add_context(&self, parts: &mut LineParts, screen: &mut Screen, text: &mut String) {
        // Asked outside the look at the context: it is another crate's code.
        let active = self.trace_ids.and_then(|active| active());
        with_current(|context| {
            let Some(context) = context else { return add_ids(parts, ContextMembers::none(), active) };
            ContextMembers::with(context, self.context_rules(), screen, text, |members| {
                add_ids(parts, members, active);
                if !parts.has_request {
                    members.add_to(parts);
                }
            });
        });
    }

    pub(super) fn write(&self, level: Level, plan: &Plan, scratch: &mut Scratch) {
        self.each_format(level, plan, scratch, |format, line| self.put(format, level, line));
    }

    /// Hands each format of the line to `take`, with its number: 0 is JSON, the others are those for eyes in turn.
    pub(crate) fn each_format(
        &self,
        level: Level,
        plan: &Plan,
        scratch: &mut Scratch,
        mut take: impl FnMut(u8, &[u8]),
    ) {
        let Scratch { parts, line, .. } = scratch;
        let target = if parts.log_target.is_empty() { &plan.target } else { parts.log_target.as_str() };
        if !self.json.is_empty() {
            json_line::write(line, level, target, parts, self.limits.line);
            take(0, line);
        }
        for ((format, _), number) in self.pretty.iter().zip(1..) {
            format.write(line, level, target, parts, self.limits.line);
            take(number, line);
        }
    }

    /// Hands a line to the outputs of its format.
    pub(super) fn put(&self, format: u8, level: Level, line: &[u8]) {
        match format.checked_sub(1) {
            None => self.json.iter().for_each(|output| output.write(level, line)),
            Some(place) => {
                if let Some((_, output)) = self.pretty.get(usize::from(place)) {
                    output.write(level, line);
                }
            }
        }
    }

    /// Renders an event and gives it to `finish`.
    pub(crate) fn with_line<S: Subscriber + for<'a> LookupSpan<'a>>(
        &self,
        event: &Event<'_>,
        context: &Context<'_, S>,
        finish: impl FnOnce(&Plan, &mut Scratch),
    ) {
        let metadata = event.metadata();
        let plan = || self.plan(metadata, if event.is_log() { Origin::LogRecord } else { Origin::Event });
        self.plans.with(metadata, plan, |plan| {
            plan.count();
            Scratch::with(|scratch| {
                scratch.clock.now(&mut scratch.parts.timestamp);
                // All code of the application runs in here; no lock or borrow is held meanwhile.
                event.record(&mut self.collector(plan, scratch));
                let parts = &mut scratch.parts;
                let mut sections = Sections { event: parts.fields.len(), ..Sections::default() };
                if let Some(leaf) = context.event_span(event) {
                    self.add_spans(leaf, parts);
                }
                sections.spans = parts.fields.len();
                self.add_context(parts, &mut scratch.screen, &mut scratch.raw);
                sections.request = parts.fields.len();
                parts.fields.append(self.statics.fields());
                parts.sections = sections;
                finish(plan, scratch);
            });
        });
    }
}

/// A team or user that the event itself names stands for the one of the context.
fn add_ids(parts: &mut LineParts, members: ContextMembers<'_>, active: Option<TraceIds>) {
    let LineParts { ids, fields, .. } = parts;
    let (team, user) = (fields.contains(KeyId::TEAM_ID), fields.contains(KeyId::USER_ID));
    if !team && !user && active.is_none() {
        return ids.push_str(members.ids());
    }
    ids.push_str(members.get(Member::CorrelationId));
    if !team {
        ids.push_str(members.get(Member::TeamId));
    }
    if !user {
        ids.push_str(members.get(Member::UserId));
    }
    match active {
        None => ids.push_str(members.get(Member::TraceId)),
        Some(active) => {
            ids.push_str(r#","trace_id":""#);
            active.write_trace_id(ids);
            ids.push_str(r#"","span_id":""#);
            active.write_span_id(ids);
            ids.push('"');
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for LogLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        self.plans.with(
            metadata,
            || self.plan(metadata, Origin::Span),
            |plan| {
                if !plan.has_fields() {
                    return;
                }
                plan.count();
                Scratch::with(|scratch| {
                    attributes.record(&mut self.collector(plan, scratch));
                    if let Some(span) = context.span(id) {
                        add_to_span(&span, self.key, &scratch.parts.fields);
                    }
                });
            },
        );
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let metadata = span.metadata();
        self.plans.with(
            metadata,
            || self.plan(metadata, Origin::Span),
            |plan| {
                if !plan.has_fields() {
                    return;
                }
                Scratch::with(|scratch| {
                    values.record(&mut self.collector(plan, scratch));
                    add_to_span(&span, self.key, &scratch.parts.fields);
                });
            },
        );
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let level = *event.metadata().level();
        self.with_line(event, &context, |plan, scratch| {
            if let Some(detail) = &self.detail
                && plan.own
            {
                self.settle(detail, level, &scratch.parts);
            }
            if let Some(count) = &self.without_context
                && !plan.own
                && with_current(|context| context.is_none())
            {
                count.look(
                    level,
                    if scratch.parts.log_target.is_empty() { &plan.target } else { &scratch.parts.log_target },
                );
            }
            self.write(level, plan, scratch);
        });
    }
}

/// Keeps rendered fields with their span.
fn add_to_span<'a, R: LookupSpan<'a>>(span: &SpanRef<'a, R>, layer: RenderKey, fields: &Fields) {
    if fields.is_empty() {
        return;
    }
    let mut extensions = span.extensions_mut();
    match extensions.get_mut::<SpanFields>() {
        Some(known) => known.record(layer, fields),
        None => extensions.insert(SpanFields::new(layer, fields.snug())),
    }
}

impl fmt::Debug for LogLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogLayer")
            .field("policy", &self.policy)
            .field("limits", &self.limits)
            .field("statics", &self.statics)
            .finish_non_exhaustive()
    }
}
