//! Starts telemetry as the environment says, and does what it is told.
//!
//! ```sh
//! ENVIRONMENT=production cargo run -p tracewell --example speak -- init request=/panic shutdown
//! ```
//!
//! The arguments are steps, taken in turn; what each of them finds out it says on standard error:
//!
//! | step | what it does |
//! |---|---|
//! | `init` | `init!()` |
//! | `forget` | the same, and nobody keeps it |
//! | `allow=NAME` | the same, with a safe field of the service's own |
//! | `baggage=KEYS` | the same, with these keys of baggage, comma-separated |
//! | `join=LEVEL` | joins a subscriber that has a filter of its own |
//! | `foreign` | installs a subscriber that is not ours |
//! | `as=TEAM` | the next events are those of this team |
//! | `rule=TEXT` | makes it say more, by this rule; `rule=` goes back |
//! | `write=PATH:TEXT` | writes a file; without a text, removes it |
//! | `sleep=MS` | waits |
//! | `info=TEXT` `debug=TEXT` | an event of the program's |
//! | `order=ID` `password=TEXT` | an event with this field |
//! | `record=TARGET` | a record of the `log` crate |
//! | `thread=TEXT` | a thread panics |
//! | `panic=TEXT` | the program panics |
//! | `layer` | makes the HTTP stack that is then used, which has no path parameters |
//! | `request=PATH` | a request through the HTTP stack: `/ok`, `/baggage`, `/host`, `/slow`, `/panic`, `/broken`, `/dropped`, `/problem`, `/invalid`; else 404 |
//! | `flush` `shutdown` | what they are called |
#![expect(clippy::print_stderr, clippy::panic, reason = "it is a program, and this is what it is for")]

use std::convert::Infallible;
use std::error::Error;
use std::thread;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, StreamBody};
use tower::{Layer, ServiceExt, service_fn};
use tracewell::Telemetry;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut telemetry: Option<Telemetry> = None;
    let mut team: Option<tracewell::Context> = None;
    let mut layer: Option<tracewell::http::HttpLayer> = None;
    for step in std::env::args().skip(1) {
        let (word, text) = step.split_once('=').unwrap_or((&step, ""));
        match word {
            "init" => start(&mut telemetry, tracewell::init!()),
            "layer" => layer = Some(tracewell::http::layer()),
            "forget" => {
                let _ = tracewell::init!();
            }
            "allow" => start(&mut telemetry, tracewell::builder!().allow([text]).init()),
            "baggage" => start(&mut telemetry, tracewell::builder!().baggage(text.split(',')).init()),
            "join" => {
                let (layer, joined) = tracewell::builder!().layer()?;
                let subscriber = tracing_subscriber::registry().with(layer).with(text.parse::<LevelFilter>()?);
                tracing::subscriber::set_global_default(subscriber)?;
                joined.announce();
                joined.announce();
                telemetry = Some(joined);
            }
            "foreign" => tracing::subscriber::set_global_default(tracing_subscriber::registry())?,
            "info" => tracing::info!("{text}"),
            "debug" => match &team {
                Some(team) => team.in_scope(|| tracing::debug!("{text}")),
                None => tracing::debug!("{text}"),
            },
            "as" => {
                let context = tracewell::Context::open();
                context.bind(tracewell::Principal::new(tracewell::TeamId::new(text)?))?;
                team = Some(context);
            }
            "rule" => {
                let verbosity = telemetry.as_ref().and_then(Telemetry::verbosity).ok_or("no filter of ours")?;
                match text.parse::<tracewell::Rule>() {
                    Ok(rule) => verbosity.change(rule),
                    Err(_) if text.is_empty() => verbosity.restore(),
                    Err(error) => eprintln!("{error}"),
                }
            }
            "write" => match text.split_once(':') {
                Some((path, "")) => std::fs::remove_file(path)?,
                Some((path, text)) => std::fs::write(path, text)?,
                None => return Err("no path".into()),
            },
            "sleep" => thread::sleep(Duration::from_millis(text.parse()?)),
            "order" => tracing::info!(order_id = text, "an order"),
            "password" => tracing::info!(password = text, "a login"),
            "record" => tracing_log::log::info!(target: text, "a record"),
            "thread" => drop(thread::scope(|scope| scope.spawn(|| panic!("{text}")).join())),
            "panic" => panic!("{text}"),
            "request" => request(layer.clone().unwrap_or_else(tracewell::http::layer), text).await?,
            "flush" => eprintln!("flushed {}", telemetry.as_ref().is_some_and(|running| running.flush(PATIENCE))),
            "shutdown" => {
                if let Some(report) = telemetry.take().map(|running| running.shutdown(PATIENCE)) {
                    eprintln!("written {} dropped {}", report.lines_written(), report.lines_dropped());
                }
            }
            _ => return Err(format!("unknown step: {word}").into()),
        }
    }
    Ok(())
}

fn start(telemetry: &mut Option<Telemetry>, started: Result<Telemetry, tracewell::InitError>) {
    match started {
        Ok(started) => *telemetry = Some(started),
        Err(error) => eprintln!("{error} (present: {})", error.is_subscriber_present()),
    }
}

async fn request(layer: tracewell::http::HttpLayer, path: &str) -> Result<(), Box<dyn Error>> {
    let service = layer.layer(service_fn(answer));
    let peer = tracewell::http::PeerAddr("203.0.113.77:50123".parse()?);
    let response = service
        .oneshot(Request::get(path).header("baggage", "tier=gold,region=eu").extension(peer).body(Body::empty())?)
        .await?;
    eprintln!("{} {}", response.status(), path);
    if path != "/dropped" {
        // A body that breaks off is one of the things to be told.
        let _ = response.into_body().collect().await;
    }
    Ok(())
}

async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let steps = |second: Result<&'static str, &'static str>| {
        let frames = [Ok("half"), second].map(|step| step.map(|text| http_body::Frame::data(Bytes::from(text))));
        Response::new(Body::new(StreamBody::new(futures_util::stream::iter(frames))))
    };
    Ok(match request.uri().path() {
        "/ok" => {
            let task = tracewell::context::spawn(async { tracing::info!("in a task") });
            drop(task.await);
            steps(Ok("and half"))
        }
        "/baggage" => {
            let kept = tracewell::with_current(|context| context?.baggage().map(ToString::to_string));
            eprintln!("baggage {}", kept.as_deref().unwrap_or("none"));
            steps(Ok("and half"))
        }
        "/host" => {
            let host = tracewell::current().and_then(|context| context.client_host());
            tracing::info!(client_host = host, "a client");
            steps(Ok("and half"))
        }
        "/slow" => {
            tokio::time::sleep(Duration::from_millis(400)).await;
            steps(Ok("and half"))
        }
        "/dropped" => steps(Ok("and half")),
        "/broken" => steps(Err("disk gone")),
        "/panic" => panic!("as asked"),
        path => unusual(path),
    })
}

#[cfg(feature = "axum")]
fn unusual(path: &str) -> Response<Body> {
    use axum::response::IntoResponse;
    use tracewell::http::{FieldError, Problem};

    match path {
        "/problem" => Problem::internal(std::io::Error::other("no disk")).into_response(),
        "/invalid" => {
            let error = FieldError::new(["body", "quantity"], "out_of_range", "quantity must be at least 1");
            Problem::invalid(StatusCode::BAD_REQUEST, [error]).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(not(feature = "axum"))]
fn unusual(_: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
