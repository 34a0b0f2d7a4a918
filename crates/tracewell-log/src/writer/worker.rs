use std::io::{Error, ErrorKind, Result};
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::backoff::Backoff;
use super::chunk::Chunk;
use super::error_type::error_type;
use super::notice::Notice;
use super::outage::Outage;
use super::queue::Phase;
use super::shared::{Next, Shared};
use super::shield::shield;
use super::sink::{Recovery, Sink};

/// The least time between two `log_lines_dropped` in one stream.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// The thread that empties one queue into one sink.
pub(super) struct Worker {
    shared: Arc<Shared>,
    sink: Box<dyn Sink>,
    last_write: Instant,
    stall: Backoff,
    outage: Option<Outage>,
    broken: bool,
    last_chance: bool,
    untold: u64,
    next_tale: Instant,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, sink: Box<dyn Sink>) -> Self {
        let now = Instant::now();
        Self {
            shared,
            sink,
            last_write: now,
            stall: Backoff::new(Duration::from_millis(1), Duration::from_millis(20)),
            outage: None,
            broken: false,
            last_chance: false,
            untold: 0,
            next_tale: now,
        }
    }

    /// Works until the writer is closed.
    pub(super) fn run(self) {
        self.shared.start();
        let _end = End(Arc::clone(&self.shared));
        // Gone before the end is told: a file is closed then, and its name is free.
        let mut worker = self;
        while worker.step().is_continue() {}
    }

    fn step(&mut self) -> ControlFlow<()> {
        match self.shared.next(self.last_write, self.alarm()) {
            Next::Write(chunk) => {
                self.deliver(&chunk, Account::Lines)?;
                self.last_write = Instant::now();
                self.untold += chunk.lost();
                self.shared.recycle(chunk);
            }
            Next::Alarm => {}
            Next::End => {
                self.tell(true)?;
                return Break(());
            }
        }
        self.tell(false)?;
        if self.shared.meter().is_due() {
            self.shared.publish();
        }
        Continue(())
    }

    /// When there is something to do even if no line comes.
    fn alarm(&self) -> Option<Instant> {
        let restored = self.outage.as_ref().map(Outage::ends);
        let tale = (self.untold > 0).then_some(self.next_tale);
        let publication = self.shared.queue().is_unpublished().then(|| self.shared.meter().next());
        [restored, tale, publication].into_iter().flatten().min()
    }

    /// Writes the whole of `chunk`, however long it takes; breaks when the writer is closed and it can't be done.
    fn deliver(&mut self, chunk: &Chunk, account: Account) -> ControlFlow<()> {
        let (mut offset, mut done) = (0, 0);
        while offset < chunk.len() {
            match self.attempt(chunk, offset) {
                Ok(Step::Wrote(bytes)) => {
                    self.stall.reset();
                    offset += bytes;
                    let now_done = chunk.records_before(offset);
                    match account {
                        Account::Lines => self.shared.commit(now_done - done, chunk.cost_of(done, now_done))?,
                        Account::Notice => self.shared.commit(0, 0)?,
                    }
                    done = now_done;
                }
                Ok(Step::StartOver) => offset = chunk.start_of(done),
                Err(error) => self.set_back(&error)?,
            }
        }
        Continue(())
    }

    /// One call of the sink.
    fn attempt(&mut self, chunk: &Chunk, offset: usize) -> Result<Step> {
        if self.broken {
            let recovery = shield(|| self.sink.recover())?;
            self.broken = false;
            if recovery == Recovery::Restarted {
                return Ok(Step::StartOver);
            }
        }
        let batch = chunk.rest(offset);
        match shield(|| self.sink.write(batch))? {
            0 => Err(ErrorKind::WriteZero.into()),
            bytes => Ok(Step::Wrote(bytes.min(chunk.len() - offset))),
        }
    }

    /// Waits after a failed call; breaks when it was the last.
    fn set_back(&mut self, error: &Error) -> ControlFlow<()> {
        if let ErrorKind::WouldBlock | ErrorKind::Interrupted = error.kind() {
            return match self.shared.pause(self.stall.wait()) {
                Phase::Closed => Break(()),
                Phase::Open | Phase::Closing => Continue(()),
            };
        }
        if self.last_chance {
            return Break(());
        }
        if self.outage.is_none() {
            self.shared.queue().degraded = true;
            let (sink, path) = (self.shared.sink(), self.path());
            let notice = Notice::Degraded { sink, error_type: error_type(error), path };
            self.shared.announce(&notice, Duration::ZERO);
        }
        self.broken = true;
        let wait = self.outage.get_or_insert_with(Outage::new).failed();
        match self.shared.pause(wait) {
            Phase::Open => {}
            // A sink that fails is not worth the rest of the deadline.
            Phase::Closing => self.last_chance = true,
            Phase::Closed => return Break(()),
        }
        Continue(())
    }

    /// Says into the stream what it should know, if the time has come or there is no other.
    fn tell(&mut self, at_once: bool) -> ControlFlow<()> {
        let now = Instant::now();
        let sink = self.shared.sink();
        // Whoever comes here has written something since the last failure.
        if self.outage.as_ref().is_some_and(|outage| at_once || outage.ends() <= now) {
            self.outage = None;
            self.shared.queue().degraded = false;
            let notice = Notice::Restored { sink, path: self.path() };
            self.shared.peers().tell(&notice);
            self.say(&notice)?;
        }
        if self.untold > 0 && (at_once || self.next_tale <= now) {
            let dropped = self.untold;
            self.say(&Notice::LinesDropped { sink, dropped })?;
            self.shared.queue().tell(dropped);
            self.untold = 0;
            self.next_tale = Instant::now() + TELL_EVERY;
        }
        Continue(())
    }

    /// Where the sink writes to, as text.
    fn path(&self) -> Option<Arc<str>> {
        let path = shield(|| Ok(self.sink.path())).ok().flatten()?;
        Some(path.to_string_lossy().into())
    }

    fn say(&mut self, notice: &Notice) -> ControlFlow<()> {
        let mut chunk = Chunk::default();
        match self.shared.render(notice) {
            Ok(line) if !line.is_empty() => chunk.push(&line),
            // A format that has nothing to say, or panics: the counts still hold.
            _ => return Continue(()),
        }
        self.deliver(&chunk, Account::Notice)
    }
}

/// What a successful call of the sink amounts to.
enum Step {
    Wrote(usize),
    StartOver,
}

/// Whether records count as lines given to the writer.
#[derive(Clone, Copy)]
enum Account {
    Lines,
    Notice,
}

/// Lets go of those who wait for the thread, even if it ends by a panic.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.finish();
    }
}
