use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether Ctrl-C was pressed, in a command that has something to say at its end. Clones are handles to the same answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Catches the first Ctrl-C, and SIGTERM; the second one ends the process as it would without this. Where they can't be
    /// caught the first one does.
    pub(crate) fn catch() -> Self {
        let interrupt = Self::default();
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // In this order: the first one finds the answer still to be no.
            let twice = signal_hook::flag::register_conditional_default(signal, Arc::clone(&interrupt.0));
            let _ = twice.and_then(|_| signal_hook::flag::register(signal, Arc::clone(&interrupt.0)));
        }
        interrupt
    }

    pub(super) fn is_pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
