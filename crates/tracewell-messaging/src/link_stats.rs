/// How a link to a broker is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkStats {
    pub(crate) backend: &'static str,
    pub(crate) connected: bool,
    pub(crate) attempt: u64,
    pub(crate) failures: u64,
    pub(crate) reconnects: u64,
    pub(crate) last_error: Option<String>,
    pub(crate) waiting: usize,
    pub(crate) consumed: u64,
    pub(crate) published: u64,
    pub(crate) duplicates: u64,
    pub(crate) dead: u64,
}

impl LinkStats {
    /// `rabbitmq` or `in_process`.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        self.backend
    }

    /// Whether the link is up.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// Attempts to connect so far.
    #[must_use]
    pub fn attempt(&self) -> u64 {
        self.attempt
    }

    /// Failures in a row; 0 while it is up.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failures
    }

    /// Connections after the first.
    #[must_use]
    pub fn reconnects(&self) -> u64 {
        self.reconnects
    }

    /// The latest error, scrubbed; it stays when the link is up again.
    #[must_use]
    pub fn last_error(&self) -> Option<&str> {
        self.last_error.as_deref()
    }

    /// Messages that wait to be published, or to be handled in process.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Messages taken from the broker.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Messages that the broker has confirmed.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.published
    }

    /// Messages that came again after they had been handled.
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Messages that were given up: dead-lettered, or dropped where there is no place for those.
    #[must_use]
    pub fn dead(&self) -> u64 {
        self.dead
    }
}
