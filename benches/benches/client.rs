//! What the outbound client costs: over a service that answers at once, over a connection on loopback next to plain
//! reqwest with the same time-outs, and in memory for 50 MB with a preview.
//!
//! The ready service is called inside of a context with an id and a trace, as in a request, so that the layer adds both to
//! each call. "no line" is what it costs where the filter refuses the line; "json line" is with it, in a policy of production.

use std::convert::Infallible;
use std::hint::black_box;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn as hyper_service;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tower::{Layer, service_fn};
use tracewell_benches::{Counting, Rounds, answer, round_trip};
use tracewell_client::{Client, ClientLayer, Previews};
use tracewell_context::{Context, CorrelationId};
use tracewell_log::LogLayer;
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const BIG: usize = 50 * 1024 * 1024;
static WHOLE: LazyLock<Bytes> = LazyLock::new(|| vec![b'a'; BIG].into());

fn json_line() -> Dispatch {
    let layer = LogLayer::new(Policy::production()).json(|_level: Level, line: &[u8]| {
        black_box(line);
    });
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::INFO).with(layer))
}

fn refused() -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(LevelFilter::ERROR))
}

fn work() -> Context {
    let context = Context::new(CorrelationId::generate());
    context.set_trace_parent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().expect("well-formed"));
    context
}

fn ready_service() {
    let calls = |dispatch: Dispatch| {
        let mut client = ClientLayer::new("items").policy(Policy::production()).layer(service_fn(answer));
        move |repetitions: u32| {
            let context = work();
            with_default(&dispatch, || {
                context.in_scope(|| (0..repetitions).for_each(|_| round_trip(&mut client)));
            });
        }
    };
    let mut bare = service_fn(answer);
    let medians = Rounds::default()
        .case("ready service", move |repetitions| (0..repetitions).for_each(|_| round_trip(&mut bare)))
        .case("with the layer, no line", calls(refused()))
        .case("with the layer, json line", calls(json_line()))
        .run(5_000);
    println!("the layer without the line: {:.0} ns a call (1500 allowed)", medians[1] - medians[0]);
    println!("the layer with the line: {:.0} ns a call", medians[2] - medians[0]);
}

/// A server on a thread of its own.
fn server() -> SocketAddr {
    let (told, heard) = std::sync::mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            told.send(listener.local_addr().expect("bound")).expect("somebody waits");
            while let Ok((stream, _)) = listener.accept().await {
                let served = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), hyper_service(serve));
                tokio::task::spawn_local(served);
            }
        });
    });
    heard.recv().expect("the server starts")
}

async fn serve(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let big = request.uri().path() == "/big";
    let body = if big { WHOLE.clone() } else { Bytes::from_static(b"{\"id\":42}") };
    let kind = if big { "text/plain" } else { "application/json" };
    Ok(Response::builder().header("content-type", kind).body(Full::new(body)).expect("well-formed"))
}

fn runtime() -> LocalRuntime {
    LocalRuntime(Builder::new_current_thread().enable_all().build().expect("a runtime"))
}

/// A runtime for tasks that stay on their thread.
struct LocalRuntime(Runtime);

impl LocalRuntime {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let local = tokio::task::LocalSet::new();
        self.0.block_on(local.run_until(future))
    }
}

#[expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "what the client is compared with")]
fn plain() -> reqwest::Client {
    // Time-outs as the wrapper has them: without, it would be compared with a client that may hang.
    let (timeout, connect) = (Duration::from_secs(30), Duration::from_secs(10));
    reqwest::Client::builder().timeout(timeout).connect_timeout(connect).build().expect("a client")
}

/// By the time that passes, as it is wanted; and by the time of the client's thread, which a busy machine does not change.
fn loopback(address: SocketAddr, rounds: Rounds<'_>) -> f64 {
    let url = format!("http://{address}/v1/items/42?key=abc");
    let own = |dispatch: Dispatch, url: String| {
        let (client, runtime) =
            (Client::builder("items").policy(Policy::production()).build().expect("a client"), runtime());
        move |repetitions: u32| {
            with_default(&dispatch, || {
                runtime.block_on(async {
                    for _ in 0..repetitions {
                        let answer = client.get(&url).bearer_auth("abc").send().await.expect("an answer");
                        black_box(answer.bytes().await.expect("a body"));
                    }
                });
            });
        }
    };
    let (client, plain_runtime, plain_url) = (plain(), runtime(), url.clone());
    let medians = rounds
        .case("plain reqwest", move |repetitions| {
            plain_runtime.block_on(async {
                for _ in 0..repetitions {
                    let answer = client.get(&plain_url).bearer_auth("abc").send().await.expect("an answer");
                    black_box(answer.bytes().await.expect("a body"));
                }
            });
        })
        .case("wrapper, no line", own(refused(), url.clone()))
        .case("wrapper, json line", own(json_line(), url))
        .run(400);
    println!("the wrapper over plain reqwest: {:.3} (1.05 allowed)", medians[1] / medians[0]);
    println!("the same with the line: {:.3}", medians[2] / medians[0]);
    medians[1] - medians[0]
}

/// The most memory that the process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn big_body(address: SocketAddr) {
    let runtime = runtime();
    // Previews need a process of development.
    Policy::development().install().expect("the first one");
    let client = Client::builder("big").policy(Policy::development()).previews(Previews::up_to(2048));
    let client = client.build().expect("a client");
    let read = async |path: &str| {
        let mut answer = client.get(format!("http://{address}{path}")).send().await.expect("an answer");
        let mut bytes = 0;
        while let Some(chunk) = answer.chunk().await.expect("a body") {
            bytes += chunk.len();
        }
        bytes
    };
    with_default(&json_line(), || {
        runtime.block_on(async {
            read("/small").await;
            LazyLock::force(&WHOLE);
            let before = peak();
            assert_eq!(read("/big").await, BIG);
            println!("50 MB with a preview: {} KiB more at the peak", peak() - before);
        });
    });
}

fn main() {
    ready_service();
    // Before the bodies of the other cases: a peak never goes down.
    let address = server();
    big_body(address);
    loopback(address, Rounds::default().waiting_too());
    println!("\nthe client's thread alone:");
    println!("the wrapper itself: {:.0} ns a call", loopback(address, Rounds::default()));
}
