//! A real server on loopback, a client that speaks HTTP/1.1 by hand, and the lines that come of it.
#![allow(
    dead_code,
    unused_imports,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "shared by test binaries that use different parts of it, and a test fails by panicking"
)]

mod client;
mod log;

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceBuilder;
use tracewell_correlation::CorrelationLayer;
use tracewell_failure::PanicHook;
use tracewell_http::{Shutdown, TerminalLayer};
use tracewell_redact::Policy;

pub(crate) use self::client::{Client, Response};
pub(crate) use self::log::{Line, Lines, Log};

/// So long may anything take on a busy machine; it is no measure of speed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running server. All of it runs on the thread of its test, whose log is the thread's.
pub(crate) struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    pub(crate) log: Log,
}

impl Server {
    /// Serves `router` inside correlation and terminal layer.
    pub(crate) async fn start(router: Router) -> Self {
        Self::start_with(&Shutdown::new(), router).await
    }

    /// The same, with what tells that the server stops.
    pub(crate) async fn start_with(shutdown: &Shutdown, router: Router) -> Self {
        let stack = ServiceBuilder::new()
            .layer(CorrelationLayer::new(Policy::production()))
            .layer(TerminalLayer::new(Policy::production()).shutdown(shutdown));
        Self::serve(router.layer(stack)).await
    }

    /// Serves `router` as it is.
    pub(crate) async fn serve(router: Router) -> Self {
        install_hook();
        let log = Log::listen();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            let server = axum::serve(listener, service).with_graceful_shutdown(async {
                let _ = stopped.await;
            });
            server.await.unwrap();
        });
        Self { address, stop, task, log }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn connect(&self) -> Client {
        Client::connect(self.address).await
    }

    /// One request on a connection of its own.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.connect().await.get(path).await
    }

    /// Ends the server when all connections are at their end, and gives all that was told.
    pub(crate) async fn stop(self) -> Lines {
        let _ = self.stop.send(());
        tokio::time::timeout(PATIENCE, self.task).await.expect("connections that do not end").unwrap();
        self.log.lines()
    }
}

/// The panic hook is one a process; the harness's own comes behind it, and says which test failed.
fn install_hook() {
    static HOOK: OnceLock<()> = OnceLock::new();
    HOOK.get_or_init(|| {
        let _hook = PanicHook::new(Policy::production()).chain(true).install();
    });
}
