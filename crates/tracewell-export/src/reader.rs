use std::fmt;
use std::time::Duration;

use tracewell_names::setting;

/// Reads variables and remembers which of them made no sense.
///
/// ```
/// use tracewell_export::Reader;
///
/// let mut variables = |name| (name == "OTEL_EXPORTER_OTLP_TIMEOUT").then(|| " soon ".to_owned());
/// let mut reader = Reader::new(&mut variables);
/// assert_eq!(reader.number("OTEL_EXPORTER_OTLP_TIMEOUT", 10_000, 1, 600_000), 10_000);
/// assert_eq!(reader.into_invalid(), ["OTEL_EXPORTER_OTLP_TIMEOUT"]);
/// ```
pub struct Reader<'v> {
    variables: &'v mut dyn FnMut(&'static str) -> Option<String>,
    invalid: Vec<&'static str>,
}

impl<'v> Reader<'v> {
    /// Asks `variables` for each by its name.
    pub fn new(variables: &'v mut dyn FnMut(&'static str) -> Option<String>) -> Self {
        Self { variables, invalid: Vec::new() }
    }

    /// The value, trimmed; an empty one counts as unset.
    pub fn text(&mut self, variable: &'static str) -> Option<String> {
        let value = (self.variables)(variable)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// What `parse` makes of the value; a value of which it makes nothing is noted.
    pub fn parsed<T>(&mut self, variable: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.text(variable)?;
        let parsed = parse(&value);
        if parsed.is_none() && !self.invalid.contains(&variable) {
            self.invalid.push(variable);
        }
        parsed
    }

    /// A yes or no.
    pub fn boolean(&mut self, variable: &'static str) -> Option<bool> {
        self.parsed(variable, setting::boolean)
    }

    /// A number from `least` to `most`, or `otherwise`.
    pub fn number(&mut self, variable: &'static str, otherwise: u64, least: u64, most: u64) -> u64 {
        let within = |value: &str| value.parse().ok().filter(|number| (least..=most).contains(number));
        self.parsed(variable, within).unwrap_or(otherwise)
    }

    /// A time from 1 to `most` milliseconds, or `otherwise`.
    pub fn milliseconds(&mut self, variable: &'static str, otherwise: u64, most: u64) -> Duration {
        Duration::from_millis(self.number(variable, otherwise, 1, most))
    }

    /// The variables that made no sense, each once.
    #[must_use]
    pub fn into_invalid(self) -> Vec<&'static str> {
        self.invalid
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("invalid", &self.invalid).finish_non_exhaustive()
    }
}
