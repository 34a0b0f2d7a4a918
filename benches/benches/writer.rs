//! A request, and a line alone, with a reader that reads, one that has stopped, and one that stopped so long ago that
//! the queue is full.
//!
//! The sink writes into a pipe, as standard output is one. A reader that reads is a thread that throws away what comes;
//! between the rounds the queue is emptied, so that no case pays for another's rest. What differs: the first lines of a
//! stalled queue need fresh memory where a healthy one uses its pieces again, and a full queue copies nothing.

use std::hint::black_box;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::mem;
use std::thread;
use std::time::Duration;

use tower::{ServiceBuilder, service_fn};
use tracewell_benches::{Counting, Rounds, answer, round_trip};
use tracewell_log::{Batch, LogLayer, Output, Sink, Writer};
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Pipe(PipeWriter);

impl Sink for Pipe {
    fn name(&self) -> &'static str {
        "pipe"
    }

    fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
        self.0.write(batch.bytes())
    }
}

/// A writer into a pipe, and the pipe's other end.
fn writer(queue_bytes: usize) -> (Writer, PipeReader) {
    let (reader, pipe) = io::pipe().expect("a pipe");
    let builder = Writer::builder(Pipe(pipe)).queue_bytes(queue_bytes).drop_deadline(Duration::ZERO);
    let (writer, guard) = builder.start().expect("a thread");
    // Closing would tell what a stalled reader has made of the lines.
    mem::forget(guard);
    (writer, reader)
}

fn healthy() -> Writer {
    let (writer, mut reader) = writer(8 << 20);
    thread::spawn(move || {
        let mut bytes = vec![0; 64 << 10];
        while reader.read(&mut bytes).is_ok_and(|read| read > 0) {}
    });
    writer
}

fn stalled(queue_bytes: usize) -> Writer {
    let (writer, reader) = writer(queue_bytes);
    mem::forget(reader);
    writer
}

/// A queue that has no room left, behind a reader that has stopped.
fn full() -> Writer {
    let writer = stalled(1 << 20);
    while writer.stats().dropped() == 0 {
        writer.write(Level::INFO, &LINE);
    }
    writer
}

/// About as long as the line of a request.
static LINE: [u8; 360] = [b'x'; 360];

fn lines(output: impl Output) -> impl FnMut(u32) {
    move |repetitions| {
        for _ in 0..repetitions {
            output.write(Level::INFO, black_box(&LINE));
        }
    }
}

fn requests(output: impl Output + 'static) -> impl FnMut(u32) {
    let layer = LogLayer::new(Policy::installed().clone()).json(output);
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer));
    let mut service = ServiceBuilder::new().layer(tracewell::http::layer()).service(service_fn(answer));
    move |repetitions| {
        with_default(&dispatch, || {
            for _ in 0..repetitions {
                round_trip(&mut service);
            }
        });
    }
}

fn discard(_level: Level, line: &[u8]) {
    black_box(line);
}

/// Room for every line of a run.
const ROOMY: usize = 256 << 20;

fn main() {
    let healthy = healthy();
    let settle = || assert!(healthy.flush(Duration::from_secs(10)));
    let (roomy, full) = (stalled(ROOMY), full());
    let medians = Rounds::default()
        .waiting_too()
        .between(settle)
        .case("request, reader reads", requests(healthy.clone()))
        .case("request, reader has stopped", requests(roomy.clone()))
        .case("request, queue is full", requests(full.clone()))
        .case("request, line discarded", requests(discard))
        .run(2_000);
    println!(
        "stalled over healthy: {:.3}, full over healthy: {:.3}\n",
        medians[1] / medians[0],
        medians[2] / medians[0]
    );

    let medians = Rounds::default()
        .waiting_too()
        .between(settle)
        .case("line, reader reads", lines(healthy.clone()))
        .case("line, reader has stopped", lines(roomy.clone()))
        .case("line, queue is full", lines(full))
        .run(5_000);
    println!("stalled over healthy: {:.3}, full over healthy: {:.3}", medians[1] / medians[0], medians[2] / medians[0]);
    println!("lines lost: healthy {}, stalled with room {}", healthy.stats().dropped(), roomy.stats().dropped());
}
