use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use tracewell_failure::write_failure;
use tracewell_redact::Policy;

use super::writers::Writers;

/// Telemetry that nobody holds ends at once; what a program does in longer than this is more than nothing.
const AT_ONCE: Duration = Duration::from_millis(100);
/// A program that could not start has ended by then, and said why.
const PATIENCE: Duration = Duration::from_secs(1);

/// Recognises `let _ = tracewell::init!()`, which ends telemetry where it was to begin, and which no lint finds.
#[derive(Debug)]
pub(super) struct EarlyEnd {
    begun: Instant,
    lines: u64,
}

impl EarlyEnd {
    pub(super) fn watch(writers: &Writers) -> Self {
        Self { begun: Instant::now(), lines: lines(writers) }
    }

    /// Says so on standard error, if telemetry is dropped at once, nobody has told anything, and the program goes on.
    pub(super) fn tell(&self, writers: &Writers, policy: &Policy) {
        let unused = self.begun.elapsed() < AT_ONCE && lines(writers) == self.lines;
        if unused && !thread::panicking() {
            let policy = policy.clone();
            // Without a thread for it, it is left unsaid.
            let _ = thread::Builder::new().name("tracewell-early-end".to_owned()).spawn(move || {
                thread::sleep(PATIENCE);
                write_failure(&Unkept, &policy);
            });
        }
    }
}

struct Unkept;

impl fmt::Debug for Unkept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "telemetry was dropped right after its start, and nothing is logged: \
             keep what init returns until the end of main, bound to a name, not to _",
        )
    }
}

fn lines(writers: &Writers) -> u64 {
    writers.stdout().stats().lines()
}
