use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use super::received::Received;
use super::{grpc, http};

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
    pub(crate) protocol: &'static str,
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

    pub(crate) fn requests(&self) -> usize {
        self.received.lock().unwrap().requests
    }
}
