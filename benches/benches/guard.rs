//! The guard over a layer that does nothing: what cleaning costs by itself. And the look for a callsite's plan, with one
//! thread and with eight.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use tracewell_benches::{Counting, Rounds};
use tracewell_redact::{CallsiteCache, Mode, Policy, Redact};
use tracing::Dispatch;
use tracing::callsite::{Callsite, Identifier};
use tracing::dispatcher::with_default;
use tracing::field::FieldSet;
use tracing::metadata::{Kind, Level, Metadata};
use tracing::subscriber::Interest;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Nothing;

impl<S: tracing::Subscriber> Layer<S> for Nothing {}

struct Order(u64);

impl std::fmt::Display for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "order-{:06}", self.0)
    }
}

/// Eight fields and a message, one of them to be formatted, as in the bench of the line.
fn mixed(number: u64) {
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = "GET",
        route = "/v1/items/{id}",
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
        order = %Order(number),
        "request handled"
    );
}

/// Nothing in it has to be formatted, so it passes as it is if it is clean.
fn plain(number: u64) {
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = "GET",
        route = "/v1/items/{id}",
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
        order = "order-000001",
        message = "request handled",
    );
}

/// The same with texts that were not said before.
fn plain_new(number: u64) {
    let mut text = *b"order-000000 of a customer";
    let mut rest = number;
    for digit in text[6..12].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let text = std::str::from_utf8(&text).unwrap_or_default();
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = text,
        route = text.get(1..).unwrap_or_default(),
        agent = text.get(2..).unwrap_or_default(),
        order = text.get(3..).unwrap_or_default(),
        message = "request handled",
    );
}

fn events(layer: impl Layer<Registry> + Send + Sync, emit: fn(u64)) -> impl FnMut(u32) {
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer));
    move |repetitions| {
        with_default(&dispatch, || {
            let outer = tracing::info_span!("request", client = "10.0.0.1", attempt = 1_u64, secure = true);
            let _outer = outer.enter();
            for number in 0..repetitions {
                emit(number.into());
            }
        });
    }
}

struct Site;

impl Callsite for Site {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        &METADATA
    }
}

static SITE: Site = Site;
static METADATA: Metadata<'static> = metadata();

const fn metadata() -> Metadata<'static> {
    Metadata::new("event", "bench", Level::INFO, None, None, None, FieldSet::new(&[], Identifier(&SITE)), Kind::EVENT)
}

/// Nanoseconds of a look, the median over the threads, each of which looks for 300 callsites in turn.
fn look_up(cache: &CallsiteCache<u64>, sites: &'static [Metadata<'static>], threads: usize) -> f64 {
    const LOOKS: u32 = 30_000_000;
    let start = Barrier::new(threads);
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let look = |_| {
            scope.spawn(|| {
                start.wait();
                let begin = thread_time();
                for site in sites.iter().cycle().take(LOOKS as usize) {
                    black_box(cache.with(black_box(site), || 7, |value| *value));
                }
                (thread_time() - begin) / f64::from(LOOKS)
            })
        };
        let threads: Vec<_> = (0..threads).map(look).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Nanoseconds that this thread has run: threads may be more than processors.
fn thread_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let run = stat.split(' ').next().and_then(|run| run.parse().ok());
    run.unwrap_or_else(|| {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e9
    })
}

fn main() {
    let allowed = ["status", "bytes", "cached", "agent", "order"];
    let strict = Policy::builder(Mode::Production).allow(allowed).build().expect("no sensitive names");
    let medians = Rounds::default()
        .case("no guard", events(Nothing, mixed))
        .case("nothing to format, clean", events(Redact::new(strict.clone(), Nothing), plain))
        .case("nothing to format, new texts", events(Redact::new(strict.clone(), Nothing), plain_new))
        .case("formatted, clean", events(Redact::new(strict.clone(), Nothing), mixed))
        .case("most filtered", events(Redact::new(Policy::production(), Nothing), mixed))
        .case("development", events(Redact::new(Policy::development(), Nothing), mixed))
        .case("in a vector", events(Redact::all(strict, vec![Nothing.boxed()]), mixed))
        .run(50_000);
    println!("over no guard: {:.0} ns clean, {:.0} ns rebuilt", medians[1] - medians[0], medians[3] - medians[0]);

    let sites: &'static [Metadata<'static>] = Vec::leak((0..300).map(|_| metadata()).collect());
    let cache = CallsiteCache::new();
    for threads in [1, 8] {
        println!("look for a plan, {threads} threads: {:.2} ns", look_up(&cache, sites, threads));
    }
}
