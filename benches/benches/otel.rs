//! What OpenTelemetry costs on the threads of requests: with a collector that answers and one that does not, behind the
//! guard and without it, and where nothing is sampled. The thread that exports is not counted; its memory is.
//!
//! "off" is the line alone, without spans, as it is where nobody asks for OpenTelemetry. The guard is composed as `init!`
//! does it where no sink is somebody else's. "SDK" is what a service has without tracewell: `tracing-opentelemetry` with
//! the SDK's own batches.

use std::fmt::Debug;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};
use tower::{Service, ServiceBuilder, service_fn};
use tracewell::correlation::CorrelationLayer;
use tracewell::http::TerminalLayer;
use tracewell_benches::{Counting, Rounds, Whole, answer, round_trip};
use tracewell_log::{LogLayer, TraceIds};
use tracewell_otel::{Otel, Service as Named, Settings, active_ids};
use tracewell_redact::{Policy, Redact};
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::Registry;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

type Sink = Box<dyn Layer<Registry> + Send + Sync>;

/// Takes everything, and answers or not.
fn collector(answers: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream, answers));
        }
    });
    address
}

fn serve(mut stream: TcpStream, answers: bool) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if line == "\r\n" {
                break;
            }
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).ok()?;
        if !answers {
            std::thread::sleep(Duration::from_secs(3600));
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()?;
    }
}

/// One for all, as in a service: what one layer has found clean is known to the next.
fn policy() -> Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(Policy::production).clone()
}

fn otel(address: SocketAddr, variables: &[(&str, &str)]) -> Otel {
    let reading = Settings::read(|name| match name {
        "ENABLE_OPENTELEMETRY" => Some("true".to_owned()),
        "OTEL_EXPORTER_OTLP_ENDPOINT" => Some(format!("http://{address}")),
        "OTEL_METRICS_EXPORTER" => Some("none".to_owned()),
        name => variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
    });
    let settings = reading.settings.expect("it is on");
    Otel::start(&settings, &Named::new("bench", "0"), &policy()).expect("a thread")
}

fn line() -> LogLayer {
    LogLayer::new(policy()).json(|_level: Level, line: &[u8]| {
        black_box(line);
    })
}

/// Throws away what it gets.
#[derive(Debug)]
struct Nowhere;

impl SpanExporter for Nowhere {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        black_box(batch);
        Ok(())
    }
}

/// The line alone.
fn off() -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(line()).with(LevelFilter::INFO))
}

/// The line and the exporters behind one guard.
fn on(otel: &Otel) -> Dispatch {
    let ids = || active_ids().and_then(|(trace, span)| TraceIds::new(trace, span));
    let sinks: Vec<Sink> =
        vec![otel.layer().expect("something to export"), Box::new(line().trace_ids(ids).behind_guard())];
    let guarded = Redact::new(policy(), sinks).filters_by_metadata();
    Dispatch::new(tracing_subscriber::registry().with(guarded).with(LevelFilter::INFO))
}

macro_rules! stack {
    ($span:expr, $records:expr) => {
        ServiceBuilder::new()
            .layer(CorrelationLayer::new(policy()))
            .layer(TerminalLayer::new(policy()).span($span).span_if($records))
            .service(service_fn(answer))
    };
}

fn requests<S, B>(dispatch: Dispatch, mut service: S) -> impl FnMut(u32)
where
    S: Service<Request<Whole>, Response = Response<B>>,
    S::Error: Debug,
    B: Body<Data = Bytes>,
{
    move |repetitions| {
        with_default(&dispatch, || {
            for _ in 0..repetitions {
                round_trip(&mut service);
            }
        });
    }
}

/// A span with an event in it, eight fields in all.
fn span_and_event(dispatch: Dispatch) -> impl FnMut(u32) {
    move |repetitions| {
        with_default(&dispatch, || {
            for number in 0..repetitions {
                let span = tracing::info_span!("work", stage = "identity.external", attempt = number, cache_hit = true);
                span.in_scope(|| {
                    tracing::info!(
                        status_code = 200,
                        duration_ms = 1.25,
                        service = "geo",
                        outcome = "ok",
                        "a line of text with {} in it",
                        number
                    );
                });
            }
        });
    }
}

/// Resident bytes of the process.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

fn main() {
    let (live, dead) = (collector(true), collector(false));
    let out = [("OTEL_TRACES_SAMPLER", "always_off"), ("OTEL_LOGS_EXPORTER", "none")];
    // The first of a process is the one that is asked before a span is opened.
    let sampled_out = otel(live, &out);
    let (answered, unanswered) = (otel(live, &[]), otel(dead, &[]));
    let medians = Rounds::default()
        .case("off", requests(off(), stack!(false, |_| true)))
        .case("traces, sampled out, each with its span", requests(on(&sampled_out), stack!(true, |_| true)))
        .case("traces, sampled out", requests(on(&sampled_out), stack!(true, tracewell_otel::records)))
        .case("traces and logs, live collector", requests(on(&answered), stack!(true, |_| true)))
        .case("traces and logs, dead collector", requests(on(&unanswered), stack!(true, |_| true)))
        .run(5_000);
    let [off, _, sampled_out, live_request, dead_request] = medians[..] else { unreachable!("five cases") };
    println!("dead collector over live one: {:.3}", dead_request / live_request);
    println!("sampled out over off: {:.3}", sampled_out / off);

    for (signals, variables) in [("traces", &[("OTEL_LOGS_EXPORTER", "none")][..]), ("traces and logs", &[])] {
        let (alone, behind) = (otel(live, variables), otel(live, variables));
        let guarded = Redact::new(policy(), behind.layer::<Registry>().expect("traces")).filters_by_metadata();
        let sdk = SdkTracerProvider::builder().with_batch_exporter(Nowhere).build();
        let others = tracing_opentelemetry::layer().with_tracer(sdk.tracer("bench"));
        let registry = tracing_subscriber::registry;
        let medians = Rounds::default()
            .case("a span and an event", span_and_event(Dispatch::new(registry().with(alone.layer::<Registry>()))))
            .case("the same behind the guard", span_and_event(Dispatch::new(registry().with(guarded))))
            .case("the same by the SDK, traces alone", span_and_event(Dispatch::new(registry().with(others))))
            .run(5_000);
        let [bare, guarded, others] = medians[..] else { unreachable!("three cases") };
        println!("guard and layer over layer, {signals}: {:.3}", guarded / bare);
        println!("guard and layer, {signals}, over the SDK: {:.3}", guarded / others);
    }

    let mut work = requests(on(&unanswered), stack!(true, |_| true));
    work(10_000);
    let before = resident();
    work(100_000);
    println!("100000 requests, dead collector: {} KiB more", resident().saturating_sub(before) / 1024);
}
