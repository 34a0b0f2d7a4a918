//! The bundled service: items, links and teams over HTTP, and nothing told twice.
//!
//! `items-api --help` says how to run it, `items-api --tour` shows it.

#![forbid(unsafe_code)]

mod app;
mod audit;
mod auth;
mod cli;
mod debug;
mod events;
mod geo;
mod health;
mod items;
mod json_object;
mod links;
mod metrics;
mod object_id;
mod origin;
mod run;
mod safe_text;
mod search;
mod server;
mod shutdown;
mod slow_down;
mod teams;
mod tour;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tracewell::redact::Policy;

fn main() -> ExitCode {
    match cli::Cli::try_parse() {
        Ok(cli) if cli.tour() => tour::tour(),
        Ok(cli) => run::run(&cli),
        Err(not_run) => answer(&not_run),
    }
}

/// Help, version, or what is wrong with the command line.
fn answer(not_run: &clap::Error) -> ExitCode {
    // It quotes what was typed, or what a shell has put there from the names of files.
    let text = not_run.render().to_string();
    let _ = if not_run.use_stderr() {
        let text = Policy::installed().scrub(&text).into_owned();
        io::stderr().write_all(safe_text::escaped_lines(&text).as_bytes())
    } else {
        io::stdout().write_all(safe_text::escaped_lines(&text).as_bytes())
    };
    u8::try_from(not_run.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}
