use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};
use tracewell_names::{event, reason, target};

use super::backlog::{Backlog, ENTRIES};
use super::connection::Connection;
use super::failure::Failure;
use super::item::Item;
use super::local::Local;
use super::queue::Queue;
use super::script::{Answer, Line, Said};
use super::subject_name::SubjectNames;
use super::transport::Transport;
use super::url::RedisUrl;

const BACKEND: &str = "redis";
/// Violations of one round trip at most, and of the smallest that is tried where that took too long.
const BATCH: usize = 256;
const SMALLEST_BATCH: usize = 16;
/// How long the first of a batch waits for others, at most.
const LINGER: Duration = Duration::from_millis(100);
/// How long after the last violation more are looked for.
const AWAKE: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long nothing may have been lost before the outage that a loss is ends.
const QUIET: Duration = Duration::from_secs(1);

/// The side that talks with Redis, on a thread with a runtime of its own.
pub(super) struct Worker {
    transport: Transport,
    local: Local,
    queue: Arc<Queue>,
    names: SubjectNames,
    /// Tells the members of this process from those of others.
    instance: u64,
    numbers: u64,
    /// What the next violations are exchanged for.
    emptied: Backlog,
    /// The oldest go first where it gets too long.
    waiting: VecDeque<Item>,
    /// Less than [`BATCH`] for a while after a batch took too long.
    batch: usize,
    connection: Option<Connection>,
    degraded: bool,
    /// Of the lost ones, as many as were told of, and as many as are known of here, since when.
    lost_told: u64,
    lost_known: u64,
    lost_at: Instant,
    /// When there was something to do for the last time.
    came_at: Instant,
    flushes: Vec<Sender<()>>,
}

impl Worker {
    pub(super) fn new(url: RedisUrl, local: Local, queue: Arc<Queue>) -> Self {
        Self {
            names: SubjectNames::new(local.voice.policy().clone(), url.clone()),
            instance: RandomState::new().hash_one(std::process::id()),
            numbers: 0,
            emptied: Backlog::new(),
            waiting: VecDeque::with_capacity(ENTRIES),
            batch: BATCH,
            connection: None,
            degraded: false,
            lost_told: 0,
            lost_known: 0,
            lost_at: Instant::now(),
            flushes: Vec::new(),
            came_at: Instant::now(),
            transport: Transport::new(url),
            local,
            queue,
        }
    }

    pub(super) fn work(mut self) {
        match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(self.serve()),
            Err(_) => self.degrade(reason::UNREACHABLE),
        }
    }

    async fn serve(mut self) {
        let (mut pause, mut away) = (FIRST_PAUSE, false);
        loop {
            // While some wait here others can wait there, where no more are taken over in a flood than can be sent.
            let closed = (self.waiting.is_empty() || away) && self.gather();
            // Connected before anything is to be sent, so that a wrong address is told at the start.
            match self.round().await {
                Ok(()) => {
                    (pause, away) = (FIRST_PAUSE, false);
                    self.restore(closed);
                }
                Err(failure) => {
                    (self.connection, away) = (None, true);
                    if failure.word == reason::TIMEOUT {
                        self.batch = (self.batch / 4).max(SMALLEST_BATCH);
                    }
                    self.degrade(failure.word);
                    if closed {
                        return;
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
            }
            if self.waiting.is_empty() {
                self.answer_flushes();
                if closed {
                    return;
                }
                self.rest().await;
            }
        }
    }

    /// Lets some come together. After a while without any there is nothing to look for: then the next one wakes.
    async fn rest(&mut self) {
        if self.degraded || self.came_at.elapsed() < AWAKE || self.queue.sleep().await {
            let _ = timeout(LINGER, self.queue.until_urgent()).await;
        }
    }

    /// Sends what is waiting, a batch at most. An idle connection may be gone without anything being wrong: then there is
    /// one more attempt.
    async fn round(&mut self) -> Result<(), Failure> {
        let fresh = self.connection.is_none();
        match self.send().await {
            Err(failure) if failure.dropped && !fresh => {
                self.connection = None;
                self.send().await
            }
            sent => sent,
        }
    }

    async fn send(&mut self) -> Result<(), Failure> {
        let window = self.local.thresholds.millis();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&self.transport, window).await?,
        };
        let lines = self.lines(window);
        let answers = if lines.is_empty() { Vec::new() } else { connection.send(&lines, window).await? };
        self.connection = Some(connection);
        self.apply(&answers);
        Ok(())
    }

    /// The lines of the next batch, in the order of its subjects.
    fn lines(&mut self, window: u64) -> Vec<Line> {
        let now = self.local.clock.now();
        // What no window counts any more.
        while self.waiting.front().is_some_and(|item| now.saturating_sub(item.entry.at) >= window) {
            self.waiting.pop_front();
        }
        let mut lines = Vec::new();
        for item in self.waiting.iter_mut().take(self.batch) {
            let number = *item.number.get_or_insert_with(|| {
                self.numbers += 1;
                self.numbers
            });
            for subject in item.subjects() {
                let limit = self.local.limit(subject.kind());
                lines.push(Line {
                    key: self.names.of(&subject),
                    age: now.saturating_sub(item.entry.at),
                    threshold: limit.threshold,
                    cap: limit.cap,
                    member: format!("{:x}.{number:x}", self.instance),
                    known: item.entry.known(subject.kind()),
                    signalled: item.entry.is_signalled(subject.kind()),
                });
            }
        }
        lines
    }

    /// Does what Redis says of the batch.
    fn apply(&mut self, answers: &[Answer]) {
        let (mut answers, local) = (answers.iter(), &self.local);
        let batch = self.waiting.len().min(self.batch);
        self.batch = (self.batch * 2).min(BATCH);
        for item in self.waiting.drain(..batch) {
            for subject in item.subjects() {
                let Some(answer) = answers.next() else { return };
                let (limit, known) = (local.limit(subject.kind()), item.entry.is_signalled(subject.kind()));
                if answer.said == Said::Nothing || known {
                    continue;
                }
                // Known here from now on, also while Redis is away.
                let first = local.windows.mark(local.windows.key(&subject), limit, local.clock.now());
                if first && answer.said == Said::Signal {
                    local.signal(&item, &subject, answer.count);
                }
            }
        }
    }

    /// Takes over what has come; says whether that was the last.
    fn gather(&mut self) -> bool {
        let closed = self.queue.take(&mut self.emptied, &mut self.flushes);
        if !self.emptied.is_empty() {
            self.came_at = Instant::now();
        }
        let excess = (self.waiting.len() + self.emptied.len()).saturating_sub(ENTRIES);
        self.waiting.drain(..excess);
        self.queue.lose(excess as u64);
        self.emptied.empty_into(|entry, parts| self.waiting.push_back(Item::new(entry, parts)));
        let lost = self.queue.lost();
        // Losing some is an outage, whatever Redis does: it is told like any other.
        if lost != self.lost_known {
            self.lost_known = lost;
            self.lost_at = Instant::now();
            self.degrade(reason::QUEUE_FULL);
        }
        if self.degraded {
            self.judge_waiting();
        }
        closed
    }

    fn answer_flushes(&mut self) {
        for done in self.flushes.drain(..) {
            // Whoever asked may have gone.
            let _ = done.send(());
        }
    }

    /// While Redis is away the local windows say what is to be said.
    fn judge_waiting(&mut self) {
        for item in self.waiting.iter_mut().filter(|item| !item.entry.judged) {
            self.local.judge(item);
        }
        self.answer_flushes();
    }

    fn degrade(&mut self, word: &'static str) {
        if !std::mem::replace(&mut self.degraded, true) {
            self.queue.set_up(false);
            tell_degraded(word);
            self.judge_waiting();
            // What came until now expects to be judged by Redis.
            self.gather();
        }
    }

    /// Ends an outage once Redis has taken something; one in which some were lost only when no more are.
    fn restore(&mut self, closed: bool) {
        if !self.degraded {
            return;
        }
        let dropped = self.lost_known - self.lost_told;
        let behind = !self.waiting.is_empty() || self.queue.lost() != self.lost_known;
        if dropped > 0 && !closed && (behind || self.lost_at.elapsed() < QUIET) {
            return;
        }
        self.degraded = false;
        self.lost_told = self.lost_known;
        tracing::info!(
            target: target::ABUSE,
            message = event::ABUSE_TRACKING_RESTORED,
            backend = BACKEND,
            dropped = (dropped > 0).then_some(dropped),
        );
        self.queue.set_up(true);
    }
}

/// Says that the local windows judge.
pub(super) fn tell_degraded(word: &'static str) {
    tracing::warn!(
        target: target::ABUSE,
        message = event::ABUSE_TRACKING_DEGRADED,
        backend = BACKEND,
        error_type = word
    );
}
