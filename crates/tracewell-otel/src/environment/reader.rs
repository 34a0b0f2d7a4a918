use std::time::Duration;

use tracewell_names::setting;

/// Reads variables and remembers which of them made no sense.
pub(crate) struct Reader<'v> {
    variables: &'v mut dyn FnMut(&'static str) -> Option<String>,
    invalid: Vec<&'static str>,
}

impl<'v> Reader<'v> {
    pub(super) fn new(variables: &'v mut dyn FnMut(&'static str) -> Option<String>) -> Self {
        Self { variables, invalid: Vec::new() }
    }

    /// The value, trimmed; an empty one counts as unset.
    pub(super) fn text(&mut self, variable: &'static str) -> Option<String> {
        let value = (self.variables)(variable)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// What `parse` makes of the value; a value of which it makes nothing is noted.
    pub(super) fn parsed<T>(&mut self, variable: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.text(variable)?;
        let parsed = parse(&value);
        if parsed.is_none() && !self.invalid.contains(&variable) {
            self.invalid.push(variable);
        }
        parsed
    }

    pub(super) fn boolean(&mut self, variable: &'static str) -> Option<bool> {
        self.parsed(variable, setting::boolean)
    }

    pub(super) fn number(&mut self, variable: &'static str, otherwise: u64, least: u64, most: u64) -> u64 {
        let within = |value: &str| value.parse().ok().filter(|number| (least..=most).contains(number));
        self.parsed(variable, within).unwrap_or(otherwise)
    }

    pub(super) fn milliseconds(&mut self, variable: &'static str, otherwise: u64, most: u64) -> Duration {
        Duration::from_millis(self.number(variable, otherwise, 1, most))
    }

    pub(super) fn into_invalid(self) -> Vec<&'static str> {
        self.invalid
    }
}
