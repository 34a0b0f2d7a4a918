use std::time::Duration;

use super::Kind;

/// How far a window counts at least: beyond its threshold it need not be exact, but a person wants to know how much more.
const COUNTED: u32 = 100;

/// When an abuse signal is given.
///
/// | setting | default | range |
/// |---|---|---|
/// | [`host`](Self::host) | 10 | 1 to 10,000 |
/// | [`user`](Self::user), for principals too | 5 | 1 to 10,000 |
/// | [`window`](Self::window) | one hour | one second to 30 days |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    host: u32,
    user: u32,
    window: Duration,
}

impl Thresholds {
    /// The highest threshold: each violation up to it is a number in memory.
    pub const MAX: u32 = 10_000;
    /// The longest window.
    pub const MAX_WINDOW: Duration = Duration::from_secs(30 * 24 * 3600);

    /// Violations of one address that give a signal.
    #[must_use]
    pub const fn host(mut self, threshold: u32) -> Self {
        self.host = within(threshold);
        self
    }

    /// Violations of one user that give a signal.
    #[must_use]
    pub const fn user(mut self, threshold: u32) -> Self {
        self.user = within(threshold);
        self
    }

    /// How long a violation counts.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window.clamp(Duration::from_secs(1), Self::MAX_WINDOW);
        self
    }

    pub(crate) const fn of(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Host => self.host,
            Kind::User | Kind::Principal => self.user,
        }
    }

    /// Up to which number the violations of a subject are counted.
    pub(crate) const fn cap(&self, kind: Kind) -> u32 {
        let threshold = self.of(kind);
        if threshold > COUNTED { threshold } else { COUNTED }
    }

    /// The window in milliseconds.
    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.window.as_millis()).unwrap_or(u64::MAX)
    }

    /// The window in seconds.
    pub(crate) const fn seconds(&self) -> u64 {
        self.window.as_secs()
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { host: 10, user: 5, window: Duration::from_secs(3600) }
    }
}

const fn within(threshold: u32) -> u32 {
    if threshold < 1 {
        1
    } else if threshold > Thresholds::MAX {
        Thresholds::MAX
    } else {
        threshold
    }
}
