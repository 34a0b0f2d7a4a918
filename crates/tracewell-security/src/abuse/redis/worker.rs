use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use tokio::runtime::Builder;
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};
use tracewell_names::{event, reason, target};

use super::connection::Connection;
use super::failure::Failure;
use super::item::{Item, Message};
use super::local::Local;
use super::remote::State;
use super::script::{Answer, Line, Said};
use super::subject_name::SubjectNames;
use super::url::RedisUrl;

const BACKEND: &str = "redis";
/// Violations of one round trip at most, and of the smallest that is tried where that took too long.
const BATCH: usize = 256;
const SMALLEST_BATCH: usize = 16;
/// How long the first of a batch waits for others.
const LINGER: Duration = Duration::from_millis(100);
/// Violations kept for when Redis is back; the oldest go first.
const KEPT: usize = 8192;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long nothing may have been lost before the outage that a loss is ends.
const QUIET: Duration = Duration::from_secs(1);

/// The side that talks with Redis, on a thread with a runtime of its own.
pub(super) struct Worker {
    url: RedisUrl,
    local: Local,
    state: Arc<State>,
    names: SubjectNames,
    /// Tells the members of this process from those of others.
    instance: u64,
    numbers: u64,
    waiting: VecDeque<Item>,
    /// Less than [`BATCH`] for a while after a batch took too long.
    batch: usize,
    connection: Option<Connection>,
    degraded: bool,
    /// Of the lost ones, as many as were told of, and as many as are known of here, since when.
    lost_told: u64,
    lost_known: u64,
    lost_at: Instant,
    flushes: Vec<Sender<()>>,
}

impl Worker {
    pub(super) fn new(url: RedisUrl, local: Local, state: Arc<State>) -> Self {
        Self {
            names: SubjectNames::new(local.voice.policy().clone(), url.clone()),
            instance: RandomState::new().hash_one(std::process::id()),
            numbers: 0,
            waiting: VecDeque::new(),
            batch: BATCH,
            connection: None,
            degraded: false,
            lost_told: 0,
            lost_known: 0,
            lost_at: Instant::now(),
            flushes: Vec::new(),
            url,
            local,
            state,
        }
    }

    pub(super) fn work(mut self, receiver: Receiver<Message>) {
        match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(self.serve(receiver)),
            Err(_) => self.degrade(reason::UNREACHABLE),
        }
    }

    async fn serve(mut self, mut receiver: Receiver<Message>) {
        let mut pause = FIRST_PAUSE;
        loop {
            self.admit_losses();
            // Connected before anything is to be sent, so that a wrong address is told at the start.
            match self.round().await {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    self.restore(receiver.is_closed());
                }
                Err(failure) => {
                    self.connection = None;
                    if failure.word == reason::TIMEOUT {
                        self.batch = (self.batch / 4).max(SMALLEST_BATCH);
                    }
                    self.degrade(failure.word);
                    if receiver.is_closed() {
                        return;
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    self.take(&mut receiver);
                    continue;
                }
            }
            if self.waiting.is_empty() {
                self.answer_flushes();
                let first = if self.degraded && !receiver.is_closed() {
                    // Also if nothing more comes, the end of an outage is to be told.
                    let Ok(first) = timeout(QUIET, receiver.recv()).await else { continue };
                    first
                } else {
                    receiver.recv().await
                };
                let Some(first) = first else {
                    self.admit_losses();
                    self.restore(true);
                    return;
                };
                let flush = matches!(first, Message::Flush(_));
                self.take_one(first);
                if !flush && receiver.len() < BATCH && !receiver.is_closed() {
                    sleep(LINGER).await;
                }
            }
            self.take(&mut receiver);
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
            None => Connection::open(&self.url, window).await?,
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
        while self.waiting.front().is_some_and(|item| now.saturating_sub(item.at) >= window) {
            self.waiting.pop_front();
        }
        let mut lines = Vec::new();
        for item in self.waiting.iter_mut().take(self.batch) {
            let number = *item.number.get_or_insert_with(|| {
                self.numbers += 1;
                self.numbers
            });
            for counted in item.subjects.iter().flatten() {
                let limit = self.local.limit(counted.kind());
                lines.push(Line {
                    key: self.names.of(&counted.subject()),
                    age: now.saturating_sub(item.at),
                    threshold: limit.threshold,
                    cap: limit.cap,
                    member: format!("{:x}.{number:x}", self.instance),
                    known: counted.count,
                    signalled: counted.signalled,
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
            for counted in item.subjects.iter().flatten() {
                let Some(answer) = answers.next() else { return };
                if answer.said == Said::Nothing {
                    continue;
                }
                // Known here from now on, also while Redis is away.
                let first = local.windows.mark(counted.key, local.limit(counted.kind()), local.clock.now());
                if first && answer.said == Said::Signal {
                    local.signal(&item, &counted.subject(), answer.count);
                }
            }
        }
    }

    /// Takes over what has come, as much as is kept.
    fn take(&mut self, receiver: &mut Receiver<Message>) {
        while let Ok(message) = receiver.try_recv() {
            self.take_one(message);
            if self.degraded && self.waiting.len() > KEPT {
                self.waiting.pop_front();
                self.state.lost.fetch_add(1, Ordering::Relaxed);
            } else if !self.degraded && self.waiting.len() >= KEPT {
                break;
            }
        }
        self.judge_waiting();
    }

    fn take_one(&mut self, message: Message) {
        match message {
            Message::Violation(item) => self.waiting.push_back(item),
            Message::Flush(done) => self.flushes.push(done),
        }
    }

    fn answer_flushes(&mut self) {
        for done in self.flushes.drain(..) {
            // Whoever asked may have gone.
            let _ = done.send(());
        }
    }

    /// While Redis is away the local windows say what is to be said.
    fn judge_waiting(&mut self) {
        if self.degraded {
            for item in self.waiting.iter_mut().filter(|item| !item.judged) {
                self.local.judge(item);
            }
            self.answer_flushes();
        }
    }

    fn degrade(&mut self, word: &'static str) {
        self.state.up.store(false, Ordering::Release);
        if !std::mem::replace(&mut self.degraded, true) {
            tell_degraded(word);
        }
        self.judge_waiting();
    }

    /// Losing some is an outage, whatever Redis does: it is told like any other.
    fn admit_losses(&mut self) {
        let lost = self.state.lost.load(Ordering::Relaxed);
        if lost != self.lost_known {
            self.lost_known = lost;
            self.lost_at = Instant::now();
            self.degrade(reason::QUEUE_FULL);
        }
    }

    /// Ends an outage once Redis has taken something; one in which some were lost only when no more are.
    fn restore(&mut self, closing: bool) {
        if !self.degraded {
            return;
        }
        let dropped = self.lost_known - self.lost_told;
        let behind = !self.waiting.is_empty() || self.state.lost.load(Ordering::Relaxed) != self.lost_known;
        if dropped > 0 && !closing && (behind || self.lost_at.elapsed() < QUIET) {
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
        self.state.up.store(true, Ordering::Release);
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
