use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::{Job, Outcome};

/// A loop without a pause would keep its thread to itself.
const SHORTEST: Duration = Duration::from_millis(1);

impl Job {
    /// Runs `work` now and then every `period`, each run as a job of its own with an id of its own (unless one is
    /// [given](Self::correlation_id)), until the future is dropped; a run that is under way by then is cancelled.
    ///
    /// A run that fails or panics is told, and the next one comes at its time. Runs never overlap: what falls into one
    /// that takes longer than its period is left out.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use tracewell_job::Job;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # let shutdown = tokio::time::sleep(Duration::from_millis(5));
    /// let mut swept = 0;
    /// let sweeps = Job::new("sweep").every(Duration::from_secs(60), || {
    ///     swept += 1;
    ///     async { Ok::<_, std::io::Error>(()) }
    /// });
    /// tokio::select! { _ = sweeps => {}, () = shutdown => {} }
    /// assert_eq!(swept, 1);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime, or in one without timers.
    pub async fn every<W, F, Kind>(self, period: Duration, mut work: W) -> Infallible
    where
        W: FnMut() -> F,
        F: Future,
        F::Output: Outcome<Kind>,
    {
        let period = period.max(SHORTEST);
        let mut due = Instant::now();
        loop {
            sleep_until(due).await;
            {
                // The call is part of the job: it may panic as well.
                let mut run = pin!(self.clone().run(async { work().await }));
                let _told = poll_fn(|task| run.as_mut().poll_told(task)).await;
            }
            due = match next(due, period) {
                Some(next) => next,
                None => return pending().await,
            };
        }
    }
}

/// The first whole period after `due` that is still to come.
fn next(due: Instant, period: Duration) -> Option<Instant> {
    let now = Instant::now();
    let into = now.duration_since(due).as_nanos().checked_rem(period.as_nanos())?;
    now.checked_add(period.checked_sub(Duration::from_nanos(u64::try_from(into).ok()?))?)
}
