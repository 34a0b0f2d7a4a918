use std::time::{Duration, Instant};

use tracewell_log::{Writer, WriterGuard};

use super::Report;

/// The writers behind the line: one for standard output, and one for the file if there is one.
#[derive(Clone, Debug)]
pub(super) struct Writers {
    stdout: Writer,
    file: Option<Writer>,
}

/// What keeps them open.
#[derive(Debug)]
pub(super) struct Guards {
    stdout: WriterGuard,
    file: Option<WriterGuard>,
}

impl Writers {
    /// Each tells of the other's outages.
    pub(super) fn new(stdout: (Writer, WriterGuard), file: Option<(Writer, WriterGuard)>) -> (Self, Guards) {
        let (file, file_guard) = file.unzip();
        let (stdout, guard) = stdout;
        if let Some(file) = &file {
            file.announce_through(&stdout);
            stdout.announce_through(file);
        }
        (Self { stdout, file }, Guards { stdout: guard, file: file_guard })
    }

    pub(super) const fn stdout(&self) -> &Writer {
        &self.stdout
    }

    pub(super) const fn file(&self) -> Option<&Writer> {
        self.file.as_ref()
    }

    /// Whether everything told so far is written before `deadline` has passed.
    pub(super) fn flush(&self, deadline: Duration) -> bool {
        let begin = Instant::now();
        let file = self.file.as_ref().is_none_or(|file| file.flush(deadline / 2));
        self.stdout.flush(deadline.saturating_sub(begin.elapsed())) && file
    }

    pub(super) fn publish_metrics(&self) {
        self.stdout.publish_metrics();
        if let Some(file) = &self.file {
            file.publish_metrics();
        }
    }

    pub(super) fn report(&self) -> Report {
        Report { stdout: self.stdout.stats(), file: self.file.as_ref().map(Writer::stats), exports_dropped: 0 }
    }
}

impl Guards {
    /// Writes what is left, at most until `deadline` has passed. The file comes first, since it is the one that does not
    /// wait for a reader, and so that standard output can tell what it has lost; half of the time is left for that.
    pub(super) fn close(self, deadline: Duration) -> Report {
        let begin = Instant::now();
        let file = self.file.map(|file| file.close(deadline / 2));
        let stdout = self.stdout.close(deadline.saturating_sub(begin.elapsed()));
        Report { file, stdout, exports_dropped: 0 }
    }
}
