//! Packing full files in the background.

#[cfg(not(feature = "gzip"))]
mod disabled;
#[cfg(feature = "gzip")]
mod enabled;

#[cfg(not(feature = "gzip"))]
pub(super) use self::disabled::Compressor;
#[cfg(feature = "gzip")]
pub(super) use self::enabled::Compressor;
