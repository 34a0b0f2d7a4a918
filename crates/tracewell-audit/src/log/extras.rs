use std::io;
use std::time::{Duration, Instant};

use tracewell_names::{event, target};

use super::queue::{Class, Waiting};
use super::say::say;
use super::store::Store;
use crate::Error;

/// How long what was seen of the disk's free space counts.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Keeps the last free space of the disk for changes: what can be done without is not written there.
#[derive(Debug)]
pub(super) struct Extras {
    reserve: u64,
    /// What may be written before the next look.
    allowance: u64,
    looked: Option<Instant>,
    low: bool,
}

impl Extras {
    pub(super) fn new(reserve: u64) -> Self {
        Self { reserve, allowance: 0, looked: None, low: false }
    }

    /// Takes out of a batch what there is no room for.
    pub(super) fn hold_back(
        &mut self,
        store: &Store,
        batch: Vec<Waiting>,
        file: &str,
    ) -> (Vec<Waiting>, Vec<(Waiting, Error)>) {
        let bytes = |batch: &[Waiting], class| {
            batch.iter().filter(|waiting| waiting.class == class).map(|waiting| waiting.draft.len() as u64).sum::<u64>()
        };
        let (extra, changes) = (bytes(&batch, Class::BestEffort), bytes(&batch, Class::Change));
        if extra == 0 {
            self.allowance = self.allowance.saturating_sub(changes);
            return (batch, Vec::new());
        }
        let fits = self.has_room(store, extra.saturating_add(changes));
        self.tell(!fits, file);
        if fits {
            self.allowance = self.allowance.saturating_sub(extra + changes);
            return (batch, Vec::new());
        }
        let full = Error::from(io::Error::from(io::ErrorKind::StorageFull));
        let (batch, rest): (Vec<_>, Vec<_>) = batch.into_iter().partition(|waiting| waiting.class == Class::Change);
        (batch, rest.into_iter().map(|waiting| (waiting, full.clone())).collect())
    }

    fn has_room(&mut self, store: &Store, bytes: u64) -> bool {
        if self.allowance < bytes || self.looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY) {
            self.allowance = store.spare(self.reserve).unwrap_or(u64::MAX);
            self.looked = Some(Instant::now());
        }
        self.allowance >= bytes
    }

    /// Says that reads and denials are not written any more, and that they are again: once each.
    fn tell(&mut self, low: bool, file: &str) {
        if low != self.low {
            self.low = low;
            if low {
                let error_type = "storage_low";
                say(|| tracing::error!(target: target::AUDIT, file, error_type, "{}", event::AUDIT_WRITE_FAILED));
            } else {
                say(|| tracing::info!(target: target::AUDIT, file, "{}", event::AUDIT_WRITE_RESTORED));
            }
        }
    }
}
