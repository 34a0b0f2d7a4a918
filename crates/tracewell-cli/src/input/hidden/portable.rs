use std::io;

/// No terminal can be made not to show what is typed here.
pub(super) struct Quiet;

impl Quiet {
    pub(super) fn begin() -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "a terminal would show what is typed; pipe the value in"))
    }
}
