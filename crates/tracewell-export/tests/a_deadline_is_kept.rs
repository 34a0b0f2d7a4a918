//! Whoever gives an order is back in time, whatever the exporters and other callers do, and nothing is counted twice.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use tracewell_export::{Account, Attempts, Failure, OrderBook, Orders, Queue, Room, Source, export, spawn};

const ROOM: Room = Room { items: 64, bytes: 1 << 20, batch: 8, batch_bytes: 1 << 20, delay: Duration::from_millis(1) };

fn queue() -> Arc<Queue<u32>> {
    Arc::new(Queue::new(ROOM, Arc::new(Account::new("some", |_, _| {}))))
}

fn orders(queue: &Arc<Queue<u32>>) -> (Orders, OrderBook) {
    let settled = queue.clone();
    Orders::new(vec![Arc::new(move || settled.settle())])
}

#[test]
fn nobody_waits_for_longer_than_he_wants_to() {
    let queue = queue();
    queue.push(1, 1);
    // An exporter that is never there.
    let (orders, _book) = orders(&queue);
    let (orders, begun) = (Arc::new(orders), Arc::new(Barrier::new(2)));
    let patient = std::thread::spawn({
        let (orders, begun) = (orders.clone(), begun.clone());
        move || {
            begun.wait();
            orders.give(Duration::from_secs(3), false)
        }
    });
    begun.wait();
    std::thread::sleep(Duration::from_millis(200));
    let started = Instant::now();
    assert!(!orders.give(Duration::from_millis(50), true));
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(queue.account().dropped(), 1);
    assert!(!patient.join().unwrap());
}

/// Sends each batch in a while, without fail.
struct Slow {
    queue: Arc<Queue<u32>>,
    sent: Arc<AtomicUsize>,
    takes: Duration,
}

impl Source for Slow {
    async fn send_next(&mut self, _: &mut OrderBook) -> bool {
        let before = self.queue.account().dropped();
        let batch = self.queue.take();
        std::thread::sleep(self.takes);
        self.queue.account().delivered(0);
        if self.queue.account().dropped() == before {
            self.sent.fetch_add(batch.len(), Ordering::Relaxed);
        }
        !batch.is_empty()
    }

    async fn ready(&self) {
        self.queue.ready().await;
    }

    fn account(&self) -> &Account {
        self.queue.account()
    }

    fn close(&self) {
        self.queue.close();
    }

    fn settle(&self) {
        self.queue.settle();
    }
}

#[test]
fn what_the_deadline_cuts_off_is_counted_when_it_is_over_and_never_again() {
    for round in 0..30_u64 {
        let (queue, sent) = (queue(), Arc::new(AtomicUsize::new(0)));
        let (orders, book) = orders(&queue);
        let source = Slow { queue: queue.clone(), sent: sent.clone(), takes: Duration::from_millis(3) };
        spawn("test", move || export(source, book)).unwrap();
        (0..60).for_each(|item| queue.push(item, 1));
        let _ = orders.give(Duration::from_millis(round), true);
        let (lost, sent_by_then) = (queue.account().dropped(), sent.load(Ordering::Relaxed));
        // One batch may be on the way from counted to sent while we look.
        assert!(lost as usize + sent_by_then <= 60 && lost as usize + sent_by_then + ROOM.batch >= 60);
        std::thread::sleep(Duration::from_millis(10));
        assert_eq!(queue.account().dropped(), lost, "nothing is lost a second time");
    }
}

#[test]
fn what_is_told_may_be_put_into_the_queue_that_it_is_about() {
    use std::sync::OnceLock;
    static QUEUE: OnceLock<Queue<u32>> = OnceLock::new();
    let tell = |_: &'static str, _: Option<&'static str>| QUEUE.get().unwrap().push(0, 1);
    let queue = QUEUE.get_or_init(|| Queue::new(ROOM, Arc::new(Account::new("some", tell))));
    let taking = std::thread::spawn(move || {
        for _ in 0..20_000 {
            queue.push(1, 1);
            queue.take();
            queue.account().failed("timeout");
        }
    });
    for _ in 0..20_000 {
        queue.account().delivered(0);
        queue.account().settle(1);
    }
    let started = Instant::now();
    while !taking.is_finished() {
        assert!(started.elapsed() < Duration::from_secs(60), "they wait for each other");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn no_deadline_is_too_long() {
    let queue = queue();
    let (orders, book) = orders(&queue);
    let source = Slow { queue: queue.clone(), sent: Arc::default(), takes: Duration::ZERO };
    spawn("test", move || export(source, book)).unwrap();
    assert!(orders.give(Duration::MAX, false));
    assert!(orders.give(Duration::MAX, true));
}

/// Fails to send every other time, in a way that may go better the next time.
struct Shaky {
    queue: Arc<Queue<u32>>,
    sent: Arc<AtomicUsize>,
    tried: usize,
}

impl Source for Shaky {
    async fn send_next(&mut self, book: &mut OrderBook) -> bool {
        let batch = self.queue.take();
        if batch.is_empty() {
            return false;
        }
        let tried = &mut self.tried;
        let send = async || {
            *tried += 1;
            if *tried % 2 == 1 { Err(Failure::UNREACHABLE.wait(Some(Duration::from_millis(1)))) } else { Ok(0) }
        };
        Attempts::new(3, Duration::from_secs(10)).deliver(self.queue.account(), book, send).await;
        if !self.queue.account().is_out() {
            self.sent.fetch_add(batch.len(), Ordering::Relaxed);
        }
        true
    }

    async fn ready(&self) {
        self.queue.ready().await;
    }

    fn account(&self) -> &Account {
        self.queue.account()
    }
}

#[test]
fn an_order_that_is_obeyed_presses_no_longer() {
    let (queue, sent) = (queue(), Arc::new(AtomicUsize::new(0)));
    let (orders, book) = orders(&queue);
    let source = Shaky { queue: queue.clone(), sent: sent.clone(), tried: 0 };
    spawn("test", move || export(source, book)).unwrap();
    // Done at once, long before its time is over.
    assert!(orders.give(Duration::from_secs(3_600), false));
    queue.push(1, 1);
    let started = Instant::now();
    while sent.load(Ordering::Relaxed) == 0 && queue.account().dropped() == 0 {
        assert!(started.elapsed() < Duration::from_secs(10), "neither sent nor lost");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!((sent.load(Ordering::Relaxed), queue.account().dropped()), (1, 0));
}
