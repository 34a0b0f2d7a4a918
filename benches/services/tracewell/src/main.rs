//! One route, told by tracewell.

use std::error::Error;
use std::process::ExitCode;

use axum::{Router, routing::get};
use tokio::net::TcpListener;

fn main() -> ExitCode {
    tracewell::run(serve)
}

#[tokio::main]
async fn serve() -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init!()?;
    let app = Router::new().route("/", get(|| async { "hello\n" })).layer(tracewell::http::layer());
    axum::serve(TcpListener::bind("127.0.0.1:3000").await?, app).await?;
    Ok(())
}
