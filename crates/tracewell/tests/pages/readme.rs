use std::{error::Error, net::SocketAddr};

use axum::{Router, extract::Path, routing::get};
use tokio::net::TcpListener;

fn main() -> std::process::ExitCode {
    tracewell::run(serve) // an error that `main` itself returned would be printed raw
}

#[tokio::main]
async fn serve() -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init!()?; // the environment decides the rest
    let app = Router::new().route("/v1/orders/{id}", get(order)).layer(tracewell::http::layer()); // the last layer added: it covers 404, panics, the body's end
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(tracewell::terminated()) // SIGTERM and Ctrl-C: the last lines are written too
        .await?;
    Ok(())
}

async fn order(Path(id): Path<u32>) -> String {
    tracing::info!(order_id = id, "order_read");
    format!("order {id}\n")
}
