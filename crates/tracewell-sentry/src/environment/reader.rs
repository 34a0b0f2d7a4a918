/// Reads variables and remembers which of them made no sense.
pub(super) struct Reader<'v> {
    variables: &'v mut dyn FnMut(&'static str) -> Option<String>,
    invalid: Vec<&'static str>,
}

impl<'v> Reader<'v> {
    pub(super) fn new(variables: &'v mut dyn FnMut(&'static str) -> Option<String>) -> Self {
        Self { variables, invalid: Vec::new() }
    }

    /// What `parse` makes of the value, trimmed; a value of which it makes nothing is noted, an empty one counts as unset.
    pub(super) fn parsed<T>(&mut self, variable: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = (self.variables)(variable)?;
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let parsed = parse(value);
        if parsed.is_none() {
            self.invalid.push(variable);
        }
        parsed
    }

    pub(super) fn into_invalid(self) -> Vec<&'static str> {
        self.invalid
    }
}
