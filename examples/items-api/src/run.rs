use std::error::Error;
use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tracewell::http::Shutdown;
use tracewell::{InitError, Telemetry};

use crate::app::{App, app};
use crate::audit::{CannotOpen, lock_wait};
use crate::auth::{Authority, AuthorityRefused};
use crate::cli::Cli;
use crate::events::Live;
use crate::geo::{self, Geo};
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
    let runtime = Runtime::new()?;
    // In the runtime, whose health it may be asked to watch.
    let telemetry = Arc::new({
        let _entered = runtime.enter();
        start_telemetry()?
    });
    let development = telemetry.policy().mode() == tracewell::redact::Mode::Development;
    let served = Authority::choose(cli.auth(), development).map_err(Box::from).and_then(|authority| {
        let metrics = Metrics::install(Arc::clone(&telemetry))?;
        // Caught before anybody is told that the service runs.
        let signals = Signals::catch()?;
        runtime.block_on(listen(cli, authority, development, metrics, signals))
    });
    drop(runtime);
    // Last, so that every line of the way here has been written when the process ends. Nobody else holds it: the
    // runtime, and with it every handler, is gone.
    if let Some(telemetry) = Arc::into_inner(telemetry) {
        telemetry.shutdown(FLUSH);
    }
    served
}

fn start_telemetry() -> Result<Telemetry, InitError> {
    tracewell::builder!()
        .allow(["authority", "connections", "delay_ms", "port"])
        .redaction(|policy| policy.personal_param(geo::PARAMETER))
        .init()
}

async fn listen(
    cli: &Cli,
    authority: Authority,
    development: bool,
    metrics: Metrics,
    signals: Signals,
) -> Result<(), Box<dyn Error>> {
    let port = cli.port();
    let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| CannotListen { port, error })?;
    let address = listener.local_addr()?;
    tokio::spawn(metrics.clone().upkeep());
    let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
    let (geo, live) = (Geo::start().await?, Live::start());
    let service = App::new(metrics, readiness.clone(), live.events(development));
    let opening = open(&service, cli.data())?;
    let app = app(service.clone(), geo, authority.clone(), cli.slow_down(), development, &shutdown);
    if authority.is_nobody() {
        tracing::warn!("no_authority");
    }
    tracing::info!(port = address.port(), authority = authority.as_str(), "listening");
    let _ = writeln!(io::stderr(), "listening on http://{address}");
    let mut refused = None;
    let stop = live.end_streams_after(async {
        tokio::select! {
            () = signals.stop(readiness, delay()) => {}
            error = opening => refused = Some(error),
        }
    });
    serve(listener, app, stop, DRAIN, &shutdown).await;
    live.stop().await;
    // Before the exporters and the log are flushed: its last checkpoint goes there.
    tokio::task::spawn_blocking(move || service.ledger().close()).await?;
    tracing::info!("stopped");
    refused.map_or(Ok(()), |error| Err(error.into()))
}

/// Opens the audit log, or begins to wait for it: the future ends if that was in vain.
fn open(app: &App, folder: &Path) -> Result<impl Future<Output = CannotOpen> + use<>, CannotOpen> {
    let (told, failed) = oneshot::channel();
    match app.ledger().open(folder, Duration::ZERO) {
        Ok(()) => {}
        Err(error) if error.is_locked() => {
            tracing::warn!("audit_log_locked");
            let (app, folder, patience) = (app.clone(), folder.to_owned(), lock_wait());
            // A thread that nobody waits for: a service that is told to end does not sit this out.
            std::thread::spawn(move || match app.ledger().open(&folder, patience) {
                Ok(()) => tracing::info!("audit_log_opened"),
                Err(error) => drop(told.send(error.told())),
            });
        }
        Err(error) => return Err(error.told()),
    }
    Ok(async {
        match failed.await {
            Ok(error) => error,
            Err(_) => std::future::pending().await,
        }
    })
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
