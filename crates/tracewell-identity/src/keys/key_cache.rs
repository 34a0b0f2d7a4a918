use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::timeout;
use tracewell_context::FutureExt as _;

use super::{Budget, KeySet};
use crate::oidc::Provider;

/// How often keys may be fetched at once for the sake of unknown key ids.
const BURST: u32 = 2;
/// How long a fetch is waited for while there are keys.
const MOMENT: Duration = Duration::from_millis(250);
/// How long after a fetch that failed nobody tries again.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys of an issuer, kept here.
///
/// There is one fetch at a time, in a task of its own: whoever needs it waits for the same one, and a caller that goes away
/// takes nothing with it.
#[derive(Clone, Debug)]
pub(crate) struct KeyCache(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    provider: Arc<Provider>,
    times: KeyTimes,
    kept: RwLock<Option<Arc<Kept>>>,
    flight: Mutex<Flight>,
}

/// How long keys are good for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyTimes {
    /// After this they are fetched again.
    pub(crate) fresh: Duration,
    /// For so much longer they are used while they can't be.
    pub(crate) stale: Duration,
    /// Between two fetches for the sake of an unknown key id, once the first few are used up.
    pub(crate) interval: Duration,
}

/// One state of the keys.
#[derive(Debug)]
pub(crate) struct Kept {
    keys: KeySet,
    fetched: Instant,
}

impl Kept {
    pub(crate) fn keys(&self) -> &KeySet {
        &self.keys
    }
}

#[derive(Debug)]
struct Flight {
    running: Option<watch::Receiver<()>>,
    began: Instant,
    budget: Budget,
    failed: Option<Instant>,
}

/// Whether keys were there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Cache,
    Provider,
}

/// Why a fetch is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// There are no keys that may be used.
    Keys,
    /// Those that are used are old.
    Fresh,
    /// Somebody names a key that is not among them.
    Unknown,
}

impl KeyCache {
    pub(crate) fn new(provider: Arc<Provider>, times: KeyTimes) -> Self {
        let flight =
            Flight { running: None, began: Instant::now(), budget: Budget::new(BURST, times.interval), failed: None };
        Self(Arc::new(Shared { provider, times, kept: RwLock::new(None), flight: Mutex::new(flight) }))
    }

    /// The keys. None if there are none, and the issuer does not answer.
    ///
    /// Old ones are fetched anew. For that nobody waits longer than a moment: an issuer that hangs is nobody's concern while
    /// there are keys.
    pub(crate) async fn get(&self) -> Option<(Arc<Kept>, Source)> {
        let before = match self.0.usable() {
            Some((kept, true)) => return Some((kept, Source::Cache)),
            Some((kept, false)) => Some(kept),
            None => None,
        };
        match &before {
            Some(_) => {
                let flight = self.0.fetch(Need::Fresh);
                let _ = timeout(self.0.patience(), landed(flight)).await;
            }
            None => landed(self.0.fetch(Need::Keys)).await,
        }
        let (kept, _) = self.0.usable()?;
        let same = before.is_some_and(|before| Arc::ptr_eq(&before, &kept));
        Some((kept, if same { Source::Cache } else { Source::Provider }))
    }

    /// Keys that are newer than `seen`, for a key id that is not among those. None if there is nothing newer to be had, or
    /// if it has been asked for too often.
    pub(crate) async fn newer_than(&self, seen: &Arc<Kept>) -> Option<Arc<Kept>> {
        let newer = |kept: Arc<Kept>| (!Arc::ptr_eq(&kept, seen)).then_some(kept);
        if let Some(kept) = self.0.kept().and_then(newer) {
            return Some(kept);
        }
        landed(self.0.fetch(Need::Unknown)).await;
        self.0.kept().and_then(newer)
    }
}

/// Waits for the end of a fetch, however it ends.
async fn landed(flight: Option<watch::Receiver<()>>) {
    if let Some(mut flight) = flight {
        // Nothing is ever sent: the sender is dropped at the end.
        let _ = flight.changed().await;
    }
}

impl Shared {
    fn kept(&self) -> Option<Arc<Kept>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys, if they may be used, and whether they are still fresh.
    fn usable(&self) -> Option<(Arc<Kept>, bool)> {
        let kept = self.kept()?;
        let age = kept.fetched.elapsed();
        (age < self.times.fresh.saturating_add(self.times.stale)).then_some((kept, age < self.times.fresh))
    }

    /// What is left of the moment that is waited for the fetch that runs.
    fn patience(&self) -> Duration {
        let began = self.flight.lock().unwrap_or_else(PoisonError::into_inner).began;
        MOMENT.saturating_sub(began.elapsed())
    }

    /// The fetch that runs, or a new one if one is due.
    fn fetch(self: &Arc<Self>, need: Need) -> Option<watch::Receiver<()>> {
        let mut flight = self.flight.lock().unwrap_or_else(PoisonError::into_inner);
        // One whose sender is gone has ended, or died.
        if let Some(running) = flight.running.as_ref().filter(|running| running.has_changed().is_ok()) {
            return Some(running.clone());
        }
        let now = Instant::now();
        let failed_just_now = flight.failed.is_some_and(|failed| now.saturating_duration_since(failed) < PAUSE);
        if failed_just_now || need == Need::Unknown && !flight.budget.take(now) {
            return None;
        }
        let runtime = Handle::try_current().ok()?;
        let (ended, running) = watch::channel(());
        flight.running = Some(running.clone());
        flight.began = now;
        let shared = Arc::clone(self);
        let work = async move {
            let fetched = shared.provider.keys(need != Need::Unknown).await;
            shared.land(fetched.ok());
            drop(ended);
        };
        // In the name of whoever asked first.
        drop(runtime.spawn(work.in_current_context()));
        Some(running)
    }

    fn land(&self, keys: Option<KeySet>) {
        let now = Instant::now();
        let failed = keys.is_none().then_some(now);
        if let Some(keys) = keys {
            let kept = Arc::new(Kept { keys, fetched: now });
            *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        }
        self.flight.lock().unwrap_or_else(PoisonError::into_inner).failed = failed;
    }
}
