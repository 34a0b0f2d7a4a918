//! The bundled service: items, links and teams over HTTP, and nothing told twice.
//!
//! `items-api --help` says how to run it, `items-api --tour` shows it.

#![forbid(unsafe_code)]

mod app;
mod auth;
mod cli;
mod debug;
mod health;
mod items;
mod json_object;
mod links;
mod metrics;
mod object_id;
mod origin;
mod run;
mod server;
mod shutdown;
mod store;
mod teams;
mod tour;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    if cli.tour() { tour::tour() } else { run::run(&cli) }
}
