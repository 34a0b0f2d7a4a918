use std::io;

/// Somewhere that confirmed lines are handed on to: a database, a stream, a second disk.
///
/// A sink is called on a thread of its own and may take its time: the log never waits for it. What it has no room left for
/// is not handed to it; it can be told by the gap in `seq`, and copied from the log later.
pub trait Sink: Send + 'static {
    /// Takes whole lines, each with its line feed. They are on the disk of the log already.
    ///
    /// # Errors
    ///
    /// These lines are lost to this sink. The next ones are handed to it all the same.
    fn write(&mut self, lines: &[u8]) -> io::Result<()>;
}

impl<S: Sink + ?Sized> Sink for Box<S> {
    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        (**self).write(lines)
    }
}
