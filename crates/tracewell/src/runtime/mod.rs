//! How the runtime fares that telemetry was started in.

#[cfg(not(feature = "runtime"))]
mod disabled;
#[cfg(feature = "runtime")]
mod enabled;

#[cfg(not(feature = "runtime"))]
pub(crate) use self::disabled::RuntimeHealth;
#[cfg(feature = "runtime")]
pub(crate) use self::enabled::RuntimeHealth;
