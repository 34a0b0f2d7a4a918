//! What a unary gRPC call costs through the layer, next to the same service of tonic without it: a connection on loopback
//! each, tonic's client on one thread and the server on another, each in a runtime of that thread.
//!
//! "no line" is with the line refused by the filter; "json line" is with it, in a policy of production. "once more" is the
//! same as what all are compared with: what it differs by is noise.
//!
//! "floor" is a layer that does what every layer for correlation must, and nothing else: it takes the id from the metadata,
//! or makes one, and sets it on the answer. "one id" sets the same each time, which HTTP/2 sends as one byte once it knows it;
//! "never indexed" marks the value as sensitive, so that neither side keeps it.
//!
//! `GRPC=bare=2000` (`no_line`, `line`, `floor`) does so many calls and nothing else, for an instruction counter.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::task::{Context as Task, Poll};
use std::thread;

use http::header::HeaderValue;
use http::uri::PathAndQuery;
use rustix::time::{ClockId, clock_gettime};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Service};
use tonic::server::{NamedService, UnaryService};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::layer::util::Identity;
use tracewell_context::CorrelationId;
use tracewell_log::LogLayer;
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

#[derive(Clone, PartialEq, Eq, prost::Message)]
struct Text {
    #[prost(string, tag = "1")]
    text: String,
}

/// `echo.Echo` with one method, as generated code has it.
#[derive(Clone)]
struct Echo;

impl NamedService for Echo {
    const NAME: &'static str = "echo.Echo";
}

impl UnaryService<Text> for Echo {
    type Response = Text;
    type Future = Ready<Result<Response<Text>, Status>>;

    fn call(&mut self, request: Request<Text>) -> Self::Future {
        ready(Ok(Response::new(request.into_inner())))
    }
}

impl Service<http::Request<Body>> for Echo {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _task: &mut Task<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async { Ok(tonic::server::Grpc::new(ProstCodec::<Text, Text>::default()).unary(Self, request).await) })
    }
}

/// Which id the floor sets.
#[derive(Clone, Copy)]
enum Ids {
    Fresh,
    NeverIndexed,
    One,
}

/// The floor.
#[derive(Clone)]
struct Floor<S> {
    inner: S,
    ids: Ids,
}

impl<S, R> Service<http::Request<Body>> for Floor<S>
where
    S: Service<http::Request<Body>, Response = http::Response<R>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<S::Response, S::Error>;

    fn poll_ready(&mut self, task: &mut Task<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let sent = request.headers().get("x-request-id").and_then(|id| CorrelationId::new(id.to_str().ok()?).ok());
        let mut id = match (sent, self.ids) {
            (Some(id), _) => HeaderValue::from_str(id.as_str()).expect("an id fits"),
            (None, Ids::One) => HeaderValue::from_static("018f2b6e-7c1a-7d3e-9b55-0242ac120002"),
            (None, _) => HeaderValue::from_str(CorrelationId::generate().as_str()).expect("an id fits"),
        };
        id.set_sensitive(matches!(self.ids, Ids::NeverIndexed));
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            response.headers_mut().insert("x-request-id", id);
            Ok(response)
        })
    }
}

fn floor<S>(ids: Ids) -> impl tower::Layer<S, Service = Floor<S>> + Clone {
    tower::layer::layer_fn(move |inner| Floor { inner, ids })
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A server with this stack on a thread of its own, writing to `dispatch`; its URL.
macro_rules! server {
    ($stack:expr, $dispatch:expr) => {{
        let (told, heard) = std::sync::mpsc::channel();
        let (stack, dispatch) = ($stack, $dispatch);
        thread::spawn(move || {
            with_default(&dispatch, || {
                runtime().block_on(async move {
                    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                    told.send(listener.local_addr().expect("bound")).expect("somebody waits");
                    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
                    Server::builder().layer(stack).add_service(Echo).serve_with_incoming(incoming).await
                })
            })
        });
        format!("http://{}", heard.recv().expect("the server starts"))
    }};
}

fn calls_of(url: String) -> impl FnMut(u32) {
    let runtime = runtime();
    let channel: Channel = runtime
        .block_on(async { Endpoint::from_shared(url).expect("a URL").tcp_nodelay(true).connect().await })
        .expect("the server is there");
    let mut client = tonic::client::Grpc::new(channel);
    move |repetitions| {
        runtime.block_on(async {
            for _ in 0..repetitions {
                client.ready().await.expect("connected");
                let request = Request::new(Text { text: "twenty letters or so".to_owned() });
                let path = PathAndQuery::from_static("/echo.Echo/Once");
                let codec = ProstCodec::<Text, Text>::default();
                black_box(client.unary(request, path, codec).await.expect("an answer"));
            }
        });
    }
}

fn refused() -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::ERROR))
}

fn json_line() -> Dispatch {
    let layer = LogLayer::new(Policy::production()).json(|_level: Level, line: &[u8]| {
        black_box(line);
    });
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

/// One way to serve a call.
struct Case {
    name: &'static str,
    call: Box<dyn FnMut(u32)>,
    /// Of each round, a call: nanoseconds that passed, and that both processors worked on it.
    rounds: Vec<[f64; 2]>,
}

impl Case {
    fn new(name: &'static str, call: impl FnMut(u32) + 'static) -> Self {
        Self { name, call: Box::new(call), rounds: Vec::new() }
    }

    fn round(&mut self) {
        let clocks = [ClockId::Monotonic, ClockId::ProcessCPUTime];
        let begin = clocks.map(time);
        (self.call)(CALLS);
        let end = clocks.map(time);
        self.rounds.push([0, 1].map(|clock| (end[clock] - begin[clock]) / f64::from(CALLS)));
    }

    /// Of one clock, in every round, compared with another case in that same round.
    fn against(&self, other: &Self, clock: usize) -> Vec<f64> {
        self.rounds.iter().zip(&other.rounds).map(|(own, others)| own[clock] / others[clock]).collect()
    }

    fn times(&self, clock: usize) -> Vec<f64> {
        self.rounds.iter().map(|round| round[clock] / 1000.0).collect()
    }
}

/// Rounds, so many and so short that what else the machine does disturbs single ones, and all cases alike.
const ROUNDS: usize = 300;
const CALLS: u32 = 200;

fn time(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// The median, and in brackets the quartiles.
fn spread(mut values: Vec<f64>, digits: usize) -> String {
    values.sort_by(f64::total_cmp);
    let [first, median, third] = [1, 2, 3].map(|quarter| values[values.len() * quarter / 4]);
    format!("{median:.digits$} [{first:.digits$} {third:.digits$}]")
}

fn main() {
    // For an instruction counter: one case alone, so many calls.
    if let Some((case, calls)) = std::env::var("GRPC").ok().as_deref().and_then(|asked| asked.split_once('=')) {
        let url = match case {
            "bare" => server!(Identity::new(), refused()),
            "floor" => server!(floor(Ids::Fresh), refused()),
            "no_line" => server!(tracewell::http::layer(), refused()),
            _ => server!(tracewell::http::layer(), json_line()),
        };
        return calls_of(url)(calls.parse().expect("a number"));
    }
    let mut cases = [
        Case::new("tonic", calls_of(server!(Identity::new(), refused()))),
        Case::new("tonic, once more", calls_of(server!(Identity::new(), refused()))),
        Case::new("floor", calls_of(server!(floor(Ids::Fresh), refused()))),
        Case::new("floor, never indexed", calls_of(server!(floor(Ids::NeverIndexed), refused()))),
        Case::new("floor, one id", calls_of(server!(floor(Ids::One), refused()))),
        Case::new("with the layer, no line", calls_of(server!(tracewell::http::layer(), refused()))),
        Case::new("with the layer, json line", calls_of(server!(tracewell::http::layer(), json_line()))),
    ];
    for case in &mut cases {
        (case.call)(20 * CALLS);
    }
    for round in 0..ROUNDS {
        // Whoever comes after another has its caches: each case has each place as often.
        for place in 0..cases.len() {
            let case = (round + place) % cases.len();
            cases[case].round();
        }
    }
    println!("{:<28} {:>22} {:>22} {:>22} {:>22}", "", "us a call", "of tonic", "us of CPU", "of tonic");
    for case in &cases {
        let [wall, cpu] = [0, 1].map(|clock| (spread(case.times(clock), 1), spread(case.against(&cases[0], clock), 3)));
        println!("{:<28} {:>22} {:>22} {:>22} {:>22}", case.name, wall.0, wall.1, cpu.0, cpu.1);
    }
    println!(
        "median of {ROUNDS} rounds of {CALLS} calls [quartiles]; a ratio is of two neighbours of one round; 1.05 is allowed"
    );
}
