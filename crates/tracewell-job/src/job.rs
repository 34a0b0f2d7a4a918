use std::borrow::Cow;
use std::panic::resume_unwind;

use tracewell_context::{CorrelationId, Principal};

use crate::running::Running;
use crate::{JobFuture, Outcome};

/// In bytes.
const LONGEST_NAME: usize = 128;

/// A kind of job and whose it is; run by [`run`](Self::run) or [`run_blocking`](Self::run_blocking).
///
/// ```
/// use tracewell_context::{Principal, TeamId, current};
/// use tracewell_job::Job;
///
/// # futures_util::FutureExt::now_or_never(async {
/// let export = Job::new("export").principal(Principal::new(TeamId::new("acme")?)).attempt(2);
/// export.run(async { assert_eq!(current().unwrap().team_id().unwrap().as_str(), "acme") }).await;
/// # Ok::<(), tracewell_context::InvalidId>(()) }).unwrap().unwrap();
/// ```
///
/// | setting | default |
/// |---|---|
/// | [`attempt`](Self::attempt) | not shown |
/// | [`correlation_id`](Self::correlation_id) | a fresh UUIDv7 for each run |
/// | [`principal`](Self::principal) | nobody's |
#[derive(Clone, Debug)]
#[must_use = "a job does nothing until it is run"]
pub struct Job {
    pub(crate) name: Cow<'static, str>,
    pub(crate) attempt: Option<u32>,
    pub(crate) correlation_id: Option<CorrelationId>,
    pub(crate) principal: Option<Principal>,
}

impl Job {
    /// A job of this kind: a short constant such as `"nightly"`, by which its lines are found again. A name made at run
    /// time is cut at 128 bytes.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        let mut name = name.into();
        if name.len() > LONGEST_NAME {
            let end = name.floor_char_boundary(LONGEST_NAME);
            name.to_mut().truncate(end);
        }
        Self { name, attempt: None, correlation_id: None, principal: None }
    }

    /// Which attempt at the same work this is, from 1.
    pub fn attempt(mut self, number: u32) -> Self {
        self.attempt = Some(number);
        self
    }

    /// The id on the job's lines: that of a request which asked for the work, say, or that of the attempt before.
    pub fn correlation_id(mut self, id: CorrelationId) -> Self {
        self.correlation_id = Some(id);
        self
    }

    /// Whose work it is.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// The job over `work`. It begins now: dropped before it is ever polled, it is cancelled.
    ///
    /// A panic of `work` is told and goes on, as it would without the job; with the text of the panic as its payload.
    pub fn run<F, Kind>(self, work: F) -> JobFuture<F, Kind>
    where
        F: Future,
        F::Output: Outcome<Kind>,
    {
        JobFuture::new(work, Running::begin(self))
    }

    /// Runs `work` on this thread, to its end.
    ///
    /// # Panics
    ///
    /// If `work` does, with the text of that panic.
    pub fn run_blocking<R, Kind>(self, work: impl FnOnce() -> R) -> R
    where
        R: Outcome<Kind>,
    {
        let mut running = Running::begin(self);
        match running.run(work) {
            Ok(output) => {
                running.returned(&output);
                output
            }
            Err(panicked) => {
                running.panicked(&panicked);
                drop(running);
                resume_unwind(Box::new(panicked.message().to_owned()))
            }
        }
    }
}

/// Runs `work` as a job of its own: [`Job::new`] with nothing but its name.
///
/// What is spawned is the job as a whole:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # async fn sweep() -> Result<(), std::io::Error> { Ok(()) }
/// let nightly = tokio::spawn(tracewell_job::job("nightly", sweep()));
/// assert!(nightly.await.unwrap().is_ok());
/// # }
/// ```
pub fn job<F, Kind>(name: impl Into<Cow<'static, str>>, work: F) -> JobFuture<F, Kind>
where
    F: Future,
    F::Output: Outcome<Kind>,
{
    Job::new(name).run(work)
}

/// The same for work that blocks: runs on this thread, to its end.
///
/// ```
/// use tracewell_job::job_blocking;
///
/// let rows = std::thread::spawn(|| job_blocking("nightly", || "12".parse::<u32>()));
/// assert_eq!(rows.join().unwrap(), Ok(12));
/// ```
///
/// # Panics
///
/// If `work` does, with the text of that panic.
pub fn job_blocking<R, Kind>(name: impl Into<Cow<'static, str>>, work: impl FnOnce() -> R) -> R
where
    R: Outcome<Kind>,
{
    Job::new(name).run_blocking(work)
}
