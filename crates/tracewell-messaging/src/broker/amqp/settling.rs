use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::broker::seen::Print;

/// Messages that were published again, and whose first delivery is not acknowledged yet. Who takes the new one before that
/// and dies of it would leave both behind, and the old one without the count.
#[derive(Debug, Default)]
pub(super) struct Settling {
    prints: Mutex<HashSet<Print>>,
    one_less: Notify,
}

/// For as long as it is not settled.
#[derive(Debug)]
pub(super) struct Unsettled<'s> {
    all: &'s Settling,
    print: Print,
}

impl Settling {
    pub(super) fn begin(&self, print: Print) -> Unsettled<'_> {
        self.prints().insert(print);
        Unsettled { all: self, print }
    }

    /// Waits until it is settled.
    pub(super) async fn wait(&self, print: &Print) {
        loop {
            let mut one_less = std::pin::pin!(self.one_less.notified());
            // From here on none is missed.
            one_less.as_mut().enable();
            if !self.prints().contains(print) {
                return;
            }
            one_less.await;
        }
    }

    fn prints(&self) -> MutexGuard<'_, HashSet<Print>> {
        self.prints.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Unsettled<'_> {
    fn drop(&mut self) {
        self.all.prints().remove(&self.print);
        self.all.one_less.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_that_came_again_waits_for_itself_alone() {
        let settling = Settling::default();
        let unsettled = settling.begin([1, 1]);
        settling.wait(&[2, 2]).await;
        let waiting = settling.wait(&[1, 1]);
        let mut waiting = std::pin::pin!(waiting);
        assert!(tokio::time::timeout(Duration::from_secs(9), waiting.as_mut()).await.is_err());
        drop(unsettled);
        waiting.await;
    }
}
