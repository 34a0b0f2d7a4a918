use std::cell::Cell;
use std::io;

thread_local! {
    static EXPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is a thread that exports: what the clients there log would otherwise be exported by them, and logged.
///
/// ```
/// assert!(!tracewell_export::is_export_thread());
/// ```
#[must_use]
pub fn is_export_thread() -> bool {
    EXPORTING.try_with(Cell::get).unwrap_or(true)
}

/// Runs `work` on a thread of its own, with a runtime of its own.
///
/// # Errors
///
/// The system has no thread, or no file descriptor, to give.
pub fn spawn<F: Future<Output = ()>>(name: &str, work: impl FnOnce() -> F + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        EXPORTING.set(true);
        runtime.block_on(async { work().await });
        // Look-ups of names run on threads of the runtime, and may hang: they are left to themselves.
        runtime.shutdown_background();
    })?;
    Ok(())
}
