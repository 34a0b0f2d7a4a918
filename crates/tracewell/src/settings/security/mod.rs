//! Windows, if security events are built in: the same calls without it do nothing.

#[cfg(not(feature = "security"))]
mod disabled;
#[cfg(feature = "security")]
mod enabled;

#[cfg(not(feature = "security"))]
pub(crate) use self::disabled::SecuritySettings;
#[cfg(feature = "security")]
pub(crate) use self::enabled::SecuritySettings;
