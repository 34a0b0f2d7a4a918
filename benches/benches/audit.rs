//! The audit log: appending by many writers at once beside one sync for each event on the same disk, and how fast a log is
//! verified and replayed.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::json;
use tracewell_audit::{AuditLog, Event, LogReader, Options, replay, wait};

const WRITERS: usize = 64;
const MEASURED: Duration = Duration::from_secs(3);
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
    let line = vec![b'x'; 480];
    let (begin, mut events) = (Instant::now(), 0_u32);
    while begin.elapsed() < MEASURED {
        file.write_all(&line).and_then(|()| file.sync_data()).expect("a disk");
        events += 1;
    }
    f64::from(events) / begin.elapsed().as_secs_f64()
}

/// Events a second that writers got confirmed, each waiting for its own before it sends the next.
fn together(folder: &Path) -> f64 {
    let (log, _) = AuditLog::open(folder.join("together.jsonl"), Options::new(), |_| Ok(())).expect("a log");
    let begin = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
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
    let (one, many) = (one_by_one(&folder), together(&folder));
    println!("one sync an event              {one:>12.0} events/s");
    println!("{WRITERS} writers, syncs shared        {many:>12.0} events/s  {:.1} times", many / one);

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
