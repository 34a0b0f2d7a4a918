use std::time::Duration;

use tokio::time::sleep;

use crate::{Account, Failure, OrderBook};

/// How often something is tried, and how patiently.
#[derive(Clone, Copy, Debug)]
pub struct Attempts {
    most: u32,
    timeout: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Attempts {
    /// At most so many of them, each of which may take `timeout`; with pauses in between that grow from half a second to
    /// half a minute.
    #[must_use]
    pub const fn new(most: u32, timeout: Duration) -> Self {
        Self { most, timeout, first_pause: Duration::from_millis(500), longest_pause: Duration::from_secs(30) }
    }

    /// Sends what `account` has on its way by `send`, several times if need be; what can't be sent is dropped and counted.
    /// `send` answers how much of it was taken and thrown away.
    ///
    /// An order that comes meanwhile cuts it short: one more attempt then, within its time.
    pub async fn deliver(
        &self,
        account: &Account,
        book: &mut OrderBook,
        mut send: impl AsyncFnMut() -> Result<usize, Failure>,
    ) {
        for attempt in 1..=self.most {
            let sent = book.within(self.timeout, send()).await;
            let failure = match sent.unwrap_or(Err(Failure::TIMEOUT)) {
                Ok(rejected) => return account.delivered(rejected),
                Err(failure) => failure,
            };
            account.failed(failure.error_type());
            // Refused for good, or pressed for time.
            if !failure.is_transient() || attempt == self.most || book.is_pressing() {
                break;
            }
            let pause = self.first_pause.saturating_mul(2_u32.saturating_pow(attempt - 1)).min(self.longest_pause);
            tokio::select! {
                () = sleep(failure.asked_to_wait().unwrap_or(pause)) => {}
                _ = book.changed() => {}
            }
        }
        account.give_up();
    }
}
