//! The smallest useful service: every request is told once, with its id and, once known, its team and user.

use std::error::Error;
use std::net::SocketAddr;

use axum::Router;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use tokio::net::TcpListener;
use tracewell::http::{Path, Problem, Result};
use tracewell::{Principal, TeamId, UserId};

fn main() -> std::process::ExitCode {
    tracewell::run(serve) // an error that `main` itself returned would be printed raw
}

#[tokio::main]
async fn serve() -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init!()?; // the environment decides the rest
    let app = Router::new()
        .route("/", get(async || "hello\n"))
        .route("/v1/orders/{id}", get(order))
        .layer(tracewell::http::layer()); // the last layer added: it covers 404, panics, the end of the body
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(address).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(tracewell::terminated()) // so that the last lines are written
        .await?;
    Ok(())
}

async fn order(Path(id): Path<u32>, headers: HeaderMap) -> Result<String> {
    authenticate(&headers)?;
    tracing::info!(order_id = id, token = ?headers.get(AUTHORIZATION), "order_read"); // a slip: see what becomes of it
    let boxes = 12_u32.checked_div(id).ok_or(NoBoxes)?; // an error here is a 500: told in the log, not to the client
    Ok(format!("order {id}: {boxes} boxes\n"))
}

/// Stands for real authentication, which knows whose token it is.
fn authenticate(headers: &HeaderMap) -> Result<()> {
    if !headers.contains_key(AUTHORIZATION) {
        return Err(Problem::new(StatusCode::UNAUTHORIZED).detail("a token is needed"));
    }
    tracewell::bind(Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?))?; // on every line from here on
    Ok(())
}

#[derive(Debug)]
struct NoBoxes;

impl Error for NoBoxes {}

impl std::fmt::Display for NoBoxes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing fits into no boxes")
    }
}
