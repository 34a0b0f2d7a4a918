//! Sentry, if it is built in: the same calls without it do nothing.

#[cfg(not(feature = "sentry"))]
mod disabled;
#[cfg(feature = "sentry")]
mod enabled;

#[cfg(not(feature = "sentry"))]
pub(crate) use self::disabled::Sentry;
#[cfg(not(feature = "sentry"))]
pub use self::disabled::{capture_exception, capture_message};
#[cfg(feature = "sentry")]
pub(crate) use self::enabled::Sentry;
#[cfg(feature = "sentry")]
pub use tracewell_sentry::{capture_exception, capture_message};
