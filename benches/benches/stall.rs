//! What watching a request for stalls costs, without a log around it: the same stack with and without, in many short turns.

use std::time::Duration;

use tower::{ServiceBuilder, service_fn};
use tracewell_benches::{Counting, Rounds, answer, round_trip};
use tracewell_redact::{Mode, Policy};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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
    let off = |t: tracewell::http::TerminalLayer| t.stall_after(Duration::ZERO);
    match only.as_deref() {
        Some("on") => requests!(|t| t)(20_000),
        Some("off") => requests!(off)(20_000),
        _ => {
            let mut rounds = Rounds::default();
            for _ in 0..8 {
                rounds = rounds.case("watched", requests!(|t| t)).case("not watched", requests!(off));
            }
            let mut medians = rounds.run(4_000);
            let mut differences: Vec<f64> = medians.chunks_mut(2).map(|pair| pair[0] - pair[1]).collect();
            differences.sort_by(f64::total_cmp);
            println!(
                "stall watching, a request: {differences:.1?} ns, median {:.1}",
                differences[differences.len() / 2]
            );
        }
    }
}
