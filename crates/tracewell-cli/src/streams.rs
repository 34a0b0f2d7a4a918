use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Read, Write};

use crate::output::escaped;

/// What a command reads from and writes to.
pub struct Streams<'s> {
    pub(crate) input: Box<dyn Read + 's>,
    pub(crate) output: Box<dyn Write + 's>,
    pub(crate) errors: Box<dyn Write + 's>,
    pub(crate) progress: bool,
    /// Whether the input is the terminal of the process.
    pub(crate) terminal: bool,
}

impl<'s> Streams<'s> {
    /// Any three streams; no progress is shown.
    #[must_use]
    pub fn new(input: impl Read + 's, output: impl Write + 's, errors: impl Write + 's) -> Self {
        Self {
            input: Box::new(input),
            output: Box::new(output),
            errors: Box::new(errors),
            progress: false,
            terminal: false,
        }
    }

    /// Whether long work says on the third stream how far it is, every second, in a line that it overwrites.
    #[must_use]
    pub fn progress(mut self, show: bool) -> Self {
        self.progress = show;
        self
    }

    /// Writes a line to the third stream. Nobody is left to tell if that fails.
    pub(crate) fn tell(&mut self, sentence: &str) {
        let _ = writeln!(self.errors, "tracewell: {}", escaped(sentence));
    }
}

impl Streams<'static> {
    /// Those of the process. Progress is shown if standard error is a terminal, and a value that is a secret is asked for
    /// without showing it if standard input is one.
    #[must_use]
    pub fn standard() -> Self {
        let (input, errors) = (io::stdin(), io::stderr());
        let (terminal, progress) = (input.is_terminal(), errors.is_terminal());
        let streams = Self::new(input.lock(), BufWriter::new(io::stdout().lock()), errors).progress(progress);
        Self { terminal, ..streams }
    }
}

impl fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streams").field("progress", &self.progress).finish_non_exhaustive()
    }
}
