use std::io::{self, ErrorKind};

use super::Quiet;
use super::typing::{Typed, Typing};
use crate::Streams;

/// Asks on standard error, and reads one line from a terminal that does not show it.
pub(crate) fn read_hidden(streams: &mut Streams<'_>, prompt: &str, longest: usize) -> io::Result<Typed> {
    // First: what is typed ahead of the prompt is shown otherwise.
    let quiet = Quiet::begin()?;
    let _ = streams.errors.write_all(prompt.as_bytes());
    let _ = streams.errors.flush();
    let mut typing = Typing::new(longest);
    let mut byte = [0];
    let typed = loop {
        match streams.input.read(&mut byte) {
            Ok(0) => break Ok(typing.end()),
            Ok(_) => {
                if let Some(typed) = byte.first().and_then(|byte| typing.take(*byte)) {
                    break Ok(typed);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    drop(quiet);
    let _ = streams.errors.write_all(b"\n");
    typed
}
