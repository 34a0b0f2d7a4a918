use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::hub::Shared;
use super::tell;

/// The thread that writes `messaging_stats`. It needs no runtime, and ends with its hub.
#[derive(Debug)]
pub(super) struct Reporter {
    // Dropped with the hub: the thread wakes up and ends.
    _alive: Sender<()>,
}

impl Reporter {
    /// `None` if the system gives no thread; the hub works without.
    pub(super) fn start(pause: Duration, hub: &Arc<Shared>) -> Option<Self> {
        let (alive, gone) = channel::<()>();
        let hub = Arc::downgrade(hub);
        let work = move || {
            let mut told = None;
            while let Err(RecvTimeoutError::Timeout) = gone.recv_timeout(pause) {
                let Some(stats) = hub.upgrade().map(|hub| hub.stats()) else { return };
                if told.as_ref() != Some(&stats) && (told.is_some() || stats.has_changed()) {
                    tell::stats(&stats);
                    told = Some(stats);
                }
            }
        };
        thread::Builder::new().name("messaging-stats".to_owned()).spawn(work).ok()?;
        Some(Self { _alive: alive })
    }
}
