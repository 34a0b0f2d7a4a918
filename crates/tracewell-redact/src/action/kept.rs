/// What stands before the characters that are kept.
pub(crate) const KEPT_PREFIX: &str = "****";

/// The most characters that may be kept.
pub(crate) const MAX_KEPT: usize = 4;
