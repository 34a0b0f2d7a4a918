use std::collections::VecDeque;
use std::mem;

use tracing_core::Level;

use super::chunk::{CHUNK_BYTES, Chunk};
use super::rest::Wakefulness;
use super::stats::Stats;

/// Empty chunks kept for the next burst; what a larger one leaves behind is given back.
const KEPT_CHUNKS: usize = 24;

/// How much may gather while the thread dozes: what is reused soon is still in the processor's cache.
const GATHERED_BYTES: usize = 16 * CHUNK_BYTES;

/// What producers and the thread share, under one lock.
///
/// All counts live here, as plain numbers: the lock is taken anyway, and `lines = written + dropped + queued` holds at
/// every moment.
#[derive(Debug)]
pub(super) struct Queue {
    ready: VecDeque<Chunk>,
    tail: Chunk,
    free: Vec<Chunk>,
    limit: usize,
    reserve: usize,
    used: usize,
    by_level: [u64; 5],
    accepted: u64,
    written: u64,
    refused: u64,
    written_off: u64,
    told: u64,
    unpublished: bool,
    pub(super) wakefulness: Wakefulness,
    pub(super) phase: Phase,
    pub(super) degraded: bool,
    pub(super) finished: bool,
    pub(super) flushers: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Takes no more lines; the thread writes what is there and ends.
    Closing,
    /// Given up; what is left does not count as written any more.
    Closed,
}

/// What [`Queue::push`] did with a line, and whether the thread must be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Push {
    Taken { wake: bool },
    Refused { wake: bool },
}

impl Queue {
    pub(super) fn new(limit: usize, reserve: usize) -> Self {
        Self {
            ready: VecDeque::with_capacity(KEPT_CHUNKS),
            tail: Chunk::roomy(),
            free: vec![Chunk::roomy(), Chunk::roomy()],
            limit,
            reserve,
            used: 0,
            by_level: [0; 5],
            accepted: 0,
            written: 0,
            refused: 0,
            written_off: 0,
            told: 0,
            unpublished: true,
            wakefulness: Wakefulness::Awake,
            phase: Phase::Open,
            degraded: false,
            finished: false,
            flushers: 0,
        }
    }

    /// Takes a line, or counts it as lost.
    pub(super) fn push(&mut self, level: Level, line: &[u8]) -> Push {
        self.unpublished = true;
        self.by_level[rank(level)] += 1;
        if self.phase != Phase::Open {
            self.refused += 1;
            return Push::Refused { wake: false };
        }
        let used = self.used.saturating_add(Chunk::cost(line));
        let reserve = if level <= Level::WARN { self.reserve } else { 0 };
        if used > self.limit + reserve {
            self.refused += 1;
            self.tail.lose();
            return Push::Refused { wake: self.rouse() };
        }
        if !self.tail.fits(line) {
            let next = self.free.pop().unwrap_or_default();
            self.ready.push_back(mem::replace(&mut self.tail, next));
        }
        self.tail.push(line);
        self.used = used;
        self.accepted += 1;
        Push::Taken { wake: self.rouse() }
    }

    /// Whether the thread needs a wake-up call; at most once per rest.
    fn rouse(&mut self) -> bool {
        let wake = match self.wakefulness {
            Wakefulness::Awake => false,
            Wakefulness::Dozing => self.used > GATHERED_BYTES.min(self.limit / 4),
            Wakefulness::Asleep => true,
        };
        if wake {
            self.wakefulness = Wakefulness::Awake;
        }
        wake
    }

    /// The oldest chunk; one that is still being filled only if `partial`.
    pub(super) fn take(&mut self, partial: bool) -> Option<Chunk> {
        self.ready.pop_front().or_else(|| {
            let wanted = partial && !self.tail.is_blank();
            wanted.then(|| mem::replace(&mut self.tail, self.free.pop().unwrap_or_default()))
        })
    }

    /// Takes back an emptied chunk; one that is not needed is returned, to be freed outside of the lock.
    pub(super) fn recycle(&mut self, chunk: Chunk) -> Option<Chunk> {
        if self.free.len() < KEPT_CHUNKS && chunk.is_reusable() {
            self.free.push(chunk);
            return None;
        }
        Some(chunk)
    }

    /// Notes that the oldest `records` are written, which together took `cost` of the limit.
    pub(super) const fn commit(&mut self, records: usize, cost: usize) {
        self.written += records as u64;
        self.used = self.used.saturating_sub(cost);
    }

    /// Notes that the stream has told of that many lost lines.
    pub(super) const fn tell(&mut self, dropped: u64) {
        self.told += dropped;
    }

    /// Gives up on all that is not written; says how many lost lines the stream has not told of, once.
    pub(super) fn give_up(&mut self) -> u64 {
        self.phase = Phase::Closed;
        self.written_off = self.accepted - self.written;
        self.ready = VecDeque::new();
        self.tail = Chunk::default();
        self.free = Vec::new();
        self.used = 0;
        let untold = self.dropped().saturating_sub(self.told);
        self.told += untold;
        untold
    }

    /// How many lines have been accepted: what a flush has to wait for.
    pub(super) const fn accepted(&self) -> u64 {
        self.accepted
    }

    /// How many lines have been written.
    pub(super) const fn written(&self) -> u64 {
        self.written
    }

    const fn dropped(&self) -> u64 {
        self.refused + self.written_off
    }

    pub(super) const fn stats(&self) -> Stats {
        Stats {
            written: self.written,
            dropped: self.dropped(),
            queued: self.accepted - self.written - self.written_off,
        }
    }

    /// Lines by level, from ERROR to TRACE, and the lost ones; from here on they count as published.
    pub(super) const fn publish(&mut self) -> ([u64; 5], u64) {
        self.unpublished = false;
        (self.by_level, self.dropped())
    }

    pub(super) const fn is_unpublished(&self) -> bool {
        self.unpublished
    }
}

/// 0 for ERROR to 4 for TRACE.
const fn rank(level: Level) -> usize {
    match level {
        Level::ERROR => 0,
        Level::WARN => 1,
        Level::INFO => 2,
        Level::DEBUG => 3,
        Level::TRACE => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &[u8] = &[b'x'; 1000];

    fn taken(push: Push) -> bool {
        matches!(push, Push::Taken { .. })
    }

    fn fill(queue: &mut Queue, level: Level) -> u64 {
        (0..).take_while(|_| taken(queue.push(level, LINE))).count() as u64
    }

    #[test]
    fn the_reserve_is_for_warnings_and_errors() {
        let mut queue = Queue::new(100_000, 10_000);
        assert_eq!(fill(&mut queue, Level::INFO), 99);
        assert!(taken(queue.push(Level::WARN, LINE)));
        assert!(taken(queue.push(Level::ERROR, LINE)));
        assert_eq!(fill(&mut queue, Level::WARN), 8);
        assert!(!taken(queue.push(Level::ERROR, LINE)));
        assert!(queue.used <= 110_000);
    }

    #[test]
    fn a_line_too_long_for_the_queue_is_refused_and_counted() {
        let mut queue = Queue::new(100_000, 0);
        assert!(!taken(queue.push(Level::ERROR, &vec![b'x'; 100_000])));
        assert_eq!(queue.stats(), Stats { written: 0, dropped: 1, queued: 0 });
        assert_eq!(queue.take(true).map(|chunk| chunk.lost()), Some(1), "told even without a neighbour");
    }

    #[test]
    fn memory_is_bounded_while_nobody_reads() {
        let limit = 8 * CHUNK_BYTES;
        let mut queue = Queue::new(limit, 0);
        for _ in 0..10_000 {
            queue.push(Level::INFO, LINE);
        }
        assert!(queue.ready.len() <= 9);
        assert_eq!(queue.stats().lines(), 10_000);
    }

    #[test]
    fn room_comes_back_as_it_is_written() {
        let mut queue = Queue::new(3 * CHUNK_BYTES, 0);
        let first = fill(&mut queue, Level::INFO);
        while let Some(chunk) = queue.take(true) {
            let records = chunk.records_before(chunk.len());
            queue.commit(records, chunk.cost_of(0, records));
        }
        assert_eq!(queue.used, 0);
        assert_eq!(fill(&mut queue, Level::INFO), first);
        assert_eq!(queue.stats(), Stats { written: first, dropped: 2, queued: first });
    }

    #[test]
    fn a_sleeping_thread_is_woken_once() {
        let mut queue = Queue::new(CHUNK_BYTES, 0);
        queue.wakefulness = Wakefulness::Asleep;
        assert_eq!(queue.push(Level::INFO, LINE), Push::Taken { wake: true });
        assert_eq!(queue.push(Level::INFO, LINE), Push::Taken { wake: false });
    }

    #[test]
    fn a_dozing_thread_is_woken_when_the_queue_fills() {
        let mut queue = Queue::new(CHUNK_BYTES, 0);
        queue.wakefulness = Wakefulness::Dozing;
        let quiet = (0..).take_while(|_| queue.push(Level::INFO, LINE) == Push::Taken { wake: false }).count();
        assert_eq!(quiet, CHUNK_BYTES / 4 / (LINE.len() + 5));
    }

    #[test]
    fn what_is_given_up_is_lost_and_told_once() {
        let mut queue = Queue::new(CHUNK_BYTES, 0);
        let taken = fill(&mut queue, Level::INFO);
        queue.commit(3, 3 * (LINE.len() + 5));
        assert_eq!(queue.give_up(), taken - 3 + 1);
        assert_eq!(queue.give_up(), 0);
        assert_eq!(queue.push(Level::ERROR, LINE), Push::Refused { wake: false });
        assert_eq!(queue.stats(), Stats { written: 3, dropped: taken - 3 + 2, queued: 0 });
    }
}
