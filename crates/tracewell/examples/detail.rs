//! A service that says at DEBUG what it does, and fails when it is told to.
//!
//! ```sh
//! LOG_BUFFER_DEBUG=shop cargo run -p tracewell --example detail -- init request=/ok request=/error
//! ```
//!
//! The arguments are steps, taken in turn:
//!
//! | step | what it does |
//! |---|---|
//! | `init` | `init!()` |
//! | `sinks` | the same, with sinks beside the log; what they heard they say on standard error at the end |
//! | `join` | joins a subscriber that has a filter of its own |
//! | `request=PATH` | a request: `/ok`, `/error`, `/panic`, `/slow`, `/missing`, `/long`, `/task`; else a stream that breaks off |
//! | `flood=COUNT` | so many requests to `/error`, one after the other |
//! | `job=OUTCOME` | a job: `ok`, `error` or `panic` |
//! | `outside` | DEBUG of nobody's |
//! | `rule=TEXT` | makes it say more, by this rule |
//! | `sleep=MS` | waits |
//! | `lost` | a task that nobody gave a context |
//! | `metrics` | what was counted, on standard error |
#![expect(clippy::print_stderr, clippy::panic, reason = "it is a program, and this is what it is for")]

use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, StreamBody};
use tower::{Layer as _, ServiceExt, service_fn};
use tracewell::Telemetry;
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// What a sink beside the log has heard.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let said = format!("{} {event:?}", event.metadata().level());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }
}

impl Heard {
    fn tell(&self, name: &str) {
        for said in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            eprintln!("{name}: {said}");
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [all, filtered, unguarded] = [Heard::default(), Heard::default(), Heard::default()];
    let prometheus = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder()?;
    let mut telemetry: Option<Telemetry> = None;
    for step in std::env::args().skip(1) {
        let (word, text) = step.split_once('=').unwrap_or((&step, ""));
        match word {
            "init" => telemetry = Some(tracewell::init!()?),
            "sinks" => {
                let builder = tracewell::builder!()
                    .sink(all.clone())
                    .sink(filtered.clone().with_filter(LevelFilter::INFO))
                    .unguarded_sink(unguarded.clone().with_filter(LevelFilter::INFO));
                telemetry = Some(builder.init()?);
            }
            "join" => {
                let (layer, joined) = tracewell::builder!().layer()?;
                let subscriber = tracing_subscriber::registry().with(layer).with(LevelFilter::INFO);
                tracing::subscriber::set_global_default(subscriber)?;
                telemetry = Some(joined);
            }
            "request" => request(text).await?,
            "flood" => {
                for _ in 0..text.parse::<u32>()? {
                    request("/error").await?;
                }
            }
            "job" => job(text).await,
            "outside" => speak(),
            "rule" => {
                let verbosity = telemetry.as_ref().and_then(Telemetry::verbosity).ok_or("no filter of ours")?;
                verbosity.change(text.parse()?);
            }
            "lost" => {
                tracing::info!("not in a task");
                tokio::spawn(async {
                    tracing::info!(target: "shop", "lost");
                    tracing::info!(target: "hyper::proto", "a library's");
                    tracing_log::log::warn!(target: "rustls::conn", "a library's too");
                    tracing_log::log::warn!(target: "shop::sql", "lost too");
                    tracing::debug!(target: "shop", "not written");
                })
                .await?;
                let context = tracewell::Context::open();
                context.in_scope(|| tracewell::spawn(async { tracing::info!(target: "shop", "found") })).await?;
            }
            "metrics" => {
                if let Some(telemetry) = &telemetry {
                    telemetry.publish_metrics();
                }
                eprintln!("{}", prometheus.render());
            }
            "sleep" => tokio::time::sleep(Duration::from_millis(text.parse()?)).await,
            _ => return Err(format!("unknown step: {word}").into()),
        }
    }
    drop(telemetry);
    for (heard, name) in [(all, "all"), (filtered, "filtered"), (unguarded, "unguarded")] {
        heard.tell(name);
    }
    Ok(())
}

/// What a service says while it works.
fn speak() {
    let mail = ["jane.doe", "example.org"].join("@");
    tracing::debug!(target: "shop::db", rows = 3, password = "open-sesame", "select for {mail}");
    tracing::debug!(target: "shopping", "of another target");
    let inner = || {
        tracing::debug!(target: "shop", "inner");
        7
    };
    tracing::debug!(target: "shop", attempt = inner(), "outer");
    tracing_log::log::debug!(target: "shop::sql", "a record");
    tracing_log::log::debug!(target: "sql", "a record of another target");
    tracing::trace!(target: "shop", "too fine");
    tracing::info!(target: "shop", "always");
}

async fn request(path: &str) -> Result<(), Box<dyn Error>> {
    let service = tracewell::http::layer().layer(service_fn(answer));
    let response = service.oneshot(Request::get(path).body(Body::empty())?).await?;
    // A body that breaks off is one of the things to be told.
    let _ = response.into_body().collect().await;
    Ok(())
}

async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let team = tracewell::TeamId::new("acme").map(tracewell::Principal::new);
    team.map(tracewell::bind).ok();
    let status = |code| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = code;
        response
    };
    speak();
    Ok(match request.uri().path() {
        "/ok" => Response::new(Body::from("fine")),
        "/error" => status(StatusCode::INTERNAL_SERVER_ERROR),
        "/panic" => panic!("as asked"),
        "/missing" => status(StatusCode::NOT_FOUND),
        "/slow" => {
            tokio::time::sleep(Duration::from_millis(500)).await;
            tracing::debug!(target: "shop", "still there");
            Response::new(Body::from("late"))
        }
        "/long" => {
            for number in 0..2000 {
                tracing::debug!(target: "shop", number, "one of many");
            }
            status(StatusCode::INTERNAL_SERVER_ERROR)
        }
        "/task" => {
            let task = tracewell::context::spawn(async { tracing::debug!(target: "shop", "in a task") });
            drop(task.await);
            status(StatusCode::INTERNAL_SERVER_ERROR)
        }
        _ => {
            let frames =
                [Ok("half"), Err("disk gone")].map(|step| step.map(|text| http_body::Frame::data(Bytes::from(text))));
            Response::new(Body::new(StreamBody::new(futures_util::stream::iter(frames))))
        }
    })
}

async fn job(outcome: &str) {
    let outcome = outcome.to_owned();
    let job = tracewell::job("nightly", async move {
        speak();
        match outcome.as_str() {
            "ok" => Ok(()),
            "error" => Err(std::io::Error::other("no disk")),
            _ => panic!("as asked"),
        }
    });
    // Its panic comes out again, as one of any task does.
    let _ = tokio::spawn(job).await;
}
