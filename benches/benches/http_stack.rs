//! One GET through a stack of layers over a handler that answers at once, with everything that the stack writes about
//! it; the request is built, and its response body read to the end, in each case.
//!
//! The stacks are compared whole, not piece by piece. What differs:
//!
//! * tower-http makes a random id (UUIDv4), copies it to the response, opens a span (`method`, `uri`, `version`) and
//!   writes two events in it: started, and finished at the head of the response (`latency`, `status`). The id is on
//!   neither of them.
//! * tracewell makes an id that sorts by time (UUIDv7), echoes it, catches panics, and writes one event at the end of
//!   the body (method, path, status, bytes, duration, time to the first byte), with the id on it, and no span.
//!
//! "json line" is the same sink for both: same policy (production), which allows the fields of both, so that neither is
//! spared the formatting of a filtered value.
//!
//! Two rows are the floor of it, written by hand for this one service: the id is taken from the header or made, echoed,
//! and current in a context while the handler runs; "and line" writes the same event with the same fields. They catch no
//! panic, watch no body and tell nothing of a client that goes, and nobody but the handler finds the context.
//!
//! Of the rows that fail every request is answered with 500: with the terminal event at ERROR alone, or with the line of
//! its error before that.
//!
//! `MakeRequestUuid` takes its random bits from uuid's default source, which asks the system for each id. Features
//! unify, and tracewell's build has uuid's `fast-rng`; so the peer is measured with the id it has alone, and with the one
//! that it gets here.

use std::convert::Infallible;
use std::fmt::Debug;
use std::hint::black_box;
use std::io;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body::Body;
use tower::{Service, ServiceBuilder, service_fn};
use tower_http::request_id::{MakeRequestId, MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::{DefaultMakeSpan, DefaultOnRequest, DefaultOnResponse, TraceLayer};
use tracewell_benches::{Counting, Rounds, Whole, answer, round_trip};
use tracewell_context::{Context, CorrelationId, scope};
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy};
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Discard;

impl io::Write for Discard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fmt_json() -> Dispatch {
    let layer = tracing_subscriber::fmt::layer().json().with_writer(|| Discard);
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

fn json_line() -> Dispatch {
    let layer = LogLayer::new(Policy::installed().clone()).json(|_level: Level, line: &[u8]| {
        black_box(line);
    });
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

/// The requests of one round, with `dispatch` as the subscriber of the thread.
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

/// `MakeRequestUuid` of a build without `fast-rng`, step by step.
#[derive(Clone)]
struct SystemUuid;

impl MakeRequestId for SystemUuid {
    fn make_request_id<B>(&mut self, _request: &Request<B>) -> Option<RequestId> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has random bits");
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
        Some(RequestId::new(id.to_string().parse().expect("a header")))
    }
}

macro_rules! tower_http {
    ($make_id:expr) => {
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id($make_id))
            .layer(
                TraceLayer::new_for_http()
                    .make_span_with(DefaultMakeSpan::new().level(Level::INFO))
                    .on_request(DefaultOnRequest::new().level(Level::INFO))
                    .on_response(DefaultOnResponse::new().level(Level::INFO)),
            )
            .layer(PropagateRequestIdLayer::x_request_id())
            .service(service_fn(answer))
    };
}

macro_rules! tracewell {
    ($adjust:expr) => {
        tracewell!($adjust, answer)
    };
    ($adjust:expr, $handler:expr) => {
        ServiceBuilder::new().layer(tracewell::http::layer().adjust($adjust)).service(service_fn($handler))
    };
}

/// The least that does the contract's work: id, header, context.
async fn by_hand(request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    let (id, _) = identify(&request);
    let context = Context::of_request(Some(id), request.method().as_str(), request.uri().path());
    let mut response = scope(context.clone(), answer(request)).await?;
    let echoed = HeaderValue::from_str(context.correlation_id().as_str()).expect("an id fits");
    response.headers_mut().insert(X_REQUEST_ID, echoed);
    Ok(response)
}

/// The same, and its line.
async fn by_hand_and_line(request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    let (id, began) = identify(&request);
    let context = Context::of_request(Some(id), request.method().as_str(), request.uri().path());
    let mut response = scope(context.clone(), answer(request)).await?;
    let echoed = HeaderValue::from_str(context.correlation_id().as_str()).expect("an id fits");
    response.headers_mut().insert(X_REQUEST_ID, echoed);
    let took = || began.elapsed().as_micros() as f64 / 1000.0;
    let first = took();
    context.in_scope(|| {
        tracing::info!(
            target: "tracewell::http",
            message = "request_completed",
            method = context.method(),
            path = context.path(),
            status_code = response.status().as_u16(),
            duration_ms = took(),
            ttfb_ms = first,
            response_bytes = response.body().size_hint().exact(),
        );
    });
    Ok(response)
}

fn identify(request: &Request<Whole>) -> (CorrelationId, Instant) {
    let sent = request.headers().get("x-request-id").and_then(|id| CorrelationId::new(id.to_str().ok()?).ok());
    (sent.unwrap_or_else(CorrelationId::generate), Instant::now())
}

/// A handler that answers with 500 and gives no reason.
async fn unexplained(request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    let mut response = answer(request).await?;
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    Ok(response)
}

/// One that reports the error first.
async fn reported(request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    tracewell::failure::server_error(500, "std::io::Error", &io::Error::from(io::ErrorKind::TimedOut), None);
    unexplained(request).await
}

fn main() {
    let policy = Policy::builder(Mode::Production).allow(["uri", "version", "latency", "status"]).build();
    policy.expect("no sensitive names").install().expect("the first");
    let medians = Rounds::default()
        .case("no layers", requests(Dispatch::none(), service_fn(answer)))
        .case("floor: id and header by hand", requests(Dispatch::none(), service_fn(by_hand)))
        .case("floor: id, header and line by hand", requests(json_line(), service_fn(by_hand_and_line)))
        .case("tower-http, tracing off", requests(Dispatch::none(), tower_http!(SystemUuid)))
        .case("tower-http, tracing off, fast-rng", requests(Dispatch::none(), tower_http!(MakeRequestUuid)))
        .case("tower-http, fmt json", requests(fmt_json(), tower_http!(SystemUuid)))
        .case("tower-http, json line", requests(json_line(), tower_http!(SystemUuid)))
        .case("tower-http, json line, fast-rng", requests(json_line(), tower_http!(MakeRequestUuid)))
        .case("tracewell, fmt json", requests(fmt_json(), tracewell!(|terminal| terminal)))
        .case("tracewell, json line", requests(json_line(), tracewell!(|terminal| terminal)))
        .case("the same, no stall watch", requests(json_line(), tracewell!(|t| t.stall_after(Duration::ZERO))))
        .case("tracewell, no log", requests(Dispatch::none(), tracewell!(|terminal| terminal)))
        .case("no log, no stall watch", requests(Dispatch::none(), tracewell!(|t| t.stall_after(Duration::ZERO))))
        .case("no log, 1 % of successes", requests(Dispatch::none(), tracewell!(|t| t.sample_success(0.01))))
        .case("tracewell, json line, all fail", requests(json_line(), tracewell!(|t| t, unexplained)))
        .case("the same, with a line for the error", requests(json_line(), tracewell!(|t| t, reported)))
        .run(5_000);
    let [bare, floor, floor_line, tower_off, tower_off_fast, tower_fmt, tower_line, tower_fast, ref ours @ ..] =
        medians[..]
    else {
        unreachable!("eight cases of others")
    };
    let &[own_fmt, own_line, unwatched_line, own, unwatched, _, failing, reporting] = ours else {
        unreachable!("eight of ours")
    };
    println!("tracewell over tower-http, both with the json line: {:.3}", own_line / tower_line);
    println!("the same, with fast-rng: {:.3}", own_line / tower_fast);
    println!("the first, over the bare service: {:.3}", (own_line - bare) / (tower_line - bare));
    println!("tracewell over tower-http, both with fmt json: {:.3}", own_fmt / tower_fmt);
    println!("tracewell with the json line over tower-http with fmt json: {:.3}", own_line / tower_fmt);
    println!("the floor, over tower-http with fmt json: {:.3}", floor_line / tower_fmt);
    println!(
        "without a log, over tower-http with tracing off: {:.3}, with fast-rng: {:.3}; the floor: {:.3}",
        own / tower_off,
        own / tower_off_fast,
        floor / tower_off
    );
    println!(
        "all fail, over none: {:.3}, with a line for the error: {:.3} (3 allowed)",
        failing / own_line,
        reporting / own_line
    );
    println!(
        "stall watching, a request: {:.1} ns with the json line, {:.1} ns without a log",
        own_line - unwatched_line,
        own - unwatched
    );
}
