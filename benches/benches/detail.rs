//! What it costs a request that DEBUG lines are kept in case it fails, and it does not.
//!
//! One GET through the HTTP stack of a service that has started as the environment says. Its handler writes one line at
//! INFO, and some at DEBUG with three fields each; then there is the terminal event. Telemetry is one a process, so each
//! case is a process of its own, with its lines thrown away, and tells by standard error how long its requests took:
//!
//! * "INFO only": `LOG_LEVEL` is unset, and so DEBUG costs next to nothing;
//! * "kept": `LOG_BUFFER_DEBUG` names the target, and every request succeeds;
//! * "all written": `LOG_LEVEL=debug`.

use std::convert::Infallible;
use std::env;
use std::hint::black_box;
use std::process::{Command, Stdio};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use rustix::time::{ClockId, clock_gettime};
use tower::{Layer, service_fn};
use tracewell_benches::{Whole, round_trip};

const LINES: &str = "TRACEWELL_BENCH_LINES";
const REQUESTS: u32 = 2_000;
const ROUNDS: usize = 9;

const CASES: [(&str, &[(&str, &str)]); 3] =
    [("INFO only", &[]), ("kept", &[("LOG_BUFFER_DEBUG", "detail")]), ("all written", &[("LOG_LEVEL", "debug")])];

fn main() {
    if let Ok(lines) = env::var(LINES) {
        return serve(lines.parse().expect("a number"));
    }
    for lines in [1, 4, 10] {
        let mut medians = [[0.0; ROUNDS]; CASES.len()];
        for round in 0..ROUNDS {
            for ((_, variables), nanoseconds) in CASES.iter().zip(&mut medians) {
                nanoseconds[round] = run(lines, variables);
            }
        }
        let medians = medians.map(|mut nanoseconds| {
            nanoseconds.sort_by(f64::total_cmp);
            nanoseconds[ROUNDS / 2]
        });
        println!("{lines} DEBUG lines a request, all of which succeed:");
        for ((name, _), nanoseconds) in CASES.iter().zip(medians) {
            println!("  {name:12} {nanoseconds:8.0} ns  {:.2}", nanoseconds / medians[0]);
        }
    }
}

fn run(lines: u32, variables: &[(&str, &str)]) -> f64 {
    let output = Command::new(env::current_exe().expect("there is one"))
        .env(LINES, lines.to_string())
        .env("ENVIRONMENT", "production")
        .envs(variables.iter().copied())
        .stdout(Stdio::null())
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    told.trim().parse().unwrap_or_else(|_| panic!("{told}"))
}

/// Tells how many nanoseconds of its thread a request took.
fn serve(lines: u32) {
    let telemetry = tracewell::init!().expect("nobody else is there");
    let mut service = tracewell::http::layer().layer(service_fn(move |_: Request<Whole>| async move {
        tracing::info!(target: "detail", order = 7, "placed");
        for attempt in 0..lines {
            tracing::debug!(target: "detail::db", attempt, rows = 3, table = "orders", "read");
        }
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"{}"))))
    }));
    let mut fastest = f64::MAX;
    for _ in 0..5 {
        let begin = now();
        for _ in 0..REQUESTS {
            round_trip(black_box(&mut service));
        }
        fastest = fastest.min((now() - begin) as f64 / f64::from(REQUESTS));
        let _ = telemetry.flush(std::time::Duration::from_secs(5));
    }
    drop(telemetry);
    eprintln!("{fastest}");
}

fn now() -> i64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}
