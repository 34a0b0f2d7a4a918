use std::any::type_name;
use std::error::Error;
use std::fmt;

/// What a job returns: something that knows whether it is a failure.
///
/// `()` never is. A `Result` is one with its `Err`, if that is an [`Error`] or gives one by [`AsRef`] (`Box<dyn Error>`
/// with or without `Send + Sync`, `anyhow::Error`). `Kind` tells these apart, and is always inferred.
///
/// A type of one's own says it with `()` for the kind:
///
/// ```
/// use tracewell_job::{Failure, Outcome, job};
///
/// struct Swept { rows: u64 }
///
/// impl Outcome<()> for Swept {
///     fn failure(&self) -> Option<Failure<'_>> {
///         None
///     }
/// }
///
/// # futures_util::FutureExt::now_or_never(async {
/// assert_eq!(job("nightly", async { Swept { rows: 12 } }).await.rows, 12);
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "a job returns `()` or a `Result` with an error, not `{Self}`",
    note = "end the job with `Ok::<_, Infallible>(value)`, or implement `Outcome` for the type"
)]
pub trait Outcome<Kind> {
    /// Why the job failed, if it did.
    fn failure(&self) -> Option<Failure<'_>>;
}

/// Why a job failed.
#[derive(Clone, Copy)]
pub struct Failure<'e> {
    error_type: &'static str,
    error: &'e (dyn Error + 'static),
}

impl<'e> Failure<'e> {
    /// A failure with this error, of this type: best as [`std::any::type_name`] has it, never a text from outside.
    #[must_use]
    pub fn new(error_type: &'static str, error: &'e (dyn Error + 'static)) -> Self {
        Self { error_type, error }
    }

    pub(crate) fn error_type(&self) -> &'static str {
        self.error_type
    }

    pub(crate) fn error(&self) -> &'e (dyn Error + 'static) {
        self.error
    }
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the error, whose text may be anybody's.
        f.debug_struct("Failure").field("error_type", &self.error_type).finish_non_exhaustive()
    }
}

/// Marks results whose error is an [`Error`].
#[derive(Debug)]
pub enum ByError {}

/// Marks results whose error gives one by [`AsRef`].
#[derive(Debug)]
pub enum ByReference {}

/// Marks results whose error is a `Box<dyn Error>`.
#[derive(Debug)]
pub enum ByBox {}

impl Outcome<()> for () {
    fn failure(&self) -> Option<Failure<'_>> {
        None
    }
}

impl<T, E: Error + 'static> Outcome<ByError> for Result<T, E> {
    fn failure(&self) -> Option<Failure<'_>> {
        self.as_ref().err().map(|error| Failure::new(type_name::<E>(), error))
    }
}

impl<T, E: AsRef<dyn Error + Send + Sync + 'static>> Outcome<ByReference> for Result<T, E> {
    fn failure(&self) -> Option<Failure<'_>> {
        self.as_ref().err().map(|error| Failure::new(type_name::<E>(), error.as_ref()))
    }
}

impl<T> Outcome<ByBox> for Result<T, Box<dyn Error>> {
    fn failure(&self) -> Option<Failure<'_>> {
        self.as_ref().err().map(|error| Failure::new(type_name::<Box<dyn Error>>(), error.as_ref()))
    }
}
