use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use super::acts::act;
use super::{Cast, Told};

/// No act takes longer, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(1);

/// Many clients at a time, who do what there is to do, as far as they are let.
pub(crate) struct Crowd {
    work: Arc<Work>,
    workers: Vec<JoinHandle<()>>,
}

struct Work {
    cast: Arc<Cast>,
    total: usize,
    next: AtomicUsize,
    allowed: AtomicUsize,
    done: AtomicUsize,
    told: Mutex<Vec<Told>>,
    failures: Mutex<Vec<String>>,
}

impl Crowd {
    /// So many clients for so many acts, none of which is allowed yet.
    pub(crate) fn gather(cast: &Arc<Cast>, clients: usize, total: usize) -> Self {
        let work = Arc::new(Work {
            cast: Arc::clone(cast),
            total,
            next: AtomicUsize::new(0),
            allowed: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            told: Mutex::default(),
            failures: Mutex::default(),
        });
        let workers = (0..clients).map(|_| {
            let work = Arc::clone(&work);
            spawn(move || work.run())
        });
        Self { workers: workers.collect(), work }
    }

    /// Lets them go on up to this act.
    pub(crate) fn allow(&self, acts: usize) {
        self.work.allowed.fetch_max(acts, Ordering::AcqRel);
    }

    /// Waits until so many acts are over.
    pub(crate) fn wait_for(&self, acts: usize) {
        let mut last = (0, Instant::now());
        loop {
            let done = self.work.done.load(Ordering::Acquire);
            if done >= acts {
                return;
            }
            if done > last.0 {
                last = (done, Instant::now());
            }
            assert!(last.1.elapsed() < PATIENCE, "only {done} of {acts} acts came to an end");
            sleep(PAUSE);
        }
    }

    /// What they saw, and what they did not expect.
    pub(crate) fn disperse(self) -> (Vec<Told>, Vec<String>) {
        self.allow(self.work.total);
        for worker in self.workers {
            worker.join().unwrap();
        }
        (std::mem::take(&mut self.work.told.lock().unwrap()), std::mem::take(&mut self.work.failures.lock().unwrap()))
    }
}

impl Work {
    fn run(&self) {
        loop {
            let n = self.next.fetch_add(1, Ordering::AcqRel);
            if n >= self.total {
                return;
            }
            while n >= self.allowed.load(Ordering::Acquire) {
                sleep(PAUSE);
            }
            match catch_unwind(AssertUnwindSafe(|| act(&self.cast, n))) {
                Ok(told) => self.told.lock().unwrap().extend(told),
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().cloned();
                    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                    self.failures.lock().unwrap().push(format!("act {n}: {}", text.unwrap_or_default()));
                }
            }
            self.done.fetch_add(1, Ordering::AcqRel);
        }
    }
}
