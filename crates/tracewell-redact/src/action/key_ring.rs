use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::KeyFileProblem;
use super::key_file::{Fingerprint, KeyFile};
use super::keyed_hash::Key;

/// How long the keys are used before the file is looked at again.
const FRESH: Duration = Duration::from_secs(1);

/// The keys for keyed hashes, read from a file and read again when it changes.
///
/// The first key signs; the others are there so that values hashed under them can be looked for. While the file is
/// missing or cannot be read there are no keys, and what would be hashed is erased.
pub struct KeyRing {
    path: PathBuf,
    started: Instant,
    /// Milliseconds since the start when the file was last looked at.
    looked: AtomicU64,
    keys: RwLock<Keys>,
    /// Whether nobody was told of the problem that there is.
    untold: AtomicBool,
}

#[derive(Default)]
struct Keys {
    /// Of the file that the keys or the problem are of; none where it could not be read.
    fingerprint: Option<Fingerprint>,
    keys: Vec<Key>,
    problem: Option<KeyFileProblem>,
}

impl KeyRing {
    /// The keys of the file at `path`: lines `id:base64` of at least 32 bytes each.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let ring = Self {
            path: path.into(),
            started: Instant::now(),
            looked: AtomicU64::new(0),
            keys: RwLock::default(),
            untold: AtomicBool::new(false),
        };
        ring.reread();
        // Whoever makes a ring asks what is wrong with it.
        ring.untold.store(false, Ordering::Relaxed);
        ring
    }

    /// Where the keys come from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a key to hash with.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.refresh();
        !self.keys.read().unwrap_or_else(PoisonError::into_inner).keys.is_empty()
    }

    /// Why there is no key to hash with, if there is none.
    #[must_use]
    pub fn problem(&self) -> Option<KeyFileProblem> {
        self.refresh();
        self.keys.read().unwrap_or_else(PoisonError::into_inner).problem
    }

    /// What has gone wrong with the file while the ring was in use; each time only once, whoever asks. What was wrong when
    /// the ring was made is no news.
    ///
    /// Meant to be asked now and then, outside of the work that writes logs: to tell of it is to write a log.
    ///
    /// ```
    /// use tracewell_redact::KeyRing;
    ///
    /// let keys = KeyRing::new("/nowhere/at/all");
    /// assert!(keys.problem().is_some());
    /// assert_eq!(keys.new_problem(), None);
    /// ```
    #[must_use]
    pub fn new_problem(&self) -> Option<KeyFileProblem> {
        self.refresh();
        let is_new = self.untold.load(Ordering::Relaxed) && self.untold.swap(false, Ordering::Relaxed);
        if is_new { self.keys.read().unwrap_or_else(PoisonError::into_inner).problem } else { None }
    }

    /// The forms that `value` of `class` and `team` has under each key, the signing one first: what to search for.
    ///
    /// `class` is [`Class::as_str`](crate::Class::as_str), or what was given to
    /// [`Policy::keyed_hash`](crate::Policy::keyed_hash). The value is the text of the field, as `Display` shows it, or
    /// `Debug` for a field that was logged with `?`. Sinks hash no more of it than they scan of a value.
    ///
    /// ```no_run
    /// use tracewell_redact::{Class, KeyRing};
    ///
    /// let keys = KeyRing::new("/run/secrets/redact-keys");
    /// for form in keys.forms(Class::Email.as_str(), Some("acme"), "alice@example.com") {
    ///     println!("{form}");
    /// }
    /// ```
    #[must_use]
    pub fn forms(&self, class: &str, team: Option<&str>, value: &str) -> Vec<String> {
        self.refresh();
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.keys
            .iter()
            .filter_map(|key| {
                let mut form = String::new();
                key.write(class, team, value, &mut form).then_some(form)
            })
            .collect()
    }

    /// Writes the form under the signing key; `false` without one.
    pub(crate) fn write(&self, class: &str, team: Option<&str>, value: &str, out: &mut String) -> bool {
        self.refresh();
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.keys.first().is_some_and(|key| key.write(class, team, value, out))
    }

    /// Looks at the file, at most once in a while.
    fn refresh(&self) {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let looked = self.looked.load(Ordering::Relaxed);
        let due = now >= looked.saturating_add(FRESH.as_millis() as u64);
        // One thread looks, the others go on with what there is.
        if due && self.looked.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.reread();
        }
    }

    fn reread(&self) {
        let file = KeyFile::read(&self.path);
        let fingerprint = file.as_ref().map(KeyFile::fingerprint).ok();
        let before = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            if fingerprint.is_some() && fingerprint == keys.fingerprint {
                return;
            }
            keys.problem
        };
        let (keys, problem) = match file.and_then(|file| file.keys()) {
            Ok(keys) => (keys, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Keys { fingerprint, keys, problem };
        if problem != before {
            self.untold.store(problem.is_some(), Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let ids: Vec<&str> = keys.keys.iter().map(Key::id).collect();
        f.debug_struct("KeyRing").field("path", &self.path).field("keys", &ids).finish_non_exhaustive()
    }
}
