use std::io::{Error, ErrorKind};

use super::shield::Panicked;
use crate::file::Unsuitable;

/// The word for the field `error_type`: the kind of failure, never the system's text, which may hold a path.
///
/// ```
/// use std::io::{Error, ErrorKind};
///
/// assert_eq!(tracewell_log::error_type(&Error::from(ErrorKind::StorageFull)), "storage_full");
/// ```
#[must_use]
pub fn error_type(error: &Error) -> &'static str {
    if error.get_ref().is_some_and(|inner| inner.is::<Panicked>()) {
        return "sink_panicked";
    }
    if let Some(unsuitable) = error.get_ref().and_then(|inner| inner.downcast_ref::<Unsuitable>()) {
        return unsuitable.word();
    }
    match error.kind() {
        ErrorKind::AlreadyExists => "already_exists",
        ErrorKind::BrokenPipe => "broken_pipe",
        ErrorKind::ConnectionAborted => "connection_aborted",
        ErrorKind::ConnectionReset => "connection_reset",
        ErrorKind::FileTooLarge => "file_too_large",
        ErrorKind::InvalidFilename => "invalid_filename",
        ErrorKind::InvalidInput => "invalid_input",
        ErrorKind::IsADirectory => "is_a_directory",
        ErrorKind::NotADirectory => "not_a_directory",
        ErrorKind::NotConnected => "not_connected",
        ErrorKind::NotFound => "not_found",
        ErrorKind::OutOfMemory => "out_of_memory",
        ErrorKind::PermissionDenied => "permission_denied",
        ErrorKind::QuotaExceeded => "quota_exceeded",
        ErrorKind::ReadOnlyFilesystem => "read_only_filesystem",
        ErrorKind::StaleNetworkFileHandle => "stale_network_file_handle",
        ErrorKind::StorageFull => "storage_full",
        ErrorKind::TimedOut => "timed_out",
        ErrorKind::WriteZero => "write_zero",
        _ => "io_error",
    }
}
