use std::convert::Infallible;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;

/// What it does with a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    Accept,
    /// Takes the request and never answers.
    Hang,
    /// Closes the connection in the midst of the request.
    Break,
    /// Answers with this status, and this header.
    Refuse(u16, Option<(&'static str, &'static str)>),
    /// Answers 200 with this type and body, which are not Sentry's.
    Pretend(&'static str, &'static str),
}

/// An item of an envelope: its header and what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) kind: String,
    pub(crate) body: Value,
}

#[derive(Clone)]
pub(crate) struct Receiver {
    address: SocketAddr,
    behaviour: Arc<Mutex<Behaviour>>,
    received: Arc<Mutex<Received>>,
}

#[derive(Debug, Default)]
struct Received {
    requests: usize,
    items: Vec<Item>,
    /// All that came, unpacked, headers of requests included.
    bytes: Vec<u8>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let receiver = Self {
            address: listener.local_addr().unwrap(),
            behaviour: Arc::new(Mutex::new(Behaviour::Accept)),
            received: Arc::default(),
        };
        let served = receiver.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let receiver = served.clone();
                    if matches!(*served.behaviour.lock().unwrap(), Behaviour::Break) {
                        served.received.lock().unwrap().requests += 1;
                        drop(stream);
                        continue;
                    }
                    let service = service_fn(move |request| answer(receiver.clone(), request));
                    tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                }
            });
        });
        receiver
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn dsn(&self) -> String {
        format!("http://{}@{}/prefix/42", "publickey", self.address)
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    pub(crate) fn requests(&self) -> usize {
        self.received.lock().unwrap().requests
    }

    pub(crate) fn all(&self, kind: &str) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received.items.iter().filter(|item| item.kind == kind).map(|item| item.body.clone()).collect()
    }

    pub(crate) fn events(&self) -> Vec<Value> {
        self.all("event")
    }

    pub(crate) fn holds(&self, text: &str) -> bool {
        let received = self.received.lock().unwrap();
        received.bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap().bytes).into_owned()
    }
}

async fn answer(receiver: Receiver, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    receiver.received.lock().unwrap().requests += 1;
    let behaviour = *receiver.behaviour.lock().unwrap();
    let mut response = Response::builder();
    match behaviour {
        Behaviour::Accept | Behaviour::Break => {}
        Behaviour::Hang => std::future::pending().await,
        Behaviour::Pretend(kind, body) => return Ok(response.header("content-type", kind).body(body.into()).unwrap()),
        Behaviour::Refuse(status, header) => {
            response = response.status(status);
            if let Some((name, value)) = header {
                response = response.header(name, value);
            }
            if status != 200 {
                return Ok(response.body(Full::default()).unwrap());
            }
        }
    }
    assert_eq!(head.uri.path(), "/prefix/api/42/envelope/");
    assert_eq!(head.headers["content-type"], "application/x-sentry-envelope");
    let auth = head.headers["x-sentry-auth"].to_str().unwrap();
    assert!(auth.starts_with("Sentry ") && auth.contains("sentry_key=publickey"), "{auth}");
    let plain = unpack(head.headers.get("content-encoding").map(|name| name.to_str().unwrap()), &body);
    let mut received = receiver.received.lock().unwrap();
    let items = items(&plain);
    // Relay tells the id of the event, if there was one.
    let receipt = items
        .iter()
        .find_map(|item| item.body.get("event_id"))
        .map_or_else(|| serde_json::json!({}), |id| serde_json::json!({ "id": id }));
    received.items.extend(items);
    received.bytes.extend(format!("{:?}{:?}", head.uri, head.headers).bytes());
    received.bytes.extend(plain);
    Ok(response.header("content-type", "application/json").body(receipt.to_string().into()).unwrap())
}

fn unpack(encoding: Option<&str>, body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        Some("gzip") => flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap(),
        Some("deflate") => flate2::read::ZlibDecoder::new(body).read_to_end(&mut plain).unwrap(),
        None => body.len().min({
            plain.extend_from_slice(body);
            usize::MAX
        }),
        Some(other) => panic!("{other}"),
    };
    plain
}

/// The items of an envelope (Sentry, Envelopes, Serialization Format).
fn items(envelope: &[u8]) -> Vec<Item> {
    let mut rest = envelope;
    let line = |rest: &mut &[u8]| {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let line = &rest[..end];
        *rest = rest.get(end + 1..).unwrap_or_default();
        serde_json::from_slice::<Value>(line).unwrap()
    };
    line(&mut rest);
    let mut items = Vec::new();
    while !rest.is_empty() {
        let header = line(&mut rest);
        let length = header["length"].as_u64().unwrap() as usize;
        let body = serde_json::from_slice(&rest[..length]).unwrap();
        assert_eq!(rest[length], b'\n');
        rest = &rest[length + 1..];
        items.push(Item { kind: header["type"].as_str().unwrap().to_owned(), body });
    }
    items
}
