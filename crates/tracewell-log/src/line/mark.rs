use tracewell_redact::Reason;

/// What stands in the place of a value because of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The name is not allowed.
    Filtered,
    /// The name is sensitive.
    Redacted,
}

impl Mark {
    /// As JSON.
    pub(crate) const fn json(self) -> &'static str {
        match self {
            Self::Filtered => r#""[FILTERED]""#,
            Self::Redacted => r#""[REDACTED]""#,
        }
    }

    /// As what it is counted.
    pub(crate) const fn reason(self) -> Reason {
        match self {
            Self::Filtered => Reason::Filter,
            Self::Redacted => Reason::Name,
        }
    }
}

#[cfg(test)]
mod tests {
    use tracewell_names::marker;

    use super::Mark;

    #[test]
    fn markers_are_those_of_the_vocabulary() {
        assert_eq!(format!("\"{}\"", marker::FILTERED), Mark::Filtered.json());
        assert_eq!(format!("\"{}\"", marker::REDACTED), Mark::Redacted.json());
    }
}
