use std::fmt;
use std::io::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Foreign code (a sink, a metrics recorder, a format) panicked.
#[derive(Debug)]
pub(super) struct Panicked;

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sink panicked")
    }
}

impl std::error::Error for Panicked {}

/// Runs foreign code; its panic becomes an error, so that it can't end the writer's thread or a request.
///
/// What it leaves half done is its own: nothing of the writer's is borrowed mutably across the call.
pub(super) fn shield<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        // The payload is foreign too, and may panic when it is dropped.
        if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(again);
        }
        Err(Error::other(Panicked))
    })
}
