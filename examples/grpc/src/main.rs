//! A gRPC service with tonic. Each call is told in one line, by the status that its client sees.
//!
//! `grpc [ADDRESS]` serves, on 127.0.0.1:50051 unless told otherwise; `grpc say URL TEXT` calls such a service.

#![forbid(unsafe_code)]

mod caller;
mod echo;
mod proto;
mod say;
mod serve;

use std::env;
use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    tracewell::run(start) // an error that `main` itself returned would be printed raw
}

#[tokio::main]
async fn start() -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init!()?; // the environment decides the rest
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve::serve("127.0.0.1:50051").await,
        ["say", url, text] => say::say(url.parse()?, text).await,
        [address] => serve::serve(address).await,
        _ => Err("usage: grpc [ADDRESS]  or  grpc say URL TEXT".into()),
    }
}
