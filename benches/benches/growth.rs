//! How cost grows as work grows: with fields, with spans, with the length of a text, with threads; and a request's with its body.
//! Nanoseconds, medians of rounds in turn, time of the thread's own. Each table is a plot as well.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Barrier;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use rustix::time::{ClockId, clock_gettime};
use tower::{ServiceBuilder, service_fn};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultMakeSpan, DefaultOnRequest, DefaultOnResponse, TraceLayer};
use tracewell_benches::{Counting, Discard, Growth, Whole, event, events, order_line, round_trip};
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy};
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level, Span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn fmt_json() -> Dispatch {
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(|| Discard);
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

fn json_line() -> Dispatch {
    let layer = LogLayer::new(Policy::installed().clone()).json(|_level: Level, line: &[u8]| {
        black_box(line);
    });
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

const SINKS: [(&str, fn() -> Dispatch); 2] = [("fmt().json()", fmt_json), ("tracewell", json_line)];

/// Events of so many fields, every second of them a text.
fn fields(count: usize) -> fn(u32) {
    macro_rules! event_of {
        ($($name:ident = $value:expr),*) => {
            |repetitions| (0..repetitions).for_each(|number| {
                let _ = number;
                tracing::info!($($name = $value(number),)* "request handled");
            })
        };
    }
    fn number(number: u32) -> u64 {
        number.into()
    }
    fn text(_: u32) -> &'static str {
        "eu-central-1-web-17a"
    }
    match count {
        0 => event_of!(),
        2 => event_of!(a = number, b = text),
        4 => event_of!(a = number, b = text, c = number, d = text),
        8 => event_of!(a = number, b = text, c = number, d = text, e = number, f = text, g = number, h = text),
        16 => event_of!(
            a = number,
            b = text,
            c = number,
            d = text,
            e = number,
            f = text,
            g = number,
            h = text,
            i = number,
            j = text,
            k = number,
            l = text,
            m = number,
            n = text,
            o = number,
            p = text
        ),
        _ => event_of!(
            a = number,
            b = text,
            c = number,
            d = text,
            e = number,
            f = text,
            g = number,
            h = text,
            i = number,
            j = text,
            k = number,
            l = text,
            m = number,
            n = text,
            o = number,
            p = text,
            aa = number,
            bb = text,
            cc = number,
            dd = text,
            ee = number,
            ff = text,
            gg = number,
            hh = text,
            ii = number,
            jj = text,
            kk = number,
            ll = text,
            mm = number,
            nn = text,
            oo = number,
            pp = text
        ),
    }
}

fn by_fields() {
    let mut growth = Growth::new("cost of an event by its fields", "fields", &[0, 2, 4, 8, 16, 32]);
    for (name, sink) in SINKS {
        growth = growth.case(name, move |count| {
            let (dispatch, emit) = (sink(), fields(count));
            Box::new(move |repetitions| with_default(&dispatch, || emit(repetitions)))
        });
    }
    growth.run(10_000);
}

fn by_spans() {
    let mut growth = Growth::new("cost of an event by the spans around it", "spans of two fields", &[0, 1, 2, 4, 8]);
    for (name, sink) in SINKS {
        growth = growth.case(name, move |count| {
            let dispatch = sink();
            Box::new(move |repetitions| {
                with_default(&dispatch, || {
                    let mut spans: Vec<Span> = Vec::new();
                    for shard in 0..count {
                        let span = tracing::info_span!("handler", name = "get_item", shard);
                        dispatch.enter(&span.id().expect("enabled"));
                        spans.push(span);
                    }
                    (0..repetitions).for_each(|number| event(number.into()));
                    spans.iter().rev().for_each(|span| dispatch.exit(&span.id().expect("enabled")));
                });
            })
        });
    }
    growth.run(10_000);
}

fn by_length() {
    const PROSE: &str = "The order was accepted and passed on to the warehouse, where two of the three parcels left. ";
    let mut growth =
        Growth::new("cost of an event by the length of its text", "bytes", &[16, 64, 256, 1024, 4096, 16_384]);
    for (name, sink) in SINKS {
        growth = growth.case(name, move |bytes| {
            let (dispatch, text) = (sink(), PROSE.repeat(bytes / PROSE.len() + 1)[..bytes].to_owned());
            Box::new(move |repetitions| {
                with_default(&dispatch, || {
                    for _ in 0..repetitions {
                        tracing::info!(agent = black_box(text.as_str()), "request handled");
                    }
                });
            })
        });
    }
    growth.run(2000);
}

/// Nanoseconds of one event for a thread among so many, of its own time; the mean of the threads.
fn by_threads() {
    let mut growth = Growth::new("cost of an event by the threads that write", "threads", &[1, 2, 4, 8]);
    for (name, sink) in SINKS {
        growth = growth.timed(name, move |threads, repetitions| {
            let dispatch = sink();
            on_threads(threads, repetitions, || events(dispatch.clone(), event))
        });
    }
    // What shares nothing at all: two threads on the two halves of a core slow each other down.
    growth = growth.timed("serde_json of the same", |threads, repetitions| {
        on_threads(threads, repetitions, || {
            let mut out = Vec::with_capacity(1024);
            move |repetitions| (0..repetitions).for_each(|number| order_line(&mut out, number.into()))
        })
    });
    growth.run(10_000);
}

/// Each of so many threads prepares its work and does it; the mean of what they took.
fn on_threads<W: FnMut(u32)>(threads: usize, repetitions: u32, prepare: impl Fn() -> W + Sync) -> f64 {
    let start = Barrier::new(threads);
    let times: Vec<f64> = std::thread::scope(|scope| {
        let work = |_| {
            scope.spawn(|| {
                let mut work = prepare();
                // A thread's own buffers are made by its first events.
                work(repetitions / 4);
                start.wait();
                let begin = own_time();
                work(repetitions);
                own_time() - begin
            })
        };
        let running: Vec<_> = (0..threads).map(work).collect();
        running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    times.iter().sum::<f64>() / threads as f64 / f64::from(repetitions)
}

fn own_time() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 * 1e9 + spent.tv_nsec as f64
}

fn by_body() {
    let sizes = [0, 1024, 16_384, 262_144, 1_048_576];
    let answer = |bytes: usize| {
        let body = Bytes::from(vec![b'x'; bytes]);
        service_fn(move |_: Request<Whole>| {
            std::future::ready(Ok::<_, Infallible>(Response::new(Full::new(body.clone()))))
        })
    };
    Growth::new("cost of a request by the size of its answer", "bytes", &sizes)
        .case("tower-http, fmt().json()", move |bytes| {
            let dispatch = fmt_json();
            let mut service = ServiceBuilder::new()
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(
                    TraceLayer::new_for_http()
                        .make_span_with(DefaultMakeSpan::new().level(Level::INFO))
                        .on_request(DefaultOnRequest::new().level(Level::INFO))
                        .on_response(DefaultOnResponse::new().level(Level::INFO)),
                )
                .layer(PropagateRequestIdLayer::x_request_id())
                .service(answer(bytes));
            Box::new(move |repetitions| {
                with_default(&dispatch, || (0..repetitions).for_each(|_| round_trip(&mut service)));
            })
        })
        .case("tracewell", move |bytes| {
            let dispatch = json_line();
            let mut service = ServiceBuilder::new().layer(tracewell::http::layer()).service(answer(bytes));
            Box::new(move |repetitions| {
                with_default(&dispatch, || (0..repetitions).for_each(|_| round_trip(&mut service)));
            })
        })
        .run(2000);
}

fn main() {
    let mut allowed: Vec<String> = ('a'..='p').flat_map(|c| [c.to_string(), format!("{c}{c}")]).collect();
    allowed.extend(["status", "bytes", "cached", "agent", "order", "shard", "client", "secure"].map(str::to_owned));
    Policy::builder(Mode::Production).allow(allowed).build().expect("a policy").install().expect("the first");
    by_fields();
    by_spans();
    by_length();
    by_threads();
    by_body();
}
