//! What a unary gRPC call costs through the layer, next to the same service of tonic without it: over a connection on
//! loopback each, with tonic's client, both in the same rounds.
//!
//! "no line" is with the line refused by the filter; "json line" is with it, in a policy of production.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::hint::black_box;
use std::task::{Context as Task, Poll};
use std::thread;

use http::uri::PathAndQuery;
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
use tracewell_benches::{Counting, Rounds};
use tracewell_log::LogLayer;
use tracewell_redact::Policy;
use tracing::dispatcher::with_default;
use tracing::{Dispatch, Level};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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

fn calls(url: String) -> impl FnMut(u32) {
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

fn main() {
    let bare = server!(Identity::new(), refused());
    let no_line = server!(tracewell::http::layer(), refused());
    let json = server!(tracewell::http::layer(), json_line());
    let medians = Rounds::default()
        .waiting_too()
        .case("tonic", calls(bare))
        .case("with the layer, no line", calls(no_line))
        .case("with the layer, json line", calls(json))
        .run(2_000);
    println!("the layer, without the line: {:.3} of bare tonic (1.05 allowed)", medians[1] / medians[0]);
    println!("with the line: {:.3}", medians[2] / medians[0]);
}
