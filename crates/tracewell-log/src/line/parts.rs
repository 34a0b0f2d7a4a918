use super::fields::Fields;

/// All that one line says, rendered but not yet put in a format. Texts are escaped and have no quotes around them.
#[derive(Debug, Default)]
pub(crate) struct LineParts {
    pub(crate) timestamp: String,
    pub(crate) message: String,
    /// Bytes that were cut off the message.
    pub(crate) message_cut: usize,
    /// Of a `log` record; else that of the callsite holds.
    pub(crate) log_target: String,
    /// `correlation_id` to `span_id`, as members of the object.
    pub(crate) ids: String,
    /// Name of the innermost span.
    pub(crate) span: String,
    pub(crate) fields: Fields,
    /// What every event of a request carries is among the fields.
    pub(crate) has_request: bool,
    pub(crate) sections: Sections,
}

/// How many of the fields came from where: first those of the event, then of the spans, then of the request, then the
/// static ones.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sections {
    pub(crate) event: usize,
    pub(crate) spans: usize,
    pub(crate) request: usize,
}

impl LineParts {
    /// Empties it and gives back what is more than `kept` bytes of a buffer.
    pub(crate) fn clear(&mut self, kept: usize) {
        self.message.clear();
        self.message.shrink_to(kept);
        self.message_cut = 0;
        self.log_target.clear();
        self.ids.clear();
        self.span.clear();
        self.fields.clear();
        self.has_request = false;
        self.fields.trim(kept);
    }
}
