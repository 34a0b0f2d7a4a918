use std::error::Error;
use std::fmt::Debug;

use tracing_core::field::display;

use super::bounded::{append_formatted, format_into};
use super::safe_error::SafeError;
use super::slot::{Lent, Raw, Slot, Stretch};
use super::text::{clean_from, push_clean, push_clean_name, push_cut_mark, window};
use crate::{Class, Locator, Policy};

/// What a thread keeps of a buffer that had to grow for unusual values.
const KEPT: usize = 64 * 1024;
/// What it keeps of errors, each of which may hold as much text as a value.
const KEPT_ERRORS: usize = 2;

/// The clean values of one event, span or record, by the index of their field.
///
/// Values cannot be kept by reference, because what is visited does not outlive the visit, so they are copied into
/// buffers that stay.
#[derive(Default)]
pub(super) struct Values {
    slots: Vec<Slot>,
    text: String,
    bytes: Vec<u8>,
    errors: Vec<SafeError>,
    told_errors: usize,
    raw: String,
    /// What a hook says.
    said: String,
    changed: bool,
}

impl Values {
    /// Forgets all values and makes room for so many fields.
    pub(super) fn clear(&mut self, fields: usize) {
        self.slots.clear();
        self.slots.resize(fields, Slot::Absent);
        self.text.clear();
        self.bytes.clear();
        self.told_errors = 0;
        self.changed = false;
    }

    /// Whether sinks have to see these values in place of those that came.
    pub(super) const fn is_changed(&self) -> bool {
        self.changed
    }

    pub(super) fn put(&mut self, index: usize, value: Slot) {
        if let Some(slot) = self.slots.get_mut(index) {
            *slot = value;
        }
    }

    pub(super) fn put_marker(&mut self, index: usize, marker: &'static str) {
        self.put(index, Slot::Marker(marker));
        self.changed = true;
    }

    /// A value was left out.
    pub(super) const fn leave_out(&mut self) {
        self.changed = true;
    }

    /// Puts a text, scrubbed, and says whether it stayed as it came.
    pub(super) fn put_text(&mut self, index: usize, text: &str, policy: &Policy) -> bool {
        let start = self.text.len();
        let changed = push_clean(policy, text, &mut self.text);
        self.changed |= changed;
        self.put(index, Slot::Text(Stretch { start, end: self.text.len() }));
        !changed
    }

    /// Puts a text in which there is nothing to scrub.
    #[inline]
    pub(super) fn put_clean(&mut self, index: usize, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.put(index, Slot::Text(Stretch { start, end: self.text.len() }));
    }

    pub(super) fn put_name(&mut self, index: usize, name: &str, policy: &Policy) {
        let start = self.text.len();
        self.changed |= push_clean_name(policy, name, &mut self.text);
        self.put(index, Slot::Text(Stretch { start, end: self.text.len() }));
    }

    /// Formats a value, once: sinks get the text, so that what the formatting does is not done again.
    pub(super) fn put_formatted(&mut self, index: usize, value: &dyn Debug, policy: &Policy) {
        let start = self.text.len();
        append_formatted(&mut self.text, window(policy), |out| write!(out, "{value:?}"));
        clean_from(policy, start, &mut self.text, &mut self.raw);
        self.put(index, Slot::Formatted(Stretch { start, end: self.text.len() }));
        self.changed = true;
    }

    /// Puts what the action for `class` leaves of a value.
    pub(super) fn put_acted(
        &mut self,
        index: usize,
        class: Class,
        value: Raw<'_>,
        policy: &Policy,
        team: Option<fn(&mut String)>,
    ) {
        self.read(&value, window(policy));
        self.said.clear();
        if let Some(team) = team {
            team(&mut self.said);
        }
        let team = (!self.said.is_empty()).then_some(self.said.as_str());
        let start = self.text.len();
        policy.act_into(class, team, &self.raw, &mut self.text);
        self.put(index, Slot::Text(Stretch { start, end: self.text.len() }));
        self.changed = true;
    }

    /// Puts an id as a bound one would go out.
    pub(super) fn put_id(
        &mut self,
        index: usize,
        class: &str,
        value: Raw<'_>,
        policy: &Policy,
        team: Option<fn(&mut String)>,
    ) {
        let is_text = matches!(value, Raw::Text(_));
        self.read(&value, window(policy));
        self.said.clear();
        if let Some(team) = team {
            team(&mut self.said);
        }
        let team = (!self.said.is_empty()).then_some(self.said.as_str());
        let start = self.text.len();
        self.text.push_str(&policy.id(class, team, &self.raw));
        let at = Stretch { start, end: self.text.len() };
        self.changed |= !is_text || self.text(at) != self.raw;
        self.put(index, if is_text { Slot::Text(at) } else { Slot::Formatted(at) });
    }

    /// Puts what may be shown of a text that says where something is.
    pub(super) fn put_located(
        &mut self,
        index: usize,
        locator: Locator,
        value: Raw<'_>,
        policy: &Policy,
        path: Option<fn(&str, &mut String) -> bool>,
    ) {
        let is_text = matches!(value, Raw::Text(_));
        self.read(&value, window(policy));
        let start = self.text.len();
        let left_out = policy.locate_into(locator, &self.raw, &mut self.said, &mut self.text);
        if left_out > 0 {
            push_cut_mark(&mut self.text, left_out);
        }
        self.said.clear();
        if let Some(path) = path
            && path(self.text.get(start..).unwrap_or_default(), &mut self.said)
        {
            self.text.truncate(start);
            self.text.push_str(&self.said);
        }
        let at = Stretch { start, end: self.text.len() };
        self.changed |= !is_text || self.text(at) != self.raw;
        self.put(index, if is_text { Slot::Text(at) } else { Slot::Formatted(at) });
    }

    /// Takes what a value says into `raw`.
    fn read(&mut self, value: &Raw<'_>, window: usize) {
        match *value {
            Raw::Text(text) => format_into(&mut self.raw, window, |out| out.write_str(text)),
            Raw::Bytes(bytes) => self.read_bytes(bytes, window),
            Raw::Formatted(value) => format_into(&mut self.raw, window, |out| out.write_fmt(value)),
        }
    }

    /// Scans bytes as text. Those that hold a secret go out as the text that is left.
    pub(super) fn put_bytes(&mut self, index: usize, value: &[u8], policy: &Policy) {
        self.read_bytes(value, window(policy));
        let (start, text) = (self.bytes.len(), self.text.len());
        if push_clean(policy, &self.raw, &mut self.text) {
            self.bytes.extend_from_slice(self.text.get(text..).unwrap_or_default().as_bytes());
            self.changed = true;
        } else {
            self.bytes.extend_from_slice(value);
        }
        self.text.truncate(text);
        self.put(index, Slot::Bytes(Stretch { start, end: self.bytes.len() }));
    }

    pub(super) fn put_error(&mut self, index: usize, error: &(dyn Error + 'static), policy: &Policy) {
        if self.told_errors == self.errors.len() {
            self.errors.push(SafeError::default());
        }
        if let Some(safe) = self.errors.get_mut(self.told_errors) {
            safe.retell(error, policy, &mut self.raw);
        }
        self.put(index, Slot::Error(self.told_errors));
        self.told_errors += 1;
        self.changed = true;
    }

    /// What bytes say as text.
    fn read_bytes(&mut self, value: &[u8], window: usize) {
        self.raw.clear();
        for chunk in value.get(..window).unwrap_or(value).utf8_chunks() {
            self.raw.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                self.raw.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    #[inline]
    pub(super) fn lend(&self, slot: Slot) -> Lent<'_> {
        match slot {
            Slot::Marker(marker) => Lent::Text(marker),
            Slot::Text(at) => Lent::Text(self.text(at)),
            Slot::Formatted(at) => Lent::Formatted(display(self.text(at))),
            Slot::Bytes(at) => Lent::Bytes(self.bytes.get(at.start..at.end).unwrap_or_default()),
            Slot::Error(at) => self.errors.get(at).map_or(Lent::Nothing, |error| Lent::Error(error)),
            _ => Lent::Nothing,
        }
    }

    /// Gives back memory that unusual values took.
    pub(super) fn trim(&mut self) {
        let kept = self.text.capacity().max(self.raw.capacity()).max(self.bytes.capacity());
        if kept > KEPT {
            self.clear(0);
            self.raw.clear();
            self.text.shrink_to(KEPT);
            self.raw.shrink_to(KEPT);
            self.bytes.shrink_to(KEPT);
        }
        self.errors.truncate(KEPT_ERRORS);
    }

    fn text(&self, at: Stretch) -> &str {
        self.text.get(at.start..at.end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;

    #[test]
    fn unusual_memory_is_given_back() {
        let policy = Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap();
        let huge = "word ".repeat(100_000);
        let mut values = Values::default();
        values.clear(6);
        values.put_text(0, &huge, &policy);
        values.put_bytes(1, huge.as_bytes(), &policy);
        values.put_formatted(2, &huge, &policy);
        for index in 3..6 {
            values.put_error(index, &std::fmt::Error, &policy);
        }
        values.trim();
        let capacity = [values.text.capacity(), values.raw.capacity(), values.bytes.capacity()];
        assert!(capacity.iter().all(|capacity| *capacity <= KEPT), "{capacity:?}");
        assert_eq!(values.errors.len(), KEPT_ERRORS);
    }

    #[test]
    fn usual_memory_is_kept() {
        let mut values = Values::default();
        values.clear(1);
        values.put_text(0, "text", &Policy::development());
        let capacity = values.text.capacity();
        values.trim();
        values.clear(1);
        assert_eq!(values.text.capacity(), capacity);
    }
}
