use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::clock::{self, nanoseconds};
use super::registry;
use super::slot::Stalled;
use super::tell::tell;

/// The first request starts it.
const READY: u8 = 0;
const RUNNING: u8 = 1;
/// It was ended, or the system had no thread for it.
const ENDED: u8 = 2;

static MODE: AtomicU8 = AtomicU8::new(READY);

/// The shortest limit of all, in nanoseconds.
static SHORTEST: AtomicU64 = AtomicU64::new(u64::MAX);

/// Which watcher is to run; those before it end.
static GENERATION: Mutex<u64> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

/// How often it looks. Twice that is the lateness of what it tells, at most: a tenth of the limit.
const PART: u64 = 20;
const OFTEN: Duration = Duration::from_millis(5);
const SELDOM: Duration = Duration::from_millis(500);

/// How many requests are told before it looks for more.
const MOST_AT_ONCE: usize = 1024;

/// Whether the process watches for requests that hang, as layers ask for it. It does unless told otherwise: the first
/// request starts a thread for it, which then looks at all requests about twice a second.
///
/// `false` ends that thread. Requests that begin from then on are not watched, and are on no
/// [list](crate::active_requests). The facade does this when telemetry ends, and the opposite when it starts.
pub fn watch_stalls(watch: bool) {
    let mut generation = generation();
    if watch {
        let _ = MODE.compare_exchange(ENDED, READY, Ordering::AcqRel, Ordering::Relaxed);
    } else {
        MODE.store(ENDED, Ordering::Release);
        *generation += 1;
        CHANGED.notify_all();
    }
}

/// Whether a request with this limit is watched.
pub(super) fn is_there_for(limit: u64) -> bool {
    if limit < SHORTEST.load(Ordering::Relaxed) {
        SHORTEST.fetch_min(limit, Ordering::Relaxed);
        CHANGED.notify_all();
    }
    match MODE.load(Ordering::Acquire) {
        RUNNING => true,
        READY => start(),
        _ => false,
    }
}

#[cold]
fn start() -> bool {
    let generation = generation();
    if MODE.compare_exchange(READY, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_err() {
        return MODE.load(Ordering::Acquire) == RUNNING;
    }
    let own = *generation;
    // Before the first request asks when it is due.
    look_at(Instant::now());
    let started = thread::Builder::new().name("tracewell-stalls".to_owned()).spawn(move || watch(own));
    if started.is_err() {
        // Requests go on, unwatched; to try again at each of them would be worse.
        MODE.store(ENDED, Ordering::Release);
    }
    started.is_ok()
}

fn watch(own: u64) {
    loop {
        let generation = generation();
        if *generation != own {
            return;
        }
        let (generation, _) = CHANGED.wait_timeout(generation, period()).unwrap_or_else(PoisonError::into_inner);
        if *generation != own {
            return;
        }
        drop(generation);
        look();
    }
}

/// How long it is from one look to the next.
fn period() -> Duration {
    Duration::from_nanos(SHORTEST.load(Ordering::Relaxed) / PART).clamp(OFTEN, SELDOM)
}

/// Says when it looks; answers the same in nanoseconds.
fn look_at(at: Instant) -> u64 {
    let now = nanoseconds(at);
    clock::look(now, period());
    now
}

/// Tells what hangs, and lets go of what has ended.
fn look() {
    let at = Instant::now();
    let now = look_at(at);
    loop {
        let mut stalled: Vec<Stalled> = Vec::new();
        registry::each(|_, slot| {
            if stalled.len() < MOST_AT_ONCE {
                stalled.extend(slot.take_stalled(now, at));
            }
            slot.tidy();
        });
        stalled.iter().for_each(tell);
        if stalled.len() < MOST_AT_ONCE {
            return;
        }
    }
}

fn generation() -> MutexGuard<'static, u64> {
    GENERATION.lock().unwrap_or_else(PoisonError::into_inner)
}
