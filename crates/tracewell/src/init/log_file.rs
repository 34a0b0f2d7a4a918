use std::io::Result;
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracewell_log::{JsonNotice, LogFile, LogFileBuilder, Writer, WriterGuard};

use crate::settings::FileSink;

/// How long a start waits for a file system.
const PATIENCE: Duration = Duration::from_secs(2);

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

/// Opens the file on a thread that may hang, as on a file system whose server is away.
fn open(builder: LogFileBuilder) -> Option<LogFile> {
    let (done, opened) = channel();
    let work = move || {
        let mut file = builder.build();
        // Nobody waits any more: the file is closed again, and its name free.
        let _ = done.send(file.open().is_ok().then_some(file));
    };
    thread::Builder::new().name("tracewell-log-open".to_owned()).spawn(work).ok()?;
    opened.recv_timeout(PATIENCE).ok().flatten()
}

/// Opens the file and starts its writer. A file that can't be opened is no reason not to start.
pub(super) fn start(sink: FileSink, adjust: AdjustFile, notices: JsonNotice) -> Result<Started> {
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
    let opened = open(builder.clone());
    let state = match &opened {
        None => FileState::Failing,
        Some(file) => FileState::Ready(Ready {
            path: file.path(),
            max_bytes: file.max_bytes(),
            backup_count: file.backup_count(),
            beside_another: file.is_beside_another(),
            mended: file.was_mended(),
        }),
    };
    let file = opened.unwrap_or_else(|| builder.build());
    // Each line goes to standard output too, where it is counted.
    let writer = Writer::builder(file).count_lines(false).notice_format(notices).start()?;
    Ok(Started { writer: Some(writer), state, lacks_gzip })
}
