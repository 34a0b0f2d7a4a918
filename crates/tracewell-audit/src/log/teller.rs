use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::{io, mem};

use super::Receipt;
use super::commit::Committed;

/// Batches that may wait to be told; the disk waits when there are more.
const AHEAD: usize = 2;
/// Told on the spot, if nobody else is being told: to hand them over would take longer.
const FEW: usize = 4;
/// Lines of a batch from which on their texts are let go of before it is told.
const LARGE: usize = 1 << 20;

/// Tells what became of events, in the order of their lines, while the disk is busy with the next ones: to wake who waits
/// takes about as long as the disk does.
pub(super) struct Teller {
    batches: SyncSender<Committed>,
    /// Batches that were handed over and have not been told.
    behind: Arc<AtomicUsize>,
}

impl Teller {
    /// # Errors
    ///
    /// The system has no thread to give.
    pub(super) fn new() -> io::Result<(Self, JoinHandle<()>)> {
        let (batches, received) = sync_channel::<Committed>(AHEAD);
        let behind = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&behind);
        let tell_all = move || {
            for batch in received {
                tell(batch);
                left.fetch_sub(1, Ordering::Release);
            }
        };
        let thread = thread::Builder::new().name("audit-teller".to_owned()).spawn(tell_all)?;
        Ok((Self { batches, behind }, thread))
    }

    /// Tells these after all before them.
    pub(super) fn tell(&self, mut batch: Committed) {
        if batch.written.len() + batch.lost.len() <= FEW && self.behind.load(Ordering::Acquire) == 0 {
            return tell(batch);
        }
        if mem::take(&mut batch.lines).len() > LARGE {
            let written = batch.written.iter_mut();
            written.chain(batch.lost.iter_mut().map(|(waiting, _)| waiting)).for_each(|waiting| waiting.draft.clear());
        }
        self.behind.fetch_add(1, Ordering::Relaxed);
        // Its thread ends after this one.
        if let Err(unsent) = self.batches.send(batch) {
            tell(unsent.0);
        }
    }
}

fn tell(batch: Committed) {
    let written = batch.written.into_iter().zip(batch.heads).map(|(waiting, head)| (waiting, Ok(Receipt(head))));
    for (waiting, outcome) in written.chain(batch.lost.into_iter().map(|(waiting, error)| (waiting, Err(error)))) {
        // What somebody does about their own line must not end the log of all.
        let _ = catch_unwind(AssertUnwindSafe(move || (waiting.done)(outcome)));
    }
}
