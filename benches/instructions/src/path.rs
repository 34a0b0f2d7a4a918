use std::convert::Infallible;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{self, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower::{Service, ServiceBuilder, service_fn};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId, with_current};
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy, Redact};
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

type Whole = Full<Bytes>;

/// Each path, going along it so many times.
pub(crate) const PATHS: &[(&str, fn(u64))] = &[
    ("context read", context_read),
    ("line, clean", line_clean),
    ("line, filtered", line_filtered),
    ("line, a secret in it", line_secret),
    ("event below the level", below_level),
    ("guard, clean", guard_clean),
    ("guard, rebuilt", guard_rebuilt),
    ("scan, prose", |times| scan(times, PROSE)),
    ("scan, ids and times", |times| scan(times, IDS)),
    ("scan, pairs", |times| scan(times, PAIRS)),
    ("scan, a short value", |times| scan(times, "eu-central-1-web-17a")),
    ("request, with its line", request_line),
    ("request, no log", request_bare),
];

const PROSE: &str = "The order was accepted and passed on to the warehouse, where two of the three parcels left on the same day; \
                     the third one waits for a part which the supplier has promised for the end of the coming week ok";
const IDS: &str = "request 018f2b6e-7c1a-7d3e-9b55-0242ac120002 started at 2026-11-22T03:15:00.123456Z on node-17 took 1234 ms, \
                   018f2b6e-7c1a-7d3e-9b55-0242ac120003 ended at 2026-11-22T03:15:01.123456Z with 200 and 5120 by";
const PAIRS: &str = "method=GET route=/v1/items/{id} status=200 duration_ms=12.5 request_bytes=0 response_bytes=5120 node=web-17 \
                     region=eu-central-1 version=1.2.3 attempt=1 queue=orders exchange=main outcome=ok cache_hit=true x";

struct Nothing;

impl<S: tracing::Subscriber> Layer<S> for Nothing {}

fn context() -> Context {
    let context = Context::new(CorrelationId::new("r-1").expect("valid"));
    let principal = Principal::new(TeamId::new("acme").expect("valid")).user(UserId::new("user-7").expect("valid"));
    context.bind(principal).expect("bound once");
    context
}

fn context_read(times: u64) {
    context().in_scope(|| {
        for _ in 0..times {
            black_box(with_current(|context| context.map(|context| context.correlation_id().as_str().len())));
        }
    });
}

fn event(number: u64, agent: &str) {
    tracing::info!(
        status = 200_u64,
        bytes = number,
        duration_ms = 12.75,
        cached = true,
        method = "GET",
        route = "/v1/items/{id}",
        agent,
        order = %format_args!("order-{number:06}"),
        "request handled"
    );
}

fn line_layer(policy: Policy) -> Dispatch {
    let layer = LogLayer::new(policy).json(|_level: Level, line: &[u8]| {
        black_box(line);
    });
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

fn allowing() -> Policy {
    let allowed = ["status", "bytes", "cached", "agent", "order", "client", "secure", "shard"];
    Policy::builder(Mode::Production).allow(allowed).build().expect("a policy")
}

/// Events inside of two spans and a context.
fn events(dispatch: &Dispatch, times: u64, emit: impl Fn(u64)) {
    with_default(dispatch, || {
        context().in_scope(|| {
            let outer = tracing::info_span!("request", client = "10.0.0.1", attempt = 1_u64, secure = true);
            let _outer = outer.enter();
            let inner = tracing::info_span!("handler", shard = 7_u64);
            let _inner = inner.enter();
            (0..times).for_each(emit);
        });
    });
}

fn line_clean(times: u64) {
    events(&line_layer(allowing()), times, |number| event(number, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)"));
}

fn line_filtered(times: u64) {
    events(&line_layer(Policy::production()), times, |number| {
        event(number, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)")
    });
}

fn line_secret(times: u64) {
    events(&line_layer(allowing()), times, |number| event(number, "said by alice.miller@example.com on Monday"));
}

fn below_level(times: u64) {
    events(&line_layer(allowing()), times, |number| tracing::debug!(number, "of no interest"));
}

fn guarded() -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(Redact::new(Policy::development(), Nothing)))
}

fn guard_clean(times: u64) {
    events(&guarded(), times, |number| {
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
    });
}

fn guard_rebuilt(times: u64) {
    events(&guarded(), times, |number| event(number, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)"));
}

fn scan(times: u64, text: &str) {
    let policy = Policy::development();
    let mut out = String::with_capacity(1024);
    for _ in 0..times {
        out.clear();
        let _ = black_box(policy.scrub_window(black_box(text), &mut out));
    }
}

async fn answer(_request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    Ok(Response::new(Full::new(Bytes::from_static(b"{\"id\":42}"))))
}

fn request_line(times: u64) {
    requests(&line_layer(Policy::production()), times);
}

fn request_bare(times: u64) {
    requests(&Dispatch::none(), times);
}

/// Requests through the whole stack, each from its making to the end of its body, polled as hyper would.
fn requests(dispatch: &Dispatch, times: u64) {
    Policy::production().install().expect("the first");
    let mut service = ServiceBuilder::new().layer(tracewell::http::layer()).service(service_fn(answer));
    let mut task = task::Context::from_waker(Waker::noop());
    with_default(dispatch, || {
        for _ in 0..times {
            let request =
                Request::get("/v1/items/42?fields=name").header("host", "items.example").body(Whole::default());
            let mut future = pin!(service.call(request.expect("well-formed")));
            let Poll::Ready(Ok(response)) = future.as_mut().poll(&mut task) else { unreachable!("never waits") };
            let mut body = pin!(response.into_body());
            while !body.is_end_stream() {
                if let Poll::Ready(None) = black_box(Pin::as_mut(&mut body).poll_frame(&mut task)) {
                    break;
                }
            }
        }
    });
}
