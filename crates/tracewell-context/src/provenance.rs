/// How a context came by its principal.
///
/// Context is telemetry, not authority: a guard that decides who may do what accepts [`Verified`](Self::Verified) only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provenance {
    /// Bound in this process by whoever authenticated the caller.
    Verified,
    /// Read back from a message, a queue or a header: good for a log line, not for a decision.
    Restored,
}
