use std::error::Error;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracewell::http::Shutdown;

use crate::app::{App, app};
use crate::auth::{Authority, AuthorityRefused};
use crate::cli::Cli;
use crate::events::Live;
use crate::metrics::Metrics;
use crate::server::serve;
use crate::shutdown::{Readiness, Signals, delay};

/// The longest time that running requests get to end.
const DRAIN: Duration = Duration::from_secs(10);
/// The longest time that log lines get to be written.
const FLUSH: Duration = Duration::from_secs(5);
/// What a caller of the command got wrong, as the command line parser says it too.
const USAGE: u8 = 2;

/// Runs the service until it is told to end.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    let mut usage = false;
    let ended = tracewell::run(|| {
        start(cli).map_err(|error| {
            usage = error.is::<AuthorityRefused>();
            Said(error)
        })
    });
    if usage { ExitCode::from(USAGE) } else { ended }
}

fn start(cli: &Cli) -> Result<(), Box<dyn Error>> {
    let telemetry = Arc::new(tracewell::builder!().allow(["authority", "connections", "delay_ms", "port"]).init()?);
    let development = telemetry.policy().mode() == tracewell::redact::Mode::Development;
    let served = Authority::choose(cli.auth(), development).map_err(Box::from).and_then(|authority| {
        let metrics = Metrics::install(Arc::clone(&telemetry))?;
        // Caught before anybody is told that the service runs.
        let signals = Signals::catch()?;
        Runtime::new()?.block_on(listen(cli.port(), authority, development, metrics, signals))
    });
    // Last, so that every line of the way here has been written when the process ends. Nobody else holds it: the
    // runtime, and with it every handler, is gone.
    if let Some(telemetry) = Arc::into_inner(telemetry) {
        telemetry.shutdown(FLUSH);
    }
    served
}

async fn listen(
    port: u16,
    authority: Authority,
    development: bool,
    metrics: Metrics,
    signals: Signals,
) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| CannotListen { port, error })?;
    let address = listener.local_addr()?;
    tokio::spawn(metrics.clone().upkeep());
    let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
    let live = Live::start();
    let app = app(App::new(metrics, readiness.clone(), live.events(development)), authority, development, &shutdown);
    if authority == Authority::Nobody {
        tracing::warn!("no_authority");
    }
    tracing::info!(port = address.port(), authority = authority.as_str(), "listening");
    let _ = writeln!(io::stderr(), "listening on http://{address}");
    serve(listener, app, live.end_streams_after(signals.stop(readiness, delay())), DRAIN, &shutdown).await;
    live.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// An error as a person is told it.
struct Said(Box<dyn Error>);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The port can't be had.
#[derive(Debug)]
struct CannotListen {
    port: u16,
    error: io::Error,
}

impl fmt::Display for CannotListen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on 127.0.0.1:{}: {}", self.port, self.error)
    }
}

impl Error for CannotListen {}
