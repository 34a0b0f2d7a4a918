use std::sync::Arc;

use super::item::Item;
use crate::abuse::memory::{Limit, Windows};
use crate::abuse::voice::{Signal, Voice};
use crate::abuse::{Clock, Kind, Subject, Thresholds};

/// What this process knows by itself: its windows count on, whatever Redis does.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) windows: Arc<Windows>,
    pub(crate) thresholds: Thresholds,
    pub(crate) clock: Clock,
    pub(crate) voice: Voice,
}

impl Local {
    pub(super) fn limit(&self, kind: Kind) -> Limit {
        Limit::of(&self.thresholds, kind)
    }

    /// Gives the signals of a violation that nobody else will judge.
    pub(super) fn judge(&self, item: &mut Item) {
        let (now, mut entry) = (self.clock.now(), item.entry);
        for subject in item.subjects() {
            let limit = self.limit(subject.kind());
            if let Some(count) = self.windows.claim(self.windows.key(&subject), limit, now) {
                self.signal(item, &subject, count);
                entry.know(&subject, count, true);
            }
        }
        entry.judged = true;
        item.entry = entry;
    }

    /// Writes a signal in the name of the request that was one too many.
    pub(super) fn signal(&self, item: &Item, subject: &Subject<'_>, count: u32) {
        let signal = Signal {
            violation: item.entry.violation,
            team: item.team(),
            count,
            threshold: self.thresholds.of(subject.kind()),
            window_seconds: self.thresholds.seconds(),
        };
        match item.context() {
            Some(context) => context.in_scope(|| self.voice.signal(subject, &signal)),
            None => self.voice.signal(subject, &signal),
        }
    }
}
