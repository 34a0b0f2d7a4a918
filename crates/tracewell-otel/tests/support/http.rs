use std::convert::Infallible;
use std::io::Read;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTracePartialSuccess, ExportTraceServiceResponse};
use prost::Message;
use tokio::net::TcpListener;

use super::Collector;

pub(super) async fn serve(listener: TcpListener, collector: Collector) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let collector = collector.clone();
        let service = service_fn(move |request| answer(collector.clone(), request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(collector: Collector, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let rejected = match collector.decide().await {
        Ok(rejected) => rejected,
        Err((status, wait)) => {
            let mut response = Response::builder().status(status);
            if let Some(wait) = wait {
                response = response.header("retry-after", wait.to_string());
            }
            if status == 200 {
                let page = "<!DOCTYPE html><title>Log in</title>";
                return Ok(response.header("content-type", "text/html; charset=utf-8").body(page.into()).unwrap());
            }
            return Ok(response.body(Full::default()).unwrap());
        }
    };
    assert_eq!(head.headers["content-type"], "application/x-protobuf");
    let body = match head.headers.get("content-encoding") {
        Some(_) => {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&*body).read_to_end(&mut plain).unwrap();
            plain
        }
        None => body.to_vec(),
    };
    let mut received = collector.received.lock().unwrap();
    received.headers.extend(head.headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())));
    match head.uri.path() {
        "/v1/traces" => received.add_traces(Message::decode(&*body).unwrap()),
        "/v1/metrics" => received.add_metrics(Message::decode(&*body).unwrap()),
        "/v1/logs" => received.add_logs(Message::decode(&*body).unwrap()),
        other => panic!("{other}"),
    }
    // The answers to the three signals are one on the wire.
    let partial_success = Some(ExportTracePartialSuccess { rejected_spans: rejected, error_message: String::new() });
    let answer = ExportTraceServiceResponse { partial_success: partial_success.filter(|_| rejected != 0) };
    let response = Response::builder().header("content-type", "application/x-protobuf");
    Ok(response.body(Full::new(answer.encode_to_vec().into())).unwrap())
}
