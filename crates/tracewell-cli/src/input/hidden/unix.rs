use std::io;

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

/// The terminal of standard input while it shows nothing; its drop makes it show what is typed again.
///
/// Keys that send signals are read like others meanwhile. So no signal that a key can send ends the process in between, and
/// leaves a terminal behind that shows nothing.
pub(super) struct Quiet {
    before: Termios,
}

impl Quiet {
    pub(super) fn begin() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        quiet
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin(), OptionalActions::Now, &quiet)?;
        Ok(Self { before })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // What was pasted beyond the line would be for the shell, which shows and runs it.
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }
}
