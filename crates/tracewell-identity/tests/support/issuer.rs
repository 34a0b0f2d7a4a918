use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, LOCATION};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::TestKey;

pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(crate) const JWKS: &str = "/jwks";
pub(crate) const USERINFO: &str = "/userinfo";

/// A real OpenID Connect issuer on loopback, which can be told to misbehave.
pub(crate) struct Issuer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    server: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    documents: HashMap<String, Value>,
    answers: HashMap<String, Answer>,
    calls: HashMap<String, usize>,
    /// What was sent as `Authorization`, last.
    credentials: Option<String>,
    /// Headers of the last call.
    request_ids: Vec<String>,
}

/// What is answered instead of the document.
#[derive(Clone)]
pub(crate) enum Answer {
    Status(u16),
    Redirect(String),
    Raw(Vec<u8>),
    Late(Duration),
    /// The head comes, the rest never does.
    Never,
}

impl Issuer {
    pub(crate) async fn start(keys: &[&TestKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let name = format!("http://{address}");
        let documents = HashMap::from([(
            DISCOVERY.to_owned(),
            json!({
                "issuer": name, "jwks_uri": format!("{name}{JWKS}"), "userinfo_endpoint": format!("{name}{USERINFO}"),
            }),
        )]);
        let state = Arc::new(Mutex::new(State { documents, ..State::default() }));
        let server = Some(tokio::spawn(serve(listener, Arc::clone(&state))));
        let issuer = Self { address, state, server };
        issuer.set_keys(keys);
        issuer
    }

    pub(crate) fn name(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn set_keys(&self, keys: &[&TestKey]) {
        let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
        self.set_document(JWKS, json!({ "keys": keys }));
    }

    pub(crate) fn set_document(&self, path: &str, document: Value) {
        self.state.lock().unwrap().documents.insert(path.to_owned(), document);
    }

    pub(crate) fn document(&self, path: &str) -> Value {
        self.state.lock().unwrap().documents[path].clone()
    }

    pub(crate) fn set_user(&self, user: &str, email: &str) {
        self.set_document(USERINFO, json!({"sub": user, "email": email}));
    }

    /// From now on it answers like this, or as it should again.
    pub(crate) fn answer(&self, path: &str, answer: impl Into<Option<Answer>>) {
        let mut state = self.state.lock().unwrap();
        match answer.into() {
            Some(answer) => state.answers.insert(path.to_owned(), answer),
            None => state.answers.remove(path),
        };
    }

    pub(crate) fn calls(&self, path: &str) -> usize {
        self.state.lock().unwrap().calls.get(path).copied().unwrap_or_default()
    }

    pub(crate) fn all_calls(&self) -> usize {
        self.state.lock().unwrap().calls.values().sum()
    }

    pub(crate) fn credentials(&self) -> Option<String> {
        self.state.lock().unwrap().credentials.clone()
    }

    /// `X-Request-ID` of each call.
    pub(crate) fn request_ids(&self) -> Vec<String> {
        self.state.lock().unwrap().request_ids.clone()
    }

    /// Nobody listens any more, and what was open is closed.
    pub(crate) async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.abort();
            let _ = server.await;
        }
    }

    /// It listens again, where it did before.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        self.server = Some(tokio::spawn(serve(listener, Arc::clone(&self.state))));
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.abort();
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(move |request| respond(request, Arc::clone(&state)));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(request: Request<Incoming>, state: Arc<Mutex<State>>) -> Result<Response<Full<Bytes>>, Infallible> {
    let path = request.uri().path().to_owned();
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (document, answer) = {
        let mut state = state.lock().unwrap();
        *state.calls.entry(path.clone()).or_default() += 1;
        state.credentials = text(AUTHORIZATION.as_str()).or(state.credentials.take());
        state.request_ids.extend(text("x-request-id"));
        (state.documents.get(&path).cloned(), state.answers.get(&path).cloned())
    };
    let answered = |status: StatusCode, body: Vec<u8>| {
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = status;
        Ok(response)
    };
    let body = document.as_ref().map(|document| document.to_string().into_bytes());
    match answer {
        Some(Answer::Status(status)) => answered(StatusCode::from_u16(status).unwrap(), body.unwrap_or_default()),
        Some(Answer::Redirect(to)) => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert(LOCATION, to.parse().unwrap());
            Ok(response)
        }
        Some(Answer::Raw(bytes)) => answered(StatusCode::OK, bytes),
        Some(Answer::Late(delay)) => {
            tokio::time::sleep(delay).await;
            answered(StatusCode::OK, body.unwrap_or_default())
        }
        Some(Answer::Never) => std::future::pending().await,
        None => match body {
            Some(body) => answered(StatusCode::OK, body),
            None => answered(StatusCode::NOT_FOUND, Vec::new()),
        },
    }
}
