/// How strict a [`Policy`](crate::Policy) is with names it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Strict allowlist: a field outside the safe fields is `[FILTERED]`.
    Production,
    /// Permissive: unknown names pass; sensitive names and secrets in text are redacted all the same.
    Development,
}
