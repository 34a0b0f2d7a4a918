use std::fmt::Debug;
use std::process::ExitCode;

use tracewell_failure::{PanicHook, write_failure};
use tracewell_redact::Policy;

/// Runs the program, and tells its failure as `main` would, but without a secret: one scrubbed line on standard error.
///
/// What `main` returns as an error is printed raw by the standard library, past every log and every policy. So is a panic
/// before telemetry starts; here it is one scrubbed line too.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// fn main() -> ExitCode {
///     tracewell::run(service)
/// }
///
/// // `#[tokio::main]` goes here
/// fn service() -> Result<(), Box<dyn std::error::Error>> {
///     let _telemetry = tracewell::init!()?;
///     let _config = std::fs::read_to_string("config.toml")?;
///     Ok(())
/// }
/// ```
///
/// The error is formatted by its `Debug`, like an error of `main`. Success is [`ExitCode::SUCCESS`], an error
/// [`ExitCode::FAILURE`].
///
/// # Panics
///
/// If `body` does. The process's panic hook is replaced, as [`init!`](crate::init!) does too.
pub fn run<E: Debug>(body: impl FnOnce() -> Result<(), E>) -> ExitCode {
    // There is no log yet. `init` puts its own in place of this one.
    PanicHook::new(Policy::installed()).install().log_is_gone();
    match body() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            write_failure(&error, &Policy::installed());
            ExitCode::FAILURE
        }
    }
}
