use std::error::Error;
use std::fmt::Debug;

use tracewell_context::with_current;
use tracing_core::Field;
use tracing_core::field::Visit;

use super::context_members::{ContextMembers, ContextRules};
use super::embedded_json::embed;
use super::fields::Shape;
use super::key::{Key, KeyId};
use super::mark::Mark;
use super::plan::{Action, FieldPlan, Plan};
use super::scratch::Scratch;
use super::text::{PANICKED, TextRules, format_debug, format_error};
use super::{cut, escape::escape_into};

/// Bytes of a `log` record's target that are shown: it comes from outside.
const LONGEST_LOG_TARGET: usize = 64;

/// Renders the values of an event or a span, as the plan of its callsite says.
pub(crate) struct Collector<'a> {
    pub(crate) plan: &'a Plan,
    /// For what the event or span holds.
    pub(crate) rules: TextRules<'a>,
    /// For what its context holds.
    pub(crate) context: ContextRules<'a>,
    pub(crate) scratch: &'a mut Scratch,
}

impl Collector<'_> {
    /// A number or a boolean: `text` is JSON.
    fn atom(&mut self, field: &Field, text: &str) {
        let Some(FieldPlan { key, action }) = self.plan.field(field.index()) else { return };
        match action {
            Action::Keep | Action::OfContext | Action::Locate(_) | Action::Embed | Action::TeamId | Action::UserId => {
                push_atom(self.scratch, key, text)
            }
            Action::Mark(mark) => self.mark(key, *mark),
            Action::Message | Action::Act(_) | Action::LogTarget | Action::Omit => self.text(field, text, 0),
        }
    }

    fn text(&mut self, field: &Field, text: &str, unseen: usize) {
        let Some(FieldPlan { key, action }) = self.plan.field(field.index()) else { return };
        if *action == Action::OfContext && self.take_from_context(key.id, text) {
            return;
        }
        let Scratch { parts, screen, .. } = &mut *self.scratch;
        match action {
            Action::Keep | Action::OfContext => {
                parts.fields.push(key, |out| self.rules.quoted(out, screen, text, unseen));
            }
            Action::Embed => {
                parts.fields.push(key, |out| {
                    if unseen == 0 && embed(out, screen, text, self.rules) {
                        return Shape::Json;
                    }
                    self.rules.quoted(out, screen, text, unseen)
                });
            }
            Action::Message => {
                parts.message.clear();
                parts.message_cut = self.rules.write(&mut parts.message, screen, text, unseen);
            }
            Action::LogTarget => {
                let (target, _) = self.rules.scanned(screen, text);
                parts.log_target.clear();
                escape_into(&mut parts.log_target, cut::split(target, LONGEST_LOG_TARGET).0);
            }
            Action::Mark(mark) => self.mark(key, *mark),
            Action::Act(class) => {
                parts.fields.push(key, |out| self.rules.acted(out, screen, *class, text));
            }
            Action::Locate(locator) => {
                parts.fields.push(key, |out| self.rules.located(out, screen, *locator, text, unseen));
            }
            Action::TeamId => parts.fields.push(key, |out| self.rules.team_id(out, text)),
            Action::UserId => parts.fields.push(key, |out| self.rules.user_id(out, text)),
            Action::Omit => {}
        }
    }

    /// Puts what the context has rendered in the place of a value that is the context's own.
    fn take_from_context(&mut self, key: KeyId, text: &str) -> bool {
        let Scratch { parts, screen, raw, .. } = &mut *self.scratch;
        with_current(|context| {
            let Some(context) = context else { return false };
            let own = match key {
                KeyId::METHOD => context.method(),
                KeyId::PATH => context.path(),
                _ => context.route(),
            };
            // The same place in memory, not just the same text: nothing has to be compared.
            if !own.is_some_and(|own| std::ptr::eq(own, text)) {
                return false;
            }
            if !parts.has_request {
                ContextMembers::with(context, self.context, screen, raw, |members| members.add_to(parts));
            }
            parts.fields.contains(key)
        })
    }

    fn mark(&mut self, key: &Key, mark: Mark) {
        self.rules.policy.counts().add(mark.reason());
        push_atom(self.scratch, key, mark.json());
    }

    /// A value that has to be asked what it says.
    fn formatted(&mut self, field: &Field, format: impl FnOnce(&mut String, usize) -> Option<usize>) {
        match self.plan.field(field.index()).map(|field| field.action) {
            None | Some(Action::Omit) => {}
            Some(Action::Mark(_)) => self.text(field, "", 0),
            Some(_) => {
                let mut raw = std::mem::take(&mut self.scratch.raw);
                raw.clear();
                match format(&mut raw, self.rules.window()) {
                    Some(unseen) => self.text(field, &raw, unseen),
                    None => self.text(field, PANICKED, 0),
                }
                self.scratch.raw = raw;
            }
        }
    }
}

impl Visit for Collector<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.atom(field, zmij::Buffer::new().format_finite(value));
        } else {
            let name = if value.is_nan() {
                "NaN"
            } else if value > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            };
            self.text(field, name, 0);
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.atom(field, itoa::Buffer::new().format(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.atom(field, itoa::Buffer::new().format(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.atom(field, itoa::Buffer::new().format(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.atom(field, itoa::Buffer::new().format(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.atom(field, if value { "true" } else { "false" });
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value, 0);
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        let window = self.rules.window();
        let (seen, unseen) = value.split_at_checked(window).unwrap_or((value, &[]));
        self.formatted(field, |raw, _| {
            for chunk in seen.utf8_chunks() {
                raw.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    raw.push(char::REPLACEMENT_CHARACTER);
                }
            }
            Some(unseen.len())
        });
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.formatted(field, |raw, limit| format_error(raw, limit, value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.formatted(field, |raw, limit| format_debug(raw, limit, value));
    }
}

fn push_atom(scratch: &mut Scratch, key: &Key, text: &str) {
    scratch.parts.fields.push(key, |out| {
        out.push_str(text);
        Shape::Atom
    });
}
