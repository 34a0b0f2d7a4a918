use std::ffi::OsString;
use std::io;

use clap::Parser;

use crate::command::{audit, check, fields, hmac, probe, scan, view};
use crate::command_line::{Command, CommandLine};
use crate::output::Redactor;
use crate::{Exit, Streams};

/// Runs the command that `arguments` name; the first of them is the program's own name.
///
/// ```
/// use tracewell_cli::{Exit, Streams, run};
///
/// let mut output = Vec::new();
/// let exit = run(["tracewell", "--version"], Streams::new(&b""[..], &mut output, std::io::sink()));
/// assert_eq!(exit, Exit::OK);
/// assert!(output.starts_with(b"tracewell "));
/// ```
pub fn run<A>(arguments: impl IntoIterator<Item = A>, mut streams: Streams<'_>) -> Exit
where
    A: Into<OsString> + Clone,
{
    let ended = match CommandLine::try_parse_from(arguments) {
        Ok(CommandLine { command }) => match command {
            Command::Audit(arguments) => audit(&arguments, &mut streams),
            Command::Check(arguments) => check(&arguments, &mut streams),
            Command::Fields(arguments) => fields(&arguments, &mut streams),
            Command::Hmac(arguments) => hmac(&arguments, &mut streams),
            Command::Probe(arguments) => probe(&arguments, &mut streams),
            Command::Scan(arguments) => scan(&arguments, &mut streams),
            Command::View(arguments) => view(&arguments, &mut streams),
        },
        Err(not_run) => answer(&not_run, &mut streams),
    };
    let written = ended.and_then(|exit| streams.output.flush().map(|()| exit));
    written.unwrap_or_else(|error| match error.kind() {
        // Whoever read has seen enough.
        io::ErrorKind::BrokenPipe => Exit::OK,
        _ => {
            streams.tell(&format!("cannot write the output: {error}"));
            Exit::FAILED
        }
    })
}

/// Help, version, or what is wrong with the command line.
fn answer(not_run: &clap::Error, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if not_run.use_stderr() {
        let text = Redactor::new().refusal(not_run);
        let _ = streams.errors.write_all(text.as_bytes());
        Ok(Exit::FAILED)
    } else {
        streams.output.write_all(not_run.render().to_string().as_bytes())?;
        Ok(Exit::OK)
    }
}
