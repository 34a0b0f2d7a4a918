//! OpenTelemetry, if it is built in: the same calls without it do nothing.

#[cfg(not(feature = "otel"))]
mod disabled;
#[cfg(feature = "otel")]
mod enabled;

#[cfg(not(feature = "otel"))]
pub(crate) use self::disabled::Otel;
#[cfg(feature = "otel")]
pub(crate) use self::enabled::Otel;
