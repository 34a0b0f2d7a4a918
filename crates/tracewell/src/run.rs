use std::any::Any;
use std::error::Error;
use std::fmt::{self, Debug};
use std::io;
use std::process::ExitCode;

use tracewell_failure::{ErrorChain, PanicHook, write_failure};
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
/// A boxed error, or one of input and output, is told as it says itself, with its sources behind it; any other by its
/// `Debug`, like an error of `main`. Success is [`ExitCode::SUCCESS`], an error
/// [`ExitCode::FAILURE`].
///
/// # Panics
///
/// If `body` does. The process's panic hook is replaced, as [`init!`](crate::init!) does too.
pub fn run<E: Debug + 'static>(body: impl FnOnce() -> Result<(), E>) -> ExitCode {
    // There is no log yet. `init` puts its own in place of this one.
    PanicHook::new(Policy::installed()).install().log_is_gone();
    match body() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            write_failure(&Told(&error), &Policy::installed());
            ExitCode::FAILURE
        }
    }
}

/// An error as it is told: for people if it can be.
struct Told<'e, E>(&'e E);

impl<E: Debug + 'static> Debug for Told<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match error_in(self.0) {
            Some(error) => write!(f, "{}", ErrorChain::new(error)),
            None => write!(f, "{:?}", self.0),
        }
    }
}

/// Boxes of errors are no errors themselves, so that no bound could ask for both.
fn error_in(held: &dyn Any) -> Option<&(dyn Error + 'static)> {
    if let Some(error) = held.downcast_ref::<Box<dyn Error>>() {
        Some(&**error)
    } else if let Some(error) = held.downcast_ref::<Box<dyn Error + Send + Sync>>() {
        Some(&**error)
    } else {
        held.downcast_ref::<io::Error>().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<E: Debug + 'static>(error: E) -> String {
        format!("{:?}", Told(&error))
    }

    #[test]
    fn errors_speak_for_themselves_where_they_can() {
        assert_eq!(told::<Box<dyn Error>>("usage: it".into()), "usage: it");
        assert_eq!(told::<Box<dyn Error + Send + Sync>>("usage: it".into()), "usage: it");
        assert_eq!(told(io::Error::other("nobody there")), "nobody there");
        assert_eq!(told::<Box<dyn Error>>(Box::new(io::Error::from(io::ErrorKind::NotFound))), "entity not found");
        assert_eq!(told("a text"), "\"a text\"");
    }
}
