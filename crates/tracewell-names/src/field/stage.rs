//! Stages of a flow.

/// Name of [`crate::stage`] or of the service.
pub const STAGE: &str = "stage";
/// Word of [`crate::outcome`].
pub const OUTCOME: &str = "outcome";
/// Whether the look-up hit: a boolean.
pub const CACHE_HIT: &str = "cache_hit";
