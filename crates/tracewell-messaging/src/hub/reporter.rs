use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::hub::Shared;
use super::tell;

/// The least time between two looks.
const LEAST: Duration = Duration::from_millis(10);

/// The thread that writes `messaging_stats`, and what was left to tell of losses when no further one followed. It needs no
/// runtime, and ends with its hub.
#[derive(Debug)]
pub(super) struct Reporter {
    // Dropped with the hub: the thread wakes up and ends.
    _alive: Sender<()>,
}

impl Reporter {
    /// `None` if there is nothing to do, or the system gives no thread; the hub works without.
    pub(super) fn start(stats_every: Option<Duration>, warn_every: Duration, hub: &Arc<Shared>) -> Option<Self> {
        let (alive, gone) = channel::<()>();
        let hub = Arc::downgrade(hub);
        let pauses = [stats_every, (!warn_every.is_zero()).then_some(warn_every)];
        let pause = pauses.into_iter().flatten().min()?.max(LEAST);
        let work = move || {
            let (mut told, mut since) = (None, Instant::now());
            while let Err(RecvTimeoutError::Timeout) = gone.recv_timeout(pause) {
                let Some(hub) = hub.upgrade().map(|hub| hub.handle()) else { return };
                // Not at once when there may be a line again: the next loss would bring its own.
                hub.tell_rest(Some(warn_every * 2));
                if stats_every.is_none_or(|pause| since.elapsed() < pause) {
                    continue;
                }
                since = Instant::now();
                let stats = hub.stats();
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
