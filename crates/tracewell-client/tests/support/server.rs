use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream::{self, Stream, StreamExt};
use http::{Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

type Body = BoxBody<Bytes, io::Error>;

/// The size of what `/big` sends.
pub const BIG: u64 = 50 * 1024 * 1024;

/// A real server on loopback, for as long as its runtime runs.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), requests: Arc::default() };
        let requests = server.requests.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let requests = requests.clone();
                tokio::spawn(async move {
                    let service = service_fn(|request| answer(request, requests.fetch_add(1, Ordering::SeqCst)));
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests it got.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn query(request: &Request<Incoming>, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    Some(
        pair.replace("%3A", ":")
            .replace("%2F", "/")
            .replace("%3F", "?")
            .replace("%3D", "=")
            .replace("%40", "@")
            .replace("%26", "&"),
    )
}

fn text(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never| match never {}).boxed()
}

fn streamed(chunks: impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static) -> Body {
    BodyExt::boxed(StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))))
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

async fn answer(request: Request<Incoming>, before: usize) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    let response = Response::builder();
    let response = match path.as_str() {
        "/404" => response.status(404).body(text("nothing here")),
        "/500" => response.status(500).body(text("broken")),
        "/slow" => {
            tokio::time::sleep(Duration::from_secs(30)).await;
            response.body(text("late"))
        }
        "/slow-body" => {
            let first = stream::iter([Ok(Bytes::from("first"))]);
            response.body(streamed(first.chain(stream::pending())))
        }
        "/reset" => {
            let broken = Err(io::Error::other("gone"));
            let chunks = stream::iter([Ok(Bytes::from("0123456789"))]).chain(stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                broken
            }));
            response.header("content-length", "100").body(streamed(chunks))
        }
        "/big" => {
            let chunk = Bytes::from(vec![b'a'; 64 * 1024]);
            let chunks = stream::iter((0..BIG / chunk.len() as u64).map(move |_| Ok(chunk.clone())));
            response.header("content-type", "text/plain").body(streamed(chunks))
        }
        "/gzip" => {
            let body = format!(r#"{{"password":"{}","city":"Bern"}}"#, query(&request, "secret").unwrap_or_default());
            let builder = response.header("content-type", "application/json").header("content-encoding", "gzip");
            builder.body(text(gzip(body.as_bytes())))
        }
        "/bomb" => {
            let builder = response.header("content-type", "text/plain").header("content-encoding", "gzip");
            builder.body(text(gzip(&vec![b'a'; 30_000_000])))
        }
        "/redirect" => {
            let status = query(&request, "status").map_or(302, |status| status.parse().unwrap());
            response.status(status).header("location", query(&request, "to").unwrap()).body(text("over there"))
        }
        "/json" => {
            let secret = query(&request, "secret").unwrap_or_default();
            let body = format!(r#"{{"api_key":"{secret}","nested":[{{"pin":{{"x":"{secret}"}}}}],"city":"Bern"}}"#);
            response.header("content-type", "application/json").body(text(body))
        }
        "/form" => {
            let body = format!("a={}&b=2", query(&request, "secret").unwrap_or_default());
            response.header("content-type", "application/x-www-form-urlencoded").body(text(body))
        }
        "/text" => {
            let body = format!("password={} and the rest", query(&request, "secret").unwrap_or_default());
            response.header("content-type", "text/plain").body(text(body))
        }
        "/broken-utf8" => response.header("content-type", "text/plain").body(text(vec![b'a', 0xff, b'b'])),
        "/events" => response.header("content-type", "text/event-stream").body(text("data: 1\n\n")),
        "/headers" => {
            let secret = query(&request, "secret").unwrap_or_default();
            response
                .header("set-cookie", format!("sid={secret}; Path=/"))
                .header("x-api-key", secret.clone())
                .header("x-unknown", secret.clone())
                .header("www-authenticate", format!("Bearer token={secret}"))
                .body(text("headers"))
        }
        "/busy" => {
            let until: usize = query(&request, "until").unwrap().parse().unwrap();
            if before >= until {
                response.body(text("at last"))
            } else {
                let wait = query(&request, "wait");
                let builder = response.status(503);
                let builder = match wait {
                    Some(wait) => builder.header("retry-after", wait),
                    None => builder,
                };
                builder.body(text("busy"))
            }
        }
        "/echo" => {
            let shown: serde_json::Map<_, _> = request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").into()))
                .chain([(":method".to_owned(), request.method().as_str().into())])
                .collect();
            response.header("content-type", "application/json").body(text(serde_json::to_vec(&shown).unwrap()))
        }
        "/upload" => {
            let read = request.into_body().collect().await.map(|body| body.to_bytes().len()).unwrap_or_default();
            response.body(text(read.to_string()))
        }
        _ => response.status(StatusCode::OK).body(text("hello")),
    };
    Ok(response.unwrap())
}
