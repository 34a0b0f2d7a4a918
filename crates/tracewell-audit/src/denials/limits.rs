/// How much room denials get: strangers must not be able to fill the disk, or to keep changes from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenialLimits {
    pub(super) lines_per_client: u64,
    pub(super) bytes_per_minute: usize,
    pub(super) bytes_per_day: usize,
    pub(super) clients: usize,
}

impl Default for DenialLimits {
    fn default() -> Self {
        Self { lines_per_client: 300, bytes_per_minute: 1 << 20, bytes_per_day: 64 << 20, clients: 4096 }
    }
}

impl DenialLimits {
    /// Single lines that one client gets in a minute (300). The rest becomes one line with a count.
    #[must_use]
    pub fn lines_per_client(mut self, lines: u64) -> Self {
        self.lines_per_client = lines;
        self
    }

    /// Bytes that all of them get in a minute (1 MiB). The rest is lost, and counted.
    #[must_use]
    pub fn bytes_per_minute(mut self, bytes: usize) -> Self {
        self.bytes_per_minute = bytes;
        self
    }

    /// Bytes that all of them get in a day (64 MiB): what a flood that does not end takes. The rest is lost, and counted.
    #[must_use]
    pub fn bytes_per_day(mut self, bytes: usize) -> Self {
        self.bytes_per_day = bytes;
        self
    }

    /// Clients that are told apart in a minute (4096). Denials of further ones are lost, and counted.
    #[must_use]
    pub fn clients(mut self, clients: usize) -> Self {
        self.clients = clients;
        self
    }
}
