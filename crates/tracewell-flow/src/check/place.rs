/// Where an entry begins: the number of its log, from 0 in the order of reading, and its line, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    log: u32,
    line: u64,
}

impl Place {
    /// A line of a log.
    #[must_use]
    pub const fn new(log: u32, line: u64) -> Self {
        Self { log, line }
    }

    /// The number of the log.
    #[must_use]
    pub const fn log(self) -> u32 {
        self.log
    }

    /// The line.
    #[must_use]
    pub const fn line(self) -> u64 {
        self.line
    }
}
