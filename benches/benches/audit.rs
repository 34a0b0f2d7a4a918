//! The audit log: appending by many writers at once beside one sync for each event on the same disk, and how fast a log is
//! verified and replayed.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use tracewell_audit::{AuditLog, Event, LogReader, Options, replay, wait};

const WRITERS: usize = 64;
const MEASURED: Duration = Duration::from_secs(1);
/// Events of the log that is read.
const EVENTS: u32 = 400_000;

/// Where the disk is that is measured: a folder in memory says nothing about syncs.
fn folder() -> PathBuf {
    let root = std::env::var_os("BENCH_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = root.join(format!("tracewell-bench-audit-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn event(id: u32) -> Event {
    let item = json!({"id": format!("item-{}", id % 1000), "created_at": "2026-11-22T03:15:00.000000Z",
        "created_by": "user-7", "properties": {"colour": "red", "size": id}});
    Event::new(if id < 1000 { "Item created" } else { "Item updated" }, &item).expect("JSON")
}

/// Events a second, each written and synced by itself.
fn one_by_one(folder: &Path) -> f64 {
    let mut file = File::create(folder.join("plain")).expect("a file");
    let line = vec![b'x'; 450];
    let (begin, mut events) = (Instant::now(), 0_u32);
    while begin.elapsed() < MEASURED {
        file.write_all(&line).and_then(|()| file.sync_data()).expect("a disk");
        events += 1;
    }
    f64::from(events) / begin.elapsed().as_secs_f64()
}

/// A log that nobody has written to.
fn new_log(folder: &Path) -> AuditLog {
    let path = folder.join("together.jsonl");
    let _ = fs::remove_file(&path);
    AuditLog::open(path, Options::new(), |_| Ok(())).expect("a log").0
}

/// Events a second that threads got confirmed, each waiting for its own before it sends the next.
fn threads(folder: &Path, writers: usize) -> f64 {
    let log = new_log(folder);
    let begin = Instant::now();
    let writers: Vec<_> = (0..writers)
        .map(|_| {
            let log = log.clone();
            thread::spawn(move || {
                let mut events = 0;
                while begin.elapsed() < MEASURED {
                    wait(log.append(event(events))).expect("a disk");
                    events += 1;
                }
                events
            })
        })
        .collect();
    let events: u32 = writers.into_iter().map(|writer| writer.join().expect("a writer")).sum();
    let rate = f64::from(events) / begin.elapsed().as_secs_f64();
    log.close();
    rate
}

/// The same of tasks of a runtime, which is how a service writes.
fn tasks(folder: &Path) -> f64 {
    let log = new_log(folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    let begin = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let log = log.clone();
            runtime.spawn(async move {
                let mut events = 0;
                while begin.elapsed() < MEASURED {
                    log.append(event(events)).await.expect("a disk");
                    events += 1;
                }
                events
            })
        })
        .collect();
    let events: u32 = writers.into_iter().map(|writer| runtime.block_on(writer).expect("a writer")).sum();
    let rate = f64::from(events) / begin.elapsed().as_secs_f64();
    log.close();
    rate
}

/// What threads of [`together`] share: bytes that wait, the number of the write that they go into, and of the last that is done.
#[derive(Default)]
struct Shared {
    bytes: Vec<u8>,
    next: u64,
    done: u64,
}

/// Lines a second of as many threads that share writes and syncs of the same bytes and do nothing else: no events, no hashes,
/// one wake-up for all. What of it the machine can do at all.
fn together(folder: &Path) -> f64 {
    let shared = Arc::new((Mutex::new(Shared { next: 1, ..Shared::default() }), Condvar::new(), Condvar::new()));
    let begin = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (state, wanted, written) = &*shared;
                let (line, mut lines) = ([b'x'; 450], 0);
                while begin.elapsed() < MEASURED {
                    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                    state.bytes.extend_from_slice(&line);
                    let own = state.next;
                    wanted.notify_one();
                    drop(written.wait_while(state, |state| state.done < own));
                    lines += 1;
                }
                lines
            })
        })
        .collect();
    let mut file = File::create(folder.join("shared")).expect("a file");
    let (state, wanted, written) = &*shared;
    let mut bytes = Vec::new();
    while writers.iter().any(|writer| !writer.is_finished()) {
        let state_now = state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = wanted.wait_timeout_while(state_now, Duration::from_millis(1), |state| state.bytes.is_empty());
        let (mut state_now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        bytes.clear();
        std::mem::swap(&mut bytes, &mut state_now.bytes);
        let own = state_now.next;
        state_now.next += 1;
        drop(state_now);
        if !bytes.is_empty() {
            file.write_all(&bytes).and_then(|()| file.sync_data()).expect("a disk");
        }
        state.lock().unwrap_or_else(PoisonError::into_inner).done = own;
        written.notify_all();
    }
    let lines: u32 = writers.into_iter().map(|writer| writer.join().expect("a writer")).sum();
    f64::from(lines) / begin.elapsed().as_secs_f64()
}

/// How long the thread ran: what else the machine does does not count.
fn seconds(work: impl FnOnce()) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let begin = now();
    work();
    now() - begin
}

fn main() {
    let folder = folder();
    for round in 0..3 {
        // The disk's own pace changes: before and after, the faster counts.
        let before = one_by_one(&folder);
        let (alone, tasks, threads) = (threads(&folder, 1), tasks(&folder), threads(&folder, WRITERS));
        let bare = together(&folder);
        let one = before.max(one_by_one(&folder));
        println!(
            "round {round}: write and sync an event {one:>6.0}/s, one writer {alone:>6.0}/s, {WRITERS} tasks {tasks:>7.0}/s {:.1} \
             times, {WRITERS} threads {threads:>7.0}/s {:.1} times, {WRITERS} threads of lines alone {bare:>7.0}/s {:.1} times",
            tasks / one,
            threads / one,
            bare / one
        );
    }

    let path = folder.join("long.jsonl");
    let (log, _) = AuditLog::open(&path, Options::new(), |_| Ok(())).expect("a log");
    let mut last = None;
    for id in 0..EVENTS {
        let pending = log.append(event(id));
        // As much as may wait at once.
        if id % 10_000 == 0 {
            wait(pending).expect("a disk");
        } else {
            last = Some(pending);
        }
    }
    wait(last.expect("events")).expect("a disk");
    log.close();
    let bytes = fs::metadata(&path).expect("a file").len() as f64;
    for round in 0..3 {
        let verified = seconds(|| drop(LogReader::new(&path).verify().expect("a whole chain")));
        let replayed = seconds(|| assert_eq!(replay(&path).expect("a whole chain").len(), 1000));
        println!(
            "round {round}: verify {:>8.0} MB/s, replay {:>10.0} events/s ({:.0} bytes a line)",
            bytes / verified / 1e6,
            f64::from(EVENTS) / replayed,
            bytes / f64::from(EVENTS)
        );
    }
    let _ = fs::remove_dir_all(folder);
}
