use std::env::VarError;
use std::sync::Arc;

use tracewell_names::setting;

/// Where variables come from: the process's environment, or a test's.
pub(crate) type Source = Arc<dyn Fn(&str) -> Result<String, VarError> + Send + Sync>;

/// Reads variables and remembers which of them made no sense.
pub(crate) struct Lookup {
    source: Source,
    invalid: Vec<&'static str>,
}

impl Lookup {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, invalid: Vec::new() }
    }

    /// The value, trimmed; an empty one counts as unset.
    pub(crate) fn text(&mut self, variable: &'static str) -> Option<String> {
        match (self.source)(variable) {
            Ok(value) => Some(value.trim().to_owned()).filter(|value| !value.is_empty()),
            Err(VarError::NotPresent) => None,
            Err(VarError::NotUnicode(_)) => {
                self.refuse(variable);
                None
            }
        }
    }

    /// Whether there is any value, readable or not.
    pub(crate) fn is_set(&self, variable: &str) -> bool {
        match (self.source)(variable) {
            Ok(value) => !value.trim().is_empty(),
            Err(VarError::NotUnicode(_)) => true,
            Err(VarError::NotPresent) => false,
        }
    }

    /// What `parse` makes of the value; a value of which it makes nothing is noted.
    pub(crate) fn parsed<T>(&mut self, variable: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.text(variable)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.refuse(variable);
        }
        parsed
    }

    pub(crate) fn boolean(&mut self, variable: &'static str) -> Option<bool> {
        self.parsed(variable, setting::boolean)
    }

    /// Notes that the value made no sense.
    pub(crate) fn refuse(&mut self, variable: &'static str) {
        if !self.invalid.contains(&variable) {
            self.invalid.push(variable);
        }
    }

    /// The variables that made no sense, in the order they were read.
    pub(crate) fn into_invalid(self) -> Vec<&'static str> {
        self.invalid
    }
}

#[cfg(test)]
impl Lookup {
    /// A look-up in these variables instead of the environment.
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        let variables: std::collections::HashMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::new(Arc::new(move |name| variables.get(name).cloned().ok_or(VarError::NotPresent)))
    }
}
