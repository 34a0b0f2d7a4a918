//! The `tracewell` command; all of it is in the library of this package.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use tracewell_cli::{Streams, run};

fn main() -> ExitCode {
    run(std::env::args_os(), Streams::standard()).into()
}
