//! A collector in this process: it decodes what it gets, keeps every byte, and misbehaves when told to.
#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a failed set-up should panic")]

mod grpc;
mod http;
mod planted;
mod received;
mod tls;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tracewell_otel::Settings;

pub(crate) use self::planted::planted;
pub(crate) use self::received::{Received, any, text};
pub(crate) use self::tls::{Authority, tls_in_front_of};

/// What the collector does with a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    Accept,
    /// Takes the request and never answers.
    Hang,
    /// Answers with this status, and this many seconds of `Retry-After`.
    Refuse(u16, Option<u32>),
    /// Takes the request, and says that it has thrown away so many items.
    Reject(i64),
    /// Over HTTP: answers 200 with a page, as what stands between a service and the world does.
    Page,
}

#[derive(Clone)]
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    pub(crate) received: Arc<Mutex<Received>>,
    behaviour: Arc<Mutex<Behaviour>>,
    protocol: &'static str,
}

impl Collector {
    pub(crate) fn grpc() -> Self {
        Self::start("grpc", grpc::serve)
    }

    pub(crate) fn http() -> Self {
        Self::start("http/protobuf", http::serve)
    }

    fn start<F>(protocol: &'static str, serve: impl FnOnce(tokio::net::TcpListener, Self) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()>,
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let collector = Self {
            address: listener.local_addr().unwrap(),
            received: Arc::default(),
            behaviour: Arc::new(Mutex::new(Behaviour::Accept)),
            protocol,
        };
        let served = collector.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                serve(listener, served).await;
            });
        });
        collector
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    /// What to do with a request, how many items to reject or how to refuse it; hangs here if it is to hang.
    pub(crate) async fn decide(&self) -> Result<i64, (u16, Option<u32>)> {
        let behaviour = *self.behaviour.lock().unwrap();
        self.received.lock().unwrap().requests += 1;
        match behaviour {
            Behaviour::Accept => Ok(0),
            Behaviour::Hang => std::future::pending().await,
            Behaviour::Refuse(status, wait) => Err((status, wait)),
            Behaviour::Reject(items) => Ok(items),
            Behaviour::Page => Err((200, None)),
        }
    }

    /// Settings that export to this collector, and these variables besides.
    pub(crate) fn settings(&self, more: &[(&'static str, &str)]) -> Settings {
        let endpoint = format!("http://{}", self.address);
        settings(
            &[&[("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", self.protocol)], more]
                .concat(),
        )
    }

    pub(crate) fn requests(&self) -> usize {
        self.received.lock().unwrap().requests
    }
}

pub(crate) fn settings(variables: &[(&'static str, &str)]) -> Settings {
    let reading = Settings::read(|name| match name {
        "ENABLE_OPENTELEMETRY" => Some("true".to_owned()),
        name => variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
    });
    assert!(reading.invalid.is_empty(), "{:?}", reading.invalid);
    reading.settings.unwrap()
}

/// Waits until `holds`, for at most ten seconds.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
