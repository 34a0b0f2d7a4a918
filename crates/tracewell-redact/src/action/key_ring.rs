use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::KeyFileProblem;
use super::key_file::{self, Stamp};
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
}

#[derive(Default)]
struct Keys {
    stamp: Option<Stamp>,
    keys: Vec<Key>,
    problem: Option<KeyFileProblem>,
}

impl KeyRing {
    /// The keys of the file at `path`: lines `id:base64` of at least 32 bytes each.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let ring =
            Self { path: path.into(), started: Instant::now(), looked: AtomicU64::new(0), keys: RwLock::default() };
        ring.reread();
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
        let stamp = Stamp::of(&self.path);
        let same = stamp.is_some() && stamp == self.keys.read().unwrap_or_else(PoisonError::into_inner).stamp;
        if same {
            return;
        }
        let (keys, problem) = match key_file::read(&self.path) {
            Ok(keys) => (keys, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Keys { stamp, keys, problem };
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let ids: Vec<&str> = keys.keys.iter().map(Key::id).collect();
        f.debug_struct("KeyRing").field("path", &self.path).field("keys", &ids).finish_non_exhaustive()
    }
}
