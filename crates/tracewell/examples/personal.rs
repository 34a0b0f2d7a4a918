//! A service with a redaction policy of its own: what it hides, changes and shows of personal values.
//!
//! ```sh
//! REDACT_HMAC_KEY_FILE=keys cargo run -p tracewell --features axum --example personal -- router
//! ```
//!
//! It prints its address on standard error and runs until its standard input ends. Arguments, in any order:
//!
//! | word | what it does |
//! |---|---|
//! | `router` `around` | the stack is the router's last layer, or around the router |
//! | `foreign` | a second sink: JSON of `tracing-subscriber`, on standard error |
#![expect(clippy::print_stderr, reason = "it is a program, and this is what it is for")]

use std::error::Error;
use std::io::{Read, stderr, stdin};
use std::process::ExitCode;
use std::thread;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::Layer;
use tracewell::http::{Problem, RouteLayer};
use tracewell::redact::{Action, Class};
use tracewell::{Principal, TeamId, UserId};
use tracing_subscriber::fmt;

fn main() -> ExitCode {
    tracewell::run(service)
}

#[tokio::main(flavor = "current_thread")]
async fn service() -> Result<(), Box<dyn Error>> {
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let mut builder = tracewell::builder!().allow(["s3_key", "url"]).redaction(|policy| {
        policy
            .personal_param("ip")
            .sensitive(["badge_no"])
            .not_secret("s3_key", "names a public file")
            .allow_query(["page"])
            .action(Class::Email, Action::KeyedHash)
            .action(Class::Phone, Action::KeepLast(2))
    });
    if asked("foreign") {
        builder = builder.sink(fmt::layer().json().with_writer(stderr));
    }
    let _telemetry = builder.init()?;
    let routes = Router::new().route("/v1/geo/{ip}", get(geo)).route("/v1/people/{email}", get(person));
    let (end, ended) = oneshot::channel();
    thread::spawn(move || {
        let _ = stdin().read_to_end(&mut Vec::new());
        let _ = end.send(());
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("listening on {}", listener.local_addr()?);
    let until = async { ended.await.unwrap_or_default() };
    if asked("around") {
        let service = tracewell::http::layer().layer(routes.layer(RouteLayer::new()));
        // `axum::serve` wants a router or a make-service; a fallback is the shortest way to the latter.
        axum::serve(listener, Router::new().fallback_service(service)).with_graceful_shutdown(until).await?;
    } else {
        axum::serve(listener, routes.layer(tracewell::http::layer())).with_graceful_shutdown(until).await?;
    }
    Ok(())
}

async fn geo(Path(ip): Path<String>, request: Request<Body>) -> tracewell::http::Result<String> {
    tracing::info!(url = %request.uri(), "located");
    if ip.starts_with("10.") {
        let said = format!("nothing at {}", request.uri().path());
        return Err(Problem::new(StatusCode::NOT_FOUND).detail(said));
    }
    Ok("somewhere".to_owned())
}

async fn person(Path(email): Path<String>) -> tracewell::http::Result<String> {
    tracewell::bind(Principal::new(TeamId::new("acme")?).user(UserId::new(&email)?))?;
    tracing::info!(email, phone = "+49 30 123456789", s3_key = "logo.png", badge_no = 4711, "found");
    Ok("a person".to_owned())
}
