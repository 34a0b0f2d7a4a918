use std::io::{Write, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How many lines may be on their way at once; one that finds them all stuck is left out.
const MOST: usize = 4;

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Writes a last word to standard error, and waits for it at most `patience`.
///
/// Standard error may be the very pipe that has stalled, so nobody waits on it but a thread made for this line.
pub(super) fn last_word(line: Vec<u8>, patience: Duration) {
    if UNDER_WAY.fetch_add(1, Ordering::Relaxed) >= MOST {
        UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
        return;
    }
    let (said, heard) = mpsc::channel();
    let speaker = thread::Builder::new().name("tracewell-log-stderr".to_owned()).spawn(move || {
        // There is nobody left to tell that this failed.
        let _ = stderr().lock().write_all(&line);
        UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
        let _ = said.send(());
    });
    if speaker.is_err() {
        UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
    } else if !patience.is_zero() {
        let _ = heard.recv_timeout(patience);
    }
}
