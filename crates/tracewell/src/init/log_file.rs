use std::io::Result;
use std::path::PathBuf;

use tracewell_log::{LogFile, LogFileBuilder, Writer, WriterGuard};

use crate::settings::FileSink;

/// What a service says about its log file in code.
pub(super) type AdjustFile = Box<dyn FnOnce(LogFileBuilder) -> LogFileBuilder>;

/// The file sink, for the announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileState {
    Off,
    DirectoryUnset,
    Ready(Ready),
    /// It could not be opened. Its writer retries, and tells.
    Failing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ready {
    pub(super) path: PathBuf,
    pub(super) max_bytes: u64,
    pub(super) backup_count: u32,
    pub(super) beside_another: bool,
    pub(super) mended: bool,
}

/// A started file sink.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) writer: Option<(Writer, WriterGuard)>,
    pub(super) state: FileState,
    pub(super) lacks_gzip: bool,
}

/// Opens the file and starts its writer. A file that can't be opened is no reason not to start.
pub(super) fn start(sink: FileSink, adjust: AdjustFile) -> Result<Started> {
    let settings = match sink {
        FileSink::On(settings) => settings,
        FileSink::Off => return Ok(Started { writer: None, state: FileState::Off, lacks_gzip: false }),
        FileSink::DirectoryUnset => {
            return Ok(Started { writer: None, state: FileState::DirectoryUnset, lacks_gzip: false });
        }
    };
    let builder = LogFile::builder(settings.directory)
        .name(settings.name)
        .max_bytes(settings.max_bytes)
        .backup_count(settings.backup_count);
    let builder = adjust(builder);
    let lacks_gzip = builder.lacks_gzip();
    let mut file = builder.build();
    let state = match file.open() {
        Err(_) => FileState::Failing,
        Ok(()) => FileState::Ready(Ready {
            path: file.path(),
            max_bytes: file.max_bytes(),
            backup_count: file.backup_count(),
            beside_another: file.is_beside_another(),
            mended: file.was_mended(),
        }),
    };
    // Each line goes to standard output too, where it is counted.
    let writer = Writer::builder(file).count_lines(false).start()?;
    Ok(Started { writer: Some(writer), state, lacks_gzip })
}
