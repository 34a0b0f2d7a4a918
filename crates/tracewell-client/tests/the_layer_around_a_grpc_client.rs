//! The layer around tonic: a gRPC call is judged by its own status, which comes in trailers or in the head.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use http_body_util::StreamBody;
use hyper_util::rt::{TokioExecutor, TokioIo};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use serde_json::{Value, json};
use support::{Told, assert_none_of, planted};
use tokio::net::TcpListener;
use tonic::metadata::MetadataMap;
use tonic::transport::Channel;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status, async_trait};
use tower::Layer;
use tracewell_client::{ClientLayer, ClientService};
use tracewell_context::{Context, CorrelationId, FutureExt as _};
use tracewell_redact::Policy;

/// Answers as its caller wants, and keeps what it was told.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Vec<MetadataMap>>>);

#[async_trait]
impl TraceService for Server {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let wanted = request.metadata().get("accept").and_then(|wanted| wanted.to_str().ok()?.parse::<i32>().ok());
        self.0.lock().unwrap().push(request.metadata().clone());
        match wanted {
            Some(99) => std::future::pending().await,
            Some(code) => Err(Status::new(Code::from(code), planted("message"))),
            None => Ok(Response::new(ExportTraceServiceResponse::default())),
        }
    }
}

impl Server {
    async fn start(&self) -> TraceServiceClient<ClientService<Channel>> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = TraceServiceServer::new(self.clone());
        let incoming = TcpIncoming::from(listener);
        tokio::spawn(tonic::transport::Server::builder().add_service(server).serve_with_incoming(incoming));
        let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        TraceServiceClient::new(ClientLayer::new("collector").policy(Policy::production()).layer(channel))
    }
}

fn asking_for(code: Option<i32>) -> Request<ExportTraceServiceRequest> {
    let mut request = Request::new(ExportTraceServiceRequest::default());
    if let Some(code) = code {
        request.metadata_mut().insert("accept", code.to_string().parse().unwrap());
    }
    request.metadata_mut().insert("x-api-key", planted("key").parse().unwrap());
    request
}

#[tokio::test]
async fn each_call_has_its_grpc_status() {
    let server = Server::default();
    let mut client = server.start().await;
    for (code, level) in [(None, "INFO"), (Some(5), "INFO"), (Some(7), "INFO"), (Some(13), "WARN"), (Some(14), "WARN")]
    {
        let told = Told::listen(&Policy::production());
        let context = Context::new(CorrelationId::new("r-7").unwrap());
        let answer = client.export(asking_for(code)).in_context(context).await;
        assert_eq!(answer.as_ref().err().map(|status| i32::from(status.code())), code);
        if let Err(status) = answer {
            assert_eq!(status.message(), planted("message"), "what the server says is the caller's");
        }
        let end = told.end();
        assert_eq!(
            (&end["message"], &end["level"], &end["status_code"]),
            (&json!("external_http_response"), &json!(level), &json!(200)),
            "{end}"
        );
        assert_eq!(end["grpc_status"], code.unwrap_or(0));
        assert_eq!((&end["service"], &end["method"]), (&json!("collector"), &json!("POST")));
        assert_eq!(end["correlation_id"], "r-7");
        assert!(end["url"].as_str().unwrap().ends_with(".TraceService/Export"), "{end}");
        let seen = server.0.lock().unwrap().pop().unwrap();
        assert_eq!(seen.get("x-request-id").unwrap(), "r-7");
        assert_none_of(&[planted("key"), planted("message")], &told.everything());
    }
}

#[tokio::test]
async fn a_call_that_is_not_waited_for_and_one_that_reaches_nobody() {
    let server = Server::default();
    let mut client = server.start().await;
    let told = Told::listen(&Policy::production());
    let waited = tokio::time::timeout(Duration::from_millis(200), client.export(asking_for(Some(99)))).await;
    assert!(waited.is_err());
    let end = told.end();
    assert_eq!((&end["message"], &end["error_type"]), (&json!("external_http_error"), &json!("cancelled")));

    let told = Told::listen(&Policy::production());
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let channel = Channel::from_shared(format!("http://{free}")).unwrap().connect_lazy();
    let layer = ClientLayer::new("collector").policy(Policy::production());
    let status = TraceServiceClient::new(layer.layer(channel)).export(asking_for(None)).await.unwrap_err();
    let expected = if cfg!(feature = "tonic") { Code::Unavailable } else { Code::Unknown };
    assert_eq!(status.code(), expected, "{status:?}");
    assert_eq!(
        (&told.end()["message"], &told.end()["error_type"]),
        (&json!("external_http_error"), &json!("unreachable"))
    );
    assert_none_of(&[planted("key")], &format!("{} {status:?}", told.everything()));
}

/// An answer of gRPC over HTTP/2 whose status is this, in its trailers or nowhere.
async fn lying(status: Option<&'static [u8]>) -> (Code, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = hyper::service::service_fn(move |_| async move {
            let message = Ok::<_, std::convert::Infallible>(Frame::data(Bytes::from_static(&[0; 5])));
            let status = status.map(|status| {
                let status = HeaderValue::from_bytes(status).unwrap();
                Ok(Frame::trailers(HeaderMap::from_iter([("grpc-status".parse().unwrap(), status)])))
            });
            let body = StreamBody::new(futures_util::stream::iter([message].into_iter().chain(status)));
            http::Response::builder().header("content-type", "application/grpc").body(body)
        });
        let io = TokioIo::new(stream);
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new()).serve_connection(io, service).await;
    });
    let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect_lazy();
    let told = Told::listen(&Policy::production());
    let mut client = TraceServiceClient::new(ClientLayer::new("liar").policy(Policy::production()).layer(channel));
    let answer = client.export(Request::new(ExportTraceServiceRequest::default())).await;
    server.abort();
    (answer.map_or_else(|status| status.code(), |_| Code::Ok), told.end())
}

#[tokio::test]
async fn a_status_that_is_none_is_unknown_and_a_failure() {
    const HUGE: &[u8] = &[b'9'; 4000];
    for lie in [&b"17"[..], b"+3", b"-1", b"0x0", b"\xff", HUGE] {
        let (code, end) = lying(Some(lie)).await;
        assert_eq!(code, Code::Unknown, "{lie:?}");
        assert_eq!((&end["grpc_status"], &end["level"]), (&json!(2), &json!("WARN")), "{lie:?}: {end:?}");
    }
    let (code, end) = lying(Some(b"0")).await;
    assert_eq!((code, &end["grpc_status"], &end["level"]), (Code::Ok, &json!(0), &json!("INFO")));
    let (_, end) = lying(None).await;
    assert_eq!((&end["grpc_status"], &end["level"]), (&json!(2), &json!("WARN")), "it owes one: {end:?}");
}
