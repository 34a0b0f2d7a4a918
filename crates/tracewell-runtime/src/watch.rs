use std::io::Result;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;

use crate::Sample;
use crate::sampler::Sampler;

/// The least time between two looks.
const OFTEN: Duration = Duration::from_millis(100);

/// A thread that looks at a runtime from time to time; its drop is the end of it.
#[derive(Debug)]
#[must_use = "nobody looks any more once it is dropped"]
pub struct RuntimeWatch {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug)]
struct State {
    sampler: Sampler,
    ended: bool,
}

impl RuntimeWatch {
    /// Looks at the runtime of `handle` at once and then whenever so much time has passed, a tenth of a second at least.
    /// The runtime may end before this does.
    ///
    /// # Errors
    ///
    /// The system gives no further thread.
    pub fn start(handle: &Handle, every: Duration) -> Result<Self> {
        let state = Mutex::new(State { sampler: Sampler::new(handle), ended: false });
        let shared = Arc::new(Shared { state, ended: Condvar::new() });
        let watched = Arc::clone(&shared);
        let every = every.max(OFTEN);
        thread::Builder::new().name("tracewell-runtime".to_owned()).spawn(move || watched.run(every))?;
        Ok(Self { shared })
    }

    /// Looks now, for a scrape, and hands what it sees to the recorder of metrics.
    pub fn sample(&self) -> Sample {
        let sample = self.shared.state().sampler.sample();
        // Not under the lock: a recorder is foreign code.
        sample.publish();
        sample
    }
}

impl Drop for RuntimeWatch {
    fn drop(&mut self) {
        self.shared.state().ended = true;
        self.shared.ended.notify_all();
    }
}

impl Shared {
    fn run(&self, every: Duration) {
        loop {
            let mut state = self.state();
            if state.ended {
                return;
            }
            let sample = state.sampler.sample();
            drop(state);
            sample.publish();
            let state = self.state();
            if state.ended {
                return;
            }
            let waited = self.ended.wait_timeout(state, every);
            drop(waited);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
