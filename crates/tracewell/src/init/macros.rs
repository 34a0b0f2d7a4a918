/// Reads the environment and installs the subscriber: [`builder!`](crate::builder!) and
/// [`Builder::init`](crate::Builder::init) in one.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let telemetry = tracewell::init!()?;
/// tracing::info!(attempt = 1, "ready");
/// # drop(telemetry); Ok(()) }
/// ```
#[macro_export]
macro_rules! init {
    () => {
        $crate::builder!().init()
    };
}

/// A [`Builder`](crate::Builder) that knows the calling crate: its name, its version, and whether it is a debug build.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let telemetry = tracewell::builder!().allow(["order_id"]).init()?;
/// # drop(telemetry); Ok(()) }
/// ```
#[macro_export]
macro_rules! builder {
    () => {
        // In the caller's crate, since each of the three is the caller's.
        $crate::Builder::of_crate(
            ::core::env!("CARGO_PKG_NAME"),
            ::core::env!("CARGO_PKG_VERSION"),
            ::core::cfg!(debug_assertions),
        )
    };
}
