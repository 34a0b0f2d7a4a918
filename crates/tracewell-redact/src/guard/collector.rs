use std::error::Error;
use std::fmt::{Debug, Display};

use tracewell_names::marker;
use tracing_core::Field;
use tracing_core::field::Visit;

use super::hooks::Hooks;
use super::plan::{Action, Plan};
use super::slot::{Raw, Slot};
use super::values::Values;
use crate::{Class, Locator, Policy, Reason};

/// What the ids of teams are hashed as.
const TEAM: &str = "team";

/// Takes the values of an event, a span or a record, each as the plan of its callsite says.
pub(super) struct Collector<'a> {
    pub(super) plan: &'a Plan,
    pub(super) policy: &'a Policy,
    pub(super) hooks: Hooks,
    pub(super) values: &'a mut Values,
}

impl Collector<'_> {
    /// The place of the field and how its values go out, unless something else goes out instead.
    #[inline]
    fn place(&mut self, field: &Field) -> Option<(usize, Action)> {
        match self.plan.field(field) {
            Some((index, Action::Filter)) => self.replace(index, marker::FILTERED, Reason::Filter),
            Some((index, Action::Redact)) => self.replace(index, marker::REDACTED, Reason::Name),
            Some(place) => return Some(place),
            // A value without a place has been judged by nobody.
            None => self.values.leave_out(),
        }
        None
    }

    fn replace(&mut self, index: usize, marker: &'static str, reason: Reason) {
        self.policy.counts().add(reason);
        self.values.put_marker(index, marker);
    }

    #[inline]
    fn native(&mut self, field: &Field, value: Slot, text: &dyn Display) {
        match self.place(field) {
            Some((index, Action::Act(class))) => self.act(index, class, Raw::Formatted(format_args!("{text}"))),
            Some((index, _)) => self.values.put(index, value),
            None => {}
        }
    }

    #[inline]
    fn text(&mut self, index: usize, text: &str) {
        if self.plan.is_usual(index, text) {
            self.values.put_clean(index, text);
        } else if self.values.put_text(index, text, self.policy) {
            self.plan.note_clean(index, text);
        }
    }

    #[cold]
    fn act(&mut self, index: usize, class: Class, value: Raw<'_>) {
        self.values.put_acted(index, class, value, self.policy, self.hooks.team);
    }

    #[cold]
    fn team_id(&mut self, index: usize, value: Raw<'_>) {
        self.values.put_id(index, TEAM, value, self.policy, None);
    }

    #[cold]
    fn user_id(&mut self, index: usize, value: Raw<'_>) {
        self.values.put_id(index, Class::User.as_str(), value, self.policy, self.hooks.team);
    }

    #[cold]
    fn locate(&mut self, index: usize, locator: Locator, value: Raw<'_>) {
        self.values.put_located(index, locator, value, self.policy, self.hooks.path);
    }
}

impl Visit for Collector<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.native(field, Slot::F64(value), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.native(field, Slot::I64(value), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.native(field, Slot::U64(value), &value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.native(field, Slot::I128(value), &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.native(field, Slot::U128(value), &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.native(field, Slot::Bool(value), &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match self.place(field) {
            Some((index, Action::Name)) => self.values.put_name(index, value, self.policy),
            Some((index, Action::Act(class))) => self.act(index, class, Raw::Text(value)),
            Some((index, Action::TeamId)) => self.team_id(index, Raw::Text(value)),
            Some((index, Action::UserId)) => self.user_id(index, Raw::Text(value)),
            Some((index, Action::Locate(locator))) => self.locate(index, locator, Raw::Text(value)),
            Some((index, _)) => self.text(index, value),
            None => {}
        }
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        match self.place(field) {
            Some((index, Action::Act(class))) => self.act(index, class, Raw::Bytes(value)),
            Some((index, _)) => self.values.put_bytes(index, value, self.policy),
            None => {}
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        match self.place(field) {
            Some((index, Action::Act(class))) => self.act(index, class, Raw::Formatted(format_args!("{value}"))),
            Some((index, _)) => self.values.put_error(index, value, self.policy),
            None => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match self.place(field) {
            Some((index, Action::Act(class))) => self.act(index, class, Raw::Formatted(format_args!("{value:?}"))),
            Some((index, Action::TeamId)) => self.team_id(index, Raw::Formatted(format_args!("{value:?}"))),
            Some((index, Action::UserId)) => self.user_id(index, Raw::Formatted(format_args!("{value:?}"))),
            Some((index, Action::Locate(locator))) => {
                self.locate(index, locator, Raw::Formatted(format_args!("{value:?}")));
            }
            Some((index, _)) => self.values.put_formatted(index, value, self.policy),
            None => {}
        }
    }
}
