//! Writes log lines faster than anybody reads them, and says on standard error what became of them.
//!
//! ```sh
//! cargo run -p tracewell-log --example flood -- info=200000 stats flush=100 close=5000 | (sleep 2; wc -l)
//! ```
//!
//! With `FLOOD_DIR` it writes to a log file in that folder instead, and says where that is; `FLOOD_NAME` names it.
//!
//! The arguments are steps, taken in turn:
//!
//! | step | what it does |
//! |---|---|
//! | `queue=BYTES` `reserve=BYTES` | sizes of the queue, wherever they stand |
//! | `max=BYTES` `backups=N` `period=SECONDS` `gzip` | sizes of the log file, wherever they stand |
//! | `size=BYTES` | length of the lines from here on (200) |
//! | `info=N` `warn=N` | N lines from this thread |
//! | `from=N` | the number of the next line |
//! | `slow=N` | N lines from this thread, waiting until all are written whenever a megabyte is not |
//! | `forever` | lines without an end |
//! | `threads=N` | N lines from each of eight threads |
//! | `mixed=N` | N lines, while another thread prints N lines of its own |
//! | `flush=MS` `close=MS` | waits until all is written, at most so long |
//! | `stats` | says what became of the lines so far |
//! | `wait` | until a line or the end comes in on standard input |
//! | `panic` | panics on another thread, with a hook that flushes, then aborts |
//! | `abort` | ends the process as a crash would |
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::io;
use std::path::PathBuf;
use std::process::abort;
use std::time::{Duration, Instant};
use std::{env, panic, thread};

use tracewell_log::{FileName, LogFile, Stats, Stdout, Writer};
use tracing_core::Level;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let steps: Vec<(String, u64)> = env::args().skip(1).map(|arg| step(&arg)).collect::<Result<_, _>>()?;
    let mut builder = match env::var_os("FLOOD_DIR") {
        Some(directory) => Writer::builder(log_file(PathBuf::from(directory), &steps)),
        None => Writer::builder(Stdout::new()?),
    };
    for (word, number) in &steps {
        builder = match word.as_str() {
            "queue" => builder.queue_bytes(usize::try_from(*number)?),
            "reserve" => builder.reserve_bytes(usize::try_from(*number)?),
            _ => builder,
        };
    }
    let (writer, guard) = builder.start()?;
    let mut guard = Some(guard);
    let mut size = 200;
    let mut seq = 0;
    for (word, number) in steps {
        let start = Instant::now();
        let limit = Duration::from_millis(number);
        let mut result = String::new();
        match word.as_str() {
            "queue" | "reserve" | "max" | "backups" | "period" | "gzip" => continue,
            "size" => {
                size = usize::try_from(number)?;
                continue;
            }
            "from" => {
                seq = number;
                continue;
            }
            "slow" => {
                let end = seq + number;
                while seq < end {
                    let next = end.min(seq + ((1 << 20) / size as u64).max(1));
                    seq = lines(&writer, Level::INFO, 0, seq..next, size);
                    let _ = writer.flush(Duration::from_secs(60));
                }
            }
            "forever" => loop {
                seq = lines(&writer, Level::INFO, 0, seq..seq + 100, size);
                while writer.stats().queued() > 10_000 {
                    thread::yield_now();
                }
            },
            "info" => seq = lines(&writer, Level::INFO, 0, seq..seq + number, size),
            "warn" => seq = lines(&writer, Level::WARN, 0, seq..seq + number, size),
            "threads" => thread::scope(|scope| {
                for thread in 1..=8 {
                    let writer = &writer;
                    scope.spawn(move || lines(writer, Level::INFO, thread, 0..number, size));
                }
            }),
            "mixed" => thread::scope(|scope| {
                scope.spawn(|| (0..number).for_each(|seq| println!("printed {seq} {}", "p".repeat(size))));
                seq = lines(&writer, Level::INFO, 0, seq..seq + number, size);
            }),
            "flush" => result = writer.flush(limit).to_string(),
            "close" => result = guard.take().map(|guard| said(guard.close(limit))).unwrap_or_default(),
            "stats" => result = said(writer.stats()),
            "wait" => drop(io::stdin().read_line(&mut String::new())),
            "panic" => {
                let writer = writer.clone();
                panic::set_hook(Box::new(move |_| {
                    eprintln!("hook {}", writer.flush(Duration::from_secs(5)));
                    abort();
                }));
                let _ = thread::spawn(|| panic!("as asked")).join();
            }
            "abort" => abort(),
            _ => return Err(format!("unknown step: {word}").into()),
        }
        eprintln!("{word} {result} ({} ms)", start.elapsed().as_millis());
    }
    Ok(())
}

/// A file as the steps say, opened if that is possible.
fn log_file(directory: PathBuf, steps: &[(String, u64)]) -> LogFile {
    let mut builder = LogFile::builder(directory);
    if let Some(name) = env::var("FLOOD_NAME").ok().and_then(|name| FileName::parse(&name)) {
        builder = builder.name(name);
    }
    for (word, number) in steps {
        builder = match word.as_str() {
            "max" => builder.max_bytes(*number),
            "backups" => builder.backup_count(u32::try_from(*number).unwrap_or(u32::MAX)),
            "period" => builder.period(Duration::from_secs(*number)),
            "gzip" => builder.gzip(true),
            _ => builder,
        };
    }
    let mut file = builder.build();
    let opened = file.open();
    eprintln!(
        "file {} beside={} mended={} {opened:?}",
        file.path().display(),
        file.is_beside_another(),
        file.was_mended()
    );
    file
}

/// `word` or `word=number`.
fn step(arg: &str) -> Result<(String, u64), Box<dyn std::error::Error>> {
    let (word, number) = arg.split_once('=').unwrap_or((arg, "0"));
    Ok((word.to_owned(), number.parse()?))
}

fn said(stats: Stats) -> String {
    format!("lines={} written={} dropped={} queued={}", stats.lines(), stats.written(), stats.dropped(), stats.queued())
}

/// Writes the lines of a range; returns its end.
fn lines(writer: &Writer, level: Level, thread: u64, seqs: std::ops::Range<u64>, size: usize) -> u64 {
    let end = seqs.end;
    let mut line = String::new();
    for seq in seqs {
        use std::fmt::Write;
        line.clear();
        // Writing to a `String` does not fail.
        let _ = write!(line, r#"{{"level":"{level}","thread":{thread},"seq":{seq},"pad":""#);
        let pad = size.saturating_sub(line.len() + 3);
        line.extend(std::iter::repeat_n('.', pad));
        line.push_str("\"}\n");
        writer.write(level, line.as_bytes());
    }
    end
}
