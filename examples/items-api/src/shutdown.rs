//! How the service ends: the first signal ends it gracefully, the second at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tracewell::names::event::CONFIG_INVALID;
use tracewell::names::variable::SHUTDOWN_DELAY_SECONDS;

/// What a process that was interrupted answers its parent: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;
/// An hour: longer is a mistake.
const MAX_DELAY_SECONDS: u64 = 3600;

/// Whether the service wants more requests. Clones are handles to the same answer.
#[derive(Clone, Debug)]
pub(crate) struct Readiness(Arc<AtomicBool>);

impl Readiness {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn withdraw(&self) {
        self.0.store(false, Ordering::Release);
    }
}

/// SIGTERM and Ctrl-C, caught from the moment this exists until the process ends.
#[derive(Debug)]
pub(crate) struct Signals {
    first: oneshot::Receiver<()>,
}

impl Signals {
    /// Catches them on a thread of their own: a second signal counts for as long as there is a process, and the runtime
    /// of the service is gone while the last lines are written.
    pub(crate) fn catch() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let (mut interrupt, mut terminate) = {
            let _inside = runtime.enter();
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
        };
        let (told, first) = oneshot::channel();
        let watch = async move {
            next(&mut interrupt, &mut terminate).await;
            // Nobody listens any more: the service ends for a reason of its own.
            let _ = told.send(());
            next(&mut interrupt, &mut terminate).await;
            std::process::exit(INTERRUPTED);
        };
        thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(watch))?;
        Ok(Self { first })
    }

    /// Returns when it is time to stop accepting: `delay` after the first signal, during which the service is not ready
    /// but answers on. A second signal, whenever it comes, ends the process on the spot.
    pub(crate) async fn stop(self, readiness: Readiness, delay: Duration) {
        let _ = self.first.await;
        readiness.withdraw();
        tracing::info!(delay_ms = delay.as_millis() as u64, "shutdown_started");
        tokio::time::sleep(delay).await;
    }
}

async fn next(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

/// How long to answer on after the first signal: `SHUTDOWN_DELAY_SECONDS`, 0 where it is not set or makes no sense.
pub(crate) fn delay() -> Duration {
    let Some(value) = std::env::var_os(SHUTDOWN_DELAY_SECONDS) else { return Duration::ZERO };
    match value.to_str().and_then(|value| value.trim().parse().ok()).filter(|seconds| *seconds <= MAX_DELAY_SECONDS) {
        Some(seconds) => Duration::from_secs(seconds),
        None => {
            tracing::warn!(variable = SHUTDOWN_DELAY_SECONDS, "{CONFIG_INVALID}");
            Duration::ZERO
        }
    }
}
