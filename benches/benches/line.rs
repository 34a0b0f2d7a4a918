//! One event of eight fields and a message inside two entered spans with five fields, three ids in context; the line is
//! made and thrown away.

use std::hint::black_box;
use std::sync::LazyLock;

use tracewell_benches::{Counting, Discard, Order, Rounds, event, events, order_line};
use tracewell_log::{LogLayer, PrettyFormat};
use tracewell_redact::{CallsiteCache, Mode, Policy};
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Metadata, info_span};
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn discard(_level: tracing::Level, line: &[u8]) {
    black_box(line);
}

/// The same event, but with hardly any text that was logged before.
fn fresh_event(number: u64) {
    static TEXTS: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..4096).map(|n| format!("text {n:04} of the eleven thousand or so")).collect());
    let text = |salt: u64, length: usize| &TEXTS[(number * 8 + salt) as usize % TEXTS.len()][..length];
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = text(0, 9),
        route = text(1, 14),
        agent = text(2, 38),
        order = %Order(number),
        "{}", text(3, 15)
    );
}

fn floor(repetitions: u32) {
    let mut out = Vec::with_capacity(1024);
    (0..repetitions).for_each(|number| order_line(&mut out, number.into()));
}

fn fmt_json() -> Dispatch {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(|| Discard);
    Dispatch::new(tracing_subscriber::registry().with(layer))
}

fn fmt_text() -> Dispatch {
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Discard);
    Dispatch::new(tracing_subscriber::registry().with(layer))
}

fn own(layer: LogLayer) -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(layer))
}

struct Nothing;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Nothing {}

/// Looks up a handful of callsites in turn, so many times.
fn look_up(cache: &CallsiteCache<usize>, repetitions: u32) {
    let sites = sites();
    for site in sites.iter().cycle().take(repetitions as usize) {
        black_box(cache.with(site, || site.name().len(), |length| *length));
    }
}

fn sites() -> Vec<&'static Metadata<'static>> {
    let spans = || {
        let spans = [
            info_span!("a"),
            info_span!("b"),
            info_span!("c"),
            info_span!("d"),
            info_span!("e"),
            info_span!("f"),
            info_span!("g"),
            info_span!("h"),
        ];
        spans.iter().filter_map(tracing::Span::metadata).collect()
    };
    with_default(&Dispatch::new(tracing_subscriber::registry()), spans)
}

fn main() {
    let allowed = ["status", "bytes", "cached", "agent", "order", "name", "shard", "client", "secure"];
    let strict = Policy::builder(Mode::Production).allow(allowed).build().expect("no sensitive names");
    let permissive = Policy::development();
    let medians = Rounds::default()
        .case("fmt json, flattened", events(fmt_json(), event))
        .case("fmt text", events(fmt_text(), event))
        .case("serde_json of the same", floor)
        .case("no output", events(Dispatch::new(tracing_subscriber::registry().with(Nothing)), event))
        .case("json", events(own(LogLayer::new(permissive.clone()).json(discard)), event))
        .case("json, strict, all allowed", events(own(LogLayer::new(strict).json(discard)), event))
        .case("json, strict, most filtered", events(own(LogLayer::new(Policy::production()).json(discard)), event))
        .case("fmt json, new texts", events(fmt_json(), fresh_event))
        .case("json, new texts", events(own(LogLayer::new(permissive.clone()).json(discard)), fresh_event))
        .case("pretty", events(own(LogLayer::new(permissive.clone()).pretty(PrettyFormat::new(), discard)), event))
        .run(20_000);
    println!("json over fmt json: {:.3}, with new texts {:.3}", medians[4] / medians[0], medians[8] / medians[7]);

    let cache = CallsiteCache::new();
    Rounds::default()
        .case("look-up of a callsite", |repetitions| look_up(&cache, repetitions))
        .case("the same on each of 8 threads", |repetitions| {
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| look_up(&cache, repetitions / 8));
                }
            });
        })
        .run(8_000_000);
}
