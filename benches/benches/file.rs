//! Log files, beside tracing-appender (`non_blocking`), logroller and file-rotate: what handing over a line costs its
//! caller, what goes to disk in a second on one core, and how long the caller is held up while files are rotated.
//!
//! tracing-appender has no limit of size, so its file grows; logroller and file-rotate write on the thread of the caller
//! unless tracing-appender's thread does it for them, and are measured both ways.

use std::cell::Cell;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use logroller::{LogRoller, LogRollerBuilder, Rotation, RotationSize};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use tracewell_benches::{Counting, Rounds};
use tracewell_log::{LogFile, LogLayer, Output, Writer, WriterGuard};
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PATIENCE: Duration = Duration::from_secs(60);
/// About as long as the line of a request.
const LINE_BYTES: usize = 360;
const MAX_BYTES: u64 = 10 << 20;
const BACKUPS: u32 = 10;

fn line() -> Vec<u8> {
    let mut line = vec![b'x'; LINE_BYTES];
    line[LINE_BYTES - 1] = b'\n';
    line
}

/// A folder of its own for each case, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let root = std::env::var_os("BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let folder = root.join(format!("tracewell-bench-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ours(folder: &Path, max_bytes: u64, backups: u32) -> (Writer, WriterGuard) {
    let file = LogFile::builder(folder).max_bytes(max_bytes).backup_count(backups).build();
    Writer::builder(file).start().expect("a thread")
}

fn logroller(folder: &Path, max_bytes: u64, backups: u32) -> LogRoller {
    LogRollerBuilder::new(folder, Path::new("app.log"))
        .rotation(Rotation::SizeBased(RotationSize::Bytes(max_bytes)))
        .max_keep_files(backups.into())
        .build()
        .expect("a file")
}

fn file_rotate(folder: &Path, max_bytes: u64, backups: u32) -> FileRotate<AppendCount> {
    let limit = ContentLimit::BytesSurpassed(max_bytes as usize);
    FileRotate::new(folder.join("app.log"), AppendCount::new(backups as usize), limit, Compression::None, None)
}

fn appender(folder: &Path) -> tracing_appender::rolling::RollingFileAppender {
    tracing_appender::rolling::never(folder, "app.log")
}

fn non_blocking(writer: impl Write + Send + 'static, lossy: bool) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default().lossy(lossy).finish(writer)
}

// --- what a caller pays ---

fn events(output: impl Output + 'static) -> impl FnMut(u32) {
    let layer = LogLayer::new(Policy::production()).json(output);
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer));
    move |repetitions| {
        with_default(&dispatch, || {
            for number in 0..repetitions {
                tracing::info!(
                    method = "GET",
                    path = "/v1/items/42",
                    route = "/v1/items/{id}",
                    status_code = 200_u64,
                    duration_ms = 12.75,
                    response_bytes = u64::from(number),
                    "request_completed"
                );
            }
        });
    }
}

fn discard(_level: Level, line: &[u8]) {
    black_box(line);
}

fn lines(mut write: impl FnMut(&[u8])) -> impl FnMut(u32) {
    let line = line();
    move |repetitions| (0..repetitions).for_each(|_| write(black_box(&line)))
}

fn caller() {
    println!("\nThe caller's share, in time of its own thread:");
    let folders = ["event", "line", "appender", "roller", "rotate", "roller-direct", "rotate-direct"].map(Folder::new);
    let (event_writer, _event_guard) = ours(&folders[0].0, MAX_BYTES, BACKUPS);
    let settle = || assert!(event_writer.flush(PATIENCE));
    let medians = Rounds::default()
        .between(settle)
        .case("formatting alone", events(discard))
        .case("formatting, and handed to the file", events(event_writer.clone()))
        .run(4_000);
    println!("handed over / formatting alone: {:.3}   (goal: 1.3 at most)\n", medians[1] / medians[0]);

    let (writer, _guard) = ours(&folders[1].0, MAX_BYTES, BACKUPS);
    let (mut a, _a) = non_blocking(appender(&folders[2].0), true);
    let (mut b, _b) = non_blocking(logroller(&folders[3].0, MAX_BYTES, BACKUPS), true);
    let (mut c, _c) = non_blocking(file_rotate(&folders[4].0, MAX_BYTES, BACKUPS), true);
    let mut d = logroller(&folders[5].0, MAX_BYTES, BACKUPS);
    let mut e = file_rotate(&folders[6].0, MAX_BYTES, BACKUPS);
    let settle = || {
        assert!(writer.flush(PATIENCE));
        thread::sleep(Duration::from_millis(30));
    };
    Rounds::default()
        .between(settle)
        .case("a line: tracewell file", lines(|line| writer.write(Level::INFO, line)))
        .case("a line: tracing-appender non_blocking", lines(move |line| drop(a.write(line))))
        .case("a line: logroller behind non_blocking", lines(move |line| drop(b.write(line))))
        .case("a line: file-rotate behind non_blocking", lines(move |line| drop(c.write(line))))
        .case("a line: logroller itself", lines(move |line| drop(d.write(line))))
        .case("a line: file-rotate itself", lines(move |line| drop(e.write(line))))
        .run(4_000);
}

// --- what goes to disk in a second ---

const SUSTAINED: u32 = 1_000_000;
const ROUNDS: usize = 5;

/// Writes all lines, none lost, and waits for the last; says how long it took.
fn timed(work: impl FnOnce(&[u8])) -> f64 {
    let line = line();
    let start = Instant::now();
    work(&line);
    start.elapsed().as_secs_f64()
}

/// The disk's, or the page cache's, own rate: the same bytes in the same files, in pieces of 64 KiB.
fn raw(folder: &Path) -> f64 {
    let block = vec![b'x'; 64 << 10];
    timed(|_| {
        let mut left = u64::from(SUSTAINED) * LINE_BYTES as u64;
        let mut number = 0;
        while left > 0 {
            number += 1;
            if number > u64::from(BACKUPS) + 1 {
                let _ = fs::remove_file(folder.join((number - u64::from(BACKUPS) - 1).to_string()));
            }
            let mut file = File::create(folder.join(number.to_string())).expect("a file");
            let mut room = MAX_BYTES.min(left);
            left -= room;
            while room > 0 {
                let piece = room.min(block.len() as u64);
                file.write_all(&block[..piece as usize]).expect("room");
                room -= piece;
            }
        }
    })
}

fn sustained_ours(folder: &Path) -> f64 {
    let (writer, guard) = ours(folder, MAX_BYTES, BACKUPS);
    let time = timed(|line| {
        for number in 0..SUSTAINED {
            // The queue is let run full to a half, and nothing is lost.
            if number % 1000 == 0 {
                while writer.stats().queued() > 10_000 {
                    thread::yield_now();
                }
            }
            writer.write(Level::INFO, line);
        }
        assert!(writer.flush(PATIENCE));
    });
    assert_eq!(guard.close(PATIENCE).written(), u64::from(SUSTAINED));
    time
}

fn sustained_non_blocking(writer: impl Write + Send + 'static) -> f64 {
    let (mut writer, guard) = non_blocking(writer, false);
    timed(|line| {
        for _ in 0..SUSTAINED {
            let _ = writer.write(line);
        }
        drop(guard);
    })
}

fn sustained_direct(mut writer: impl Write) -> f64 {
    timed(|line| {
        for _ in 0..SUSTAINED {
            writer.write_all(line).expect("room");
        }
        writer.flush().expect("room");
    })
}

type Case = (&'static str, fn(&Path) -> f64);

fn sustained() {
    println!("\n{SUSTAINED} lines of {LINE_BYTES} bytes on one core, none lost, rotating at 10 MiB:");
    let all = sched_getaffinity(None).expect("a set");
    let mut one = CpuSet::new();
    one.set((0..CpuSet::MAX_CPU).rev().find(|cpu| all.is_set(*cpu)).expect("a processor"));
    // Threads that are started from here on inherit it.
    sched_setaffinity(None, &one).expect("allowed");
    let cases: [Case; 7] = [
        ("the same bytes in pieces of 64 KiB", raw),
        ("tracewell file", sustained_ours),
        ("tracing-appender non_blocking, no rotation", |folder| sustained_non_blocking(appender(folder))),
        ("logroller behind non_blocking", |folder| sustained_non_blocking(logroller(folder, MAX_BYTES, BACKUPS))),
        ("file-rotate behind non_blocking", |folder| sustained_non_blocking(file_rotate(folder, MAX_BYTES, BACKUPS))),
        ("logroller itself", |folder| sustained_direct(logroller(folder, MAX_BYTES, BACKUPS))),
        ("file-rotate itself", |folder| sustained_direct(file_rotate(folder, MAX_BYTES, BACKUPS))),
    ];
    let mut times = vec![Vec::new(); cases.len()];
    for round in 0..ROUNDS {
        for (number, (_, case)) in cases.iter().enumerate() {
            let folder = Folder::new(&format!("sustained-{round}-{number}"));
            times[number].push(case(&folder.0));
        }
    }
    sched_setaffinity(None, &all).expect("allowed");
    let medians: Vec<f64> = times
        .into_iter()
        .map(|mut times| {
            times.sort_by(f64::total_cmp);
            times[ROUNDS / 2]
        })
        .collect();
    println!("{:<44} {:>12} {:>8} {:>7}", "", "lines/s", "MB/s", "of raw");
    for ((name, _), time) in cases.iter().zip(&medians) {
        let rate = f64::from(SUSTAINED) / time;
        println!("{name:<44} {rate:>12.0} {:>8.0} {:>7.3}", rate * LINE_BYTES as f64 / 1e6, medians[0] / time);
    }
}

// --- how long a caller is held up ---

const CALLS: usize = 200_000;
/// One file in three thousand lines, so that there are dozens of rotations.
const SMALL: u64 = 1 << 20;

/// Percentiles of single calls, in microseconds, at some 100,000 lines a second.
fn held_up(name: &str, mut write: impl FnMut(&[u8])) {
    thread_local!(static SPUN: Cell<u64> = const { Cell::new(0) });
    let line = line();
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let start = Instant::now();
        write(&line);
        times.push(start.elapsed());
        let until = start + Duration::from_micros(10);
        while Instant::now() < until {
            SPUN.set(SPUN.get() + 1);
        }
    }
    times.sort_unstable();
    let at = |share: f64| times[((CALLS - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    println!("{name:<44} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>9.1}", at(0.5), at(0.99), at(0.999), at(0.9999), at(1.0));
}

fn latency() {
    println!("\nOne call in microseconds, while a file is full every {} lines:", SMALL / LINE_BYTES as u64);
    println!("{:<44} {:>8} {:>8} {:>8} {:>8} {:>9}", "", "p50", "p99", "p99.9", "p99.99", "max");
    for _ in 0..2 {
        held_up("nothing at all", |line| _ = black_box(line));
        let folder = Folder::new("latency-0");
        let (writer, guard) = ours(&folder.0, SMALL, BACKUPS);
        held_up("tracewell file", |line| writer.write(Level::INFO, line));
        assert_eq!(guard.close(PATIENCE).dropped(), 0);
        let folder = Folder::new("latency-1");
        let (mut writer, guard) = non_blocking(appender(&folder.0), true);
        held_up("tracing-appender non_blocking, no rotation", |line| drop(writer.write(line)));
        drop(guard);
        let folder = Folder::new("latency-2");
        let (mut writer, guard) = non_blocking(logroller(&folder.0, SMALL, BACKUPS), true);
        held_up("logroller behind non_blocking", |line| drop(writer.write(line)));
        drop(guard);
        let folder = Folder::new("latency-3");
        let (mut writer, guard) = non_blocking(file_rotate(&folder.0, SMALL, BACKUPS), true);
        held_up("file-rotate behind non_blocking", |line| drop(writer.write(line)));
        drop(guard);
        let folder = Folder::new("latency-4");
        let mut writer = logroller(&folder.0, SMALL, BACKUPS);
        held_up("logroller itself", |line| drop(writer.write(line)));
        let folder = Folder::new("latency-5");
        let mut writer = file_rotate(&folder.0, SMALL, BACKUPS);
        held_up("file-rotate itself", |line| drop(writer.write(line)));
    }
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let runs = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    if runs("caller") {
        caller();
    }
    if runs("sustained") {
        sustained();
    }
    if runs("latency") {
        latency();
    }
}
