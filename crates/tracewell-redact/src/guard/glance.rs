use std::error::Error;
use std::fmt::Debug;

use tracing_core::Field;
use tracing_core::field::Visit;

use super::plan::{Action, Plan};
use crate::Policy;

/// Looks whether values may go out as they are, as those of most spans may, without copying any: numbers and booleans,
/// and texts that are as clean as usual, or as one look tells. What it is not sure of is for the
/// [`Collector`](super::collector::Collector).
pub(super) struct Glance<'a> {
    plan: &'a Plan,
    policy: &'a Policy,
    passes: bool,
}

impl<'a> Glance<'a> {
    pub(super) const fn new(plan: &'a Plan, policy: &'a Policy) -> Self {
        Self { plan, policy, passes: true }
    }

    /// Whether all values did that it was shown.
    pub(super) const fn passes(&self) -> bool {
        self.passes
    }

    fn tells_clean(&self, index: usize, text: &str) -> bool {
        let is_clean = self.policy.tells_clean(text);
        if is_clean {
            self.plan.note_clean(index, text);
        }
        is_clean
    }

    #[inline]
    fn native(&mut self, field: &Field) {
        let action = self.plan.field(field).map(|(_, action)| action);
        self.passes &= !matches!(action, None | Some(Action::Filter | Action::Redact | Action::Act(_)));
    }
}

impl Visit for Glance<'_> {
    fn record_f64(&mut self, field: &Field, _: f64) {
        self.native(field);
    }

    fn record_i64(&mut self, field: &Field, _: i64) {
        self.native(field);
    }

    fn record_u64(&mut self, field: &Field, _: u64) {
        self.native(field);
    }

    fn record_i128(&mut self, field: &Field, _: i128) {
        self.native(field);
    }

    fn record_u128(&mut self, field: &Field, _: u128) {
        self.native(field);
    }

    fn record_bool(&mut self, field: &Field, _: bool) {
        self.native(field);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.passes = self.passes
            && self.plan.field(field).is_some_and(|(index, action)| {
                action == Action::Keep && (self.plan.is_usual(index, value) || self.tells_clean(index, value))
            });
    }

    fn record_bytes(&mut self, _: &Field, _: &[u8]) {
        self.passes = false;
    }

    fn record_error(&mut self, _: &Field, _: &(dyn Error + 'static)) {
        self.passes = false;
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {
        self.passes = false;
    }
}
