//! Standard output as a sink.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use self::portable::Stdout;
#[cfg(unix)]
pub use self::unix::Stdout;
