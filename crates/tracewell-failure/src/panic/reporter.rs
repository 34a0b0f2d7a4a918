use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tracewell_redact::Policy;
use tracing::dispatcher::{self, Dispatch};
use tracing::{Span, dispatcher::with_default};

use super::Panicked;
use super::standard_error::{line, write};

/// How long a panicking thread waits until its panic is told.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many panics are told at a time.
const MOST: usize = 8;

static FREE: Mutex<usize> = Mutex::new(MOST);
static FREED: Condvar = Condvar::new();

/// Tells a panic from the hook: in the log if there is one, else on standard error.
///
/// It does so on a thread of its own. A panic inside a panic hook ends the process at once, whoever would catch it, and
/// a sink is anybody's code; the panicking thread may also hold a lock that the sink needs. So it waits only so long,
/// and a sink that hangs costs as many threads as may be under way, and no more.
pub(super) fn tell(panicked: Panicked, policy: &Policy, has_log: bool) {
    let until = Instant::now() + PATIENCE;
    let Some(place) = Place::take(until) else { return };
    let panicked = Arc::new(panicked);
    let (said, heard) = channel();
    let work = {
        let (panicked, policy) = (Arc::clone(&panicked), policy.clone());
        let (log, span) = (dispatcher::get_default(Dispatch::clone), Span::current());
        move || {
            let _place = place;
            let logged = has_log && with_default(&log, || span.in_scope(|| panicked.log_in_its_context()));
            if !logged {
                write(&line(&panicked, &policy));
            }
            drop((panicked, span, log));
            let _ = said.send(());
        }
    };
    if thread::Builder::new().name("tracewell-panic".to_owned()).spawn(work).is_ok() {
        let _ = heard.recv_timeout(until.saturating_duration_since(Instant::now()));
    } else {
        write(&line(&panicked, policy));
    }
}

/// One of the panics that are told at a time.
struct Place;

impl Place {
    fn take(until: Instant) -> Option<Self> {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            let left = until.checked_duration_since(Instant::now())?;
            free = FREED.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        *free -= 1;
        Some(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        FREED.notify_one();
    }
}
