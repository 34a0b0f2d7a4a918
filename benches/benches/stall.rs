//! What watching a request for stalls costs, without a log around it: the same stack with and without, in many short turns.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tower::{ServiceBuilder, service_fn};
use tracewell_benches::{answer, round_trip};
use tracewell_redact::{Mode, Policy};

macro_rules! requests {
    ($adjust:expr) => {{
        let mut service =
            ServiceBuilder::new().layer(tracewell::http::layer().adjust($adjust)).service(service_fn(answer));
        move |repetitions| (0..repetitions).for_each(|_| round_trip(&mut service))
    }};
}

fn main() {
    Policy::builder(Mode::Production).build().expect("the default").install().expect("the first");
    let only = std::env::var("STALL").ok();
    // `STALL=on` (`off`) does so many requests and nothing else, for an instruction counter.
    let off = |t: tracewell::http::TerminalLayer| t.stall_after(Duration::ZERO);
    match only.as_deref() {
        Some("on") => requests!(|t| t)(20_000),
        Some("off") => requests!(off)(20_000),
        _ => compare(&mut [(); 2].map(|()| requests!(|t| t)), &mut [(); 2].map(|()| requests!(off))),
    }
}

/// Turns, so many and so short that what else the machine does disturbs single ones, and both sides alike.
const TURNS: usize = 3_000;
const REQUESTS: u32 = 200;

/// Each turn has one service of each side, and the order changes: watched, not, not, watched.
fn compare(watched: &mut [impl FnMut(u32)], unwatched: &mut [impl FnMut(u32)]) {
    let mut differences = Vec::with_capacity(TURNS);
    let mut whole = Vec::with_capacity(TURNS);
    for turn in 0..TURNS {
        let (on, off) = (&mut watched[turn / 2 % 2], &mut unwatched[turn / 2 % 2]);
        let (with, without) = if turn % 2 == 0 { (time(on), time(off)) } else { swapped(time(off), time(on)) };
        differences.push(with - without);
        whole.push(without);
    }
    println!("a request that is not watched: {} ns", spread(&mut whole));
    println!("watching it: {} ns more (20 allowed)", spread(&mut differences));
}

fn swapped(first: f64, second: f64) -> (f64, f64) {
    (second, first)
}

/// Nanoseconds of this thread a request.
fn time(requests: &mut impl FnMut(u32)) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
    };
    let begin = now();
    requests(REQUESTS);
    (now() - begin) / f64::from(REQUESTS)
}

/// The median, and in brackets the quartiles.
fn spread(values: &mut [f64]) -> String {
    values.sort_by(f64::total_cmp);
    let [first, median, third] = [1, 2, 3].map(|quarter| values[values.len() * quarter / 4]);
    format!("{median:.1} [{first:.1} {third:.1}]")
}
