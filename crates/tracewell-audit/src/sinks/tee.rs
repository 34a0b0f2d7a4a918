use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::{io, thread};

use super::Sink;

/// Bytes that may wait for a sink, and pieces they may be in.
const MAX_BYTES: u64 = 8 << 20;
const MAX_PIECES: usize = 1024;

/// Hands lines on to a sink without ever waiting for it.
#[derive(Debug)]
pub(crate) struct Tee {
    lines: Option<SyncSender<Vec<u8>>>,
    waiting: Arc<AtomicU64>,
    dropped: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Tee {
    pub(crate) fn new(mut sink: impl Sink, dropped: Arc<AtomicU64>) -> io::Result<Self> {
        let (lines, received) = sync_channel::<Vec<u8>>(MAX_PIECES);
        let waiting = Arc::new(AtomicU64::new(0));
        let (taken, lost) = (Arc::clone(&waiting), Arc::clone(&dropped));
        let hand_on = move || {
            for piece in received {
                if sink.write(&piece).is_err() {
                    lost.fetch_add(lines_of(&piece), Ordering::Relaxed);
                }
                taken.fetch_sub(piece.len() as u64, Ordering::AcqRel);
            }
        };
        let thread = thread::Builder::new().name("audit-tee".to_owned()).spawn(hand_on)?;
        Ok(Self { lines: Some(lines), waiting, dropped, thread: Some(thread) })
    }

    pub(crate) fn send(&self, piece: &[u8]) {
        let bytes = piece.len() as u64;
        let Some(lines) = &self.lines else { return };
        if self.waiting.fetch_add(bytes, Ordering::AcqRel) + bytes <= MAX_BYTES
            && !matches!(lines.try_send(piece.to_vec()), Err(TrySendError::Full(_) | TrySendError::Disconnected(_)))
        {
            return;
        }
        self.waiting.fetch_sub(bytes, Ordering::AcqRel);
        self.dropped.fetch_add(lines_of(piece), Ordering::Relaxed);
    }

    /// Lets the sink take what waits for it, as long as that makes progress within `patience`.
    pub(crate) fn close(mut self, patience: std::time::Duration) {
        self.lines = None;
        let Some(thread) = self.thread.take() else { return };
        let deadline = std::time::Instant::now() + patience;
        while !thread.is_finished() && std::time::Instant::now() < deadline {
            thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

fn lines_of(piece: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', piece).count() as u64
}
