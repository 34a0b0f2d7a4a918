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
use std::io::{self, Write as _};
use std::process::ExitCode;

const USAGE: &str = "usage: grpc [ADDRESS]
       grpc say URL TEXT

Serves on ADDRESS (127.0.0.1:50051), or says TEXT to such a service at URL.";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["-h" | "--help", ..] => {
            let _ = writeln!(io::stdout(), "{USAGE}"); // nobody reads it
            ExitCode::SUCCESS
        }
        [] => run(&Wanted::Serve("127.0.0.1:50051")),
        ["say", url, text] => run(&Wanted::Say(url, text)),
        [address] if address != "say" && !address.starts_with('-') => run(&Wanted::Serve(address)),
        _ => {
            let _ = writeln!(io::stderr(), "{USAGE}");
            ExitCode::from(2)
        }
    }
}

enum Wanted<'a> {
    Serve(&'a str),
    Say(&'a str, &'a str),
}

fn run(wanted: &Wanted<'_>) -> ExitCode {
    tracewell::run(|| start(wanted)) // an error that `main` itself returned would be printed raw
}

#[tokio::main]
async fn start(wanted: &Wanted<'_>) -> Result<(), Box<dyn Error>> {
    let _telemetry = tracewell::init!()?; // the environment decides the rest
    match wanted {
        Wanted::Serve(address) => serve::serve(address).await,
        Wanted::Say(url, text) => say::say(url.parse()?, text).await,
    }
}
