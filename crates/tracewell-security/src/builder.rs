use tracewell_redact::{ClientHost, Policy};

use crate::Security;
#[cfg(feature = "redis")]
use crate::abuse::RedisUrl;
use crate::abuse::{AbuseTracker, Clock, Thresholds, Voice};

/// Settings of [`Security`].
///
/// | setting | default | why |
/// |---|---|---|
/// | [`client_host`](Self::client_host) | whole in development, truncated elsewhere | |
/// | [`thresholds`](Self::thresholds) | 10 a host, 5 a user, one hour | |
/// | `redis` | none | windows in memory, of this process alone |
/// | [`proxies_configured`](Self::proxies_configured) | no | an ingress that nobody configured is told |
#[derive(Debug)]
#[must_use = "nothing is made before `build`"]
pub struct SecurityBuilder {
    policy: Policy,
    client_host: ClientHost,
    thresholds: Thresholds,
    clock: Clock,
    #[cfg(feature = "redis")]
    redis: Option<RedisUrl>,
    proxies_configured: bool,
}

impl SecurityBuilder {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            client_host: ClientHost::of(&policy),
            policy,
            thresholds: Thresholds::default(),
            clock: Clock::default(),
            #[cfg(feature = "redis")]
            redis: None,
            proxies_configured: false,
        }
    }

    /// What of a client's address is shown.
    pub const fn client_host(mut self, shown: ClientHost) -> Self {
        self.client_host = shown;
        self
    }

    /// When an abuse signal is given.
    pub const fn thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// Another clock for the windows in memory, for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// A Redis that shares windows between instances.
    #[cfg(feature = "redis")]
    pub fn redis(mut self, url: RedisUrl) -> Self {
        self.redis = Some(url);
        self
    }

    /// Whether `TRUSTED_PROXIES` names any network.
    pub const fn proxies_configured(mut self, configured: bool) -> Self {
        self.proxies_configured = configured;
        self
    }

    /// Makes it. With Redis this starts a thread, which connects in its own time.
    #[must_use]
    pub fn build(self) -> Security {
        let voice = Voice::new(self.policy.clone(), self.client_host);
        #[cfg(feature = "redis")]
        let tracker = AbuseTracker::new(self.thresholds, self.clock, voice, self.redis);
        #[cfg(not(feature = "redis"))]
        let tracker = AbuseTracker::new(self.thresholds, self.clock, voice);
        Security::of_parts(self.policy, self.client_host, tracker, self.proxies_configured)
    }
}
