/// How grave a violation is: the `severity` of its event. It does not decide the level: a token that has run out is of
/// no interest to whoever reads warnings, however it is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Happens all the time, with nobody meaning harm.
    Low,
    /// Worth counting.
    Medium,
    /// Worth a look.
    High,
    /// Worth waking somebody.
    Critical,
}

impl Severity {
    /// The word in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}
