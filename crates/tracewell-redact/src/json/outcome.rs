/// How far a JSON text could be redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonOutcome {
    /// All of it: what was written is valid JSON.
    Whole,
    /// Up to its end or to the limit: what was written is the beginning of a valid JSON text.
    Cut,
    /// It is no JSON: nothing was written.
    Invalid,
}
