//! Many writers at once: each is told of its own line, in the order of the lines, whatever the others do.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use tracewell_audit::{ErrorKind, Event, LogReader, wait};

use self::support::{Folder, open};

const LONG: Duration = Duration::from_secs(60);

fn event() -> Event {
    Event::new("Item read", "1").unwrap()
}

/// Fails instead of hanging.
fn within_a_minute(act: impl FnOnce() + Send + 'static) {
    let (done, ended) = channel();
    let acting = thread::spawn(move || {
        act();
        let _ = done.send(());
    });
    let ended = ended.recv_timeout(LONG);
    assert!(ended.is_ok() || acting.is_finished(), "it hangs");
    acting.join().unwrap();
}

#[test]
fn in_the_order_of_the_lines_and_once_they_count() {
    within_a_minute(|| {
        let folder = Folder::new();
        let log = open(&folder.log());
        let told = Arc::new(Mutex::new(Vec::new()));
        let writers: Vec<_> = (0..64)
            .map(|_| {
                let (log, told) = (log.clone(), Arc::clone(&told));
                thread::spawn(move || {
                    let mut own = Vec::new();
                    for _ in 0..20 {
                        let (told, head) = (Arc::clone(&told), log.clone());
                        let then = move |receipt: &Result<tracewell_audit::Receipt, _>| {
                            let seq = receipt.as_ref().unwrap().seq();
                            told.lock().unwrap().push((seq, head.head().seq() >= seq));
                        };
                        own.push(wait(log.append_then(event(), then)).unwrap().seq());
                    }
                    own
                })
            })
            .collect();
        let mut all: Vec<_> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        let told = told.lock().unwrap().clone();
        assert_eq!(told, (1..=64 * 20).map(|seq| (seq, true)).collect::<Vec<_>>());
        all.sort_unstable();
        assert_eq!(all, (1..=64 * 20).collect::<Vec<_>>());
        log.close();
        assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 64 * 20);
    });
}

#[test]
fn though_one_panics_leaves_or_dies() {
    within_a_minute(|| {
        let folder = Folder::new();
        let log = open(&folder.log());
        let writers: Vec<_> = (0..60)
            .map(|writer| {
                let log = log.clone();
                thread::spawn(move || match writer % 3 {
                    0 => assert!(wait(log.append_then(event(), |_| panic!("a reaction"))).is_ok()),
                    1 => drop(log.append(event())),
                    _ => {
                        let pending = log.append(event());
                        std::panic::resume_unwind(Box::new(pending));
                    }
                })
            })
            .collect();
        let died = writers.into_iter().map(thread::JoinHandle::join).filter(Result::is_err).count();
        assert_eq!(died, 20);
        wait(log.append(event())).unwrap();
        log.close();
        assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 61);
    });
}

#[test]
fn though_one_of_them_closes_the_log() {
    for others in [0, 100] {
        within_a_minute(move || {
            let folder = Folder::new();
            let log = open(&folder.log());
            let before: Vec<_> = (0..others).map(|_| log.append(event())).collect();
            let closing = log.clone();
            let pending = log.append_then(event(), move |_| closing.close());
            let after: Vec<_> = (0..others).map(|_| log.append(event())).collect();
            assert!(before.into_iter().all(|pending| wait(pending).is_ok()));
            wait(pending).unwrap();
            let after = after.into_iter().map(wait);
            let refused = after.filter_map(Result::err).map(|error| error.kind()).collect::<Vec<_>>();
            assert!(refused.iter().all(|kind| *kind == ErrorKind::Closed), "{refused:?}");
            log.close();
            assert_eq!(wait(log.append(event())).unwrap_err().kind(), ErrorKind::Closed);
            LogReader::new(folder.log()).verify().unwrap();
        });
    }
}

/// Counts how often it wakes, and panics now and then.
#[derive(Default)]
struct Woken {
    times: AtomicUsize,
    panics: AtomicBool,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.times.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics.load(Ordering::SeqCst), "a waker of somebody's own");
    }
}

/// Hands events to the log and asks once for each answer: those that are still to come, and how often anybody was woken.
fn asked_once(log: &tracewell_audit::AuditLog, panics: bool) -> Vec<(impl Future + Unpin, Arc<Woken>)> {
    let ask = |_| {
        let woken = Arc::new(Woken { panics: panics.into(), ..Woken::default() });
        let mut pending = log.append(event());
        let polled = Pin::new(&mut pending).poll(&mut Context::from_waker(&Waker::from(Arc::clone(&woken))));
        polled.is_pending().then_some((pending, woken))
    };
    (0..200).filter_map(ask).collect()
}

#[test]
fn though_others_never_look_are_gone_or_panic() {
    within_a_minute(|| {
        let folder = Folder::new();
        let log = open(&folder.log());
        let enough = Arc::new(AtomicBool::new(false));
        let busy: Vec<_> = (0..4)
            .map(|_| {
                let (log, enough) = (log.clone(), Arc::clone(&enough));
                thread::spawn(move || {
                    while !enough.load(Ordering::SeqCst) {
                        wait(log.append(event())).unwrap();
                    }
                })
            })
            .collect();
        for round in 0..12 {
            let mut asked = asked_once(&log, round % 3 == 0);
            if round % 3 == 1 {
                asked.retain(|(_, woken)| Arc::as_ptr(woken).addr() % 64 == 0);
            }
            // Nobody looks again, and each is woken, once.
            while asked.iter().any(|(_, woken)| woken.times.load(Ordering::SeqCst) == 0) {
                thread::yield_now();
            }
            assert!(asked.iter().all(|(_, woken)| woken.times.load(Ordering::SeqCst) == 1));
        }
        enough.store(true, Ordering::SeqCst);
        busy.into_iter().for_each(|writer| writer.join().unwrap());
        let idle = asked_once(&log, false);
        while idle.iter().any(|(_, woken)| woken.times.load(Ordering::SeqCst) == 0) {
            thread::yield_now();
        }
        log.close();
        LogReader::new(folder.log()).verify().unwrap();
    });
}
