use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracewell_names::variable;

use super::requirements::Requirements;
use super::settings::seconds;
use super::token_cache::{self, TokenCache};
use super::verifier::{Inner, Verifier};
use crate::emails::EmailCache;
use crate::keys::{KeyCache, KeyTimes};
use crate::oidc::{Issuer, Provider};
use crate::profiles::ProfileCache;
use crate::token::ClaimNames;
use crate::{Algorithm, ConfigError, ConfigErrorKind, ProfileStore, RevocationList};

/// Builds a [`Verifier`].
///
/// | parameter | default | why |
/// |---|---|---|
/// | [`audience`](Self::audience) | not checked | set it: a token for another service is good here otherwise |
/// | [`algorithms`](Self::algorithms) | RS256, ES256, EdDSA | there are no others; can be narrowed |
/// | [`leeway`](Self::leeway) | 30 s | clocks differ |
/// | [`team_claim`](Self::team_claim), [`roles_claim`](Self::roles_claim) | `team_id`, `roles` | no standard names them |
/// | [`require_id`](Self::require_id) | no | many issuers give no `jti`; such a token cannot be revoked |
/// | [`longest_token`](Self::longest_token) | 16 KiB | refused before any work |
/// | [`token_ttl`](Self::token_ttl), [`token_cache_bytes`](Self::token_cache_bytes) | 60 s, 64 MiB | for so long a verified token is not verified again |
/// | [`keys_ttl`](Self::keys_ttl), [`keys_stale`](Self::keys_stale) | 12 h, 24 h more | the second while the issuer does not answer |
/// | [`refresh_interval`](Self::refresh_interval) | 5 s | between fetches for unknown key ids, after the first two |
/// | [`email_ttl`](Self::email_ttl), [`userinfo`](Self::userinfo) | 10 min, yes | never beyond the token's expiry |
/// | [`profile_ttl`](Self::profile_ttl) | 10 min | as above |
/// | [`fetch_timeout`](Self::fetch_timeout) | 5 s | for each document |
#[must_use]
pub struct VerifierBuilder {
    issuer: String,
    audience: Option<Box<str>>,
    algorithms: Vec<Algorithm>,
    names: ClaimNames,
    leeway: Duration,
    longest: usize,
    id_required: bool,
    times: KeyTimes,
    token_ttl: Duration,
    token_bytes: u64,
    userinfo: bool,
    email_ttl: Duration,
    profile_ttl: Duration,
    profiles: Option<Arc<dyn ProfileStore>>,
    revocations: Option<Arc<dyn RevocationList>>,
    fetch_timeout: Duration,
}

impl VerifierBuilder {
    pub(super) fn new(issuer: String) -> Self {
        const HOUR: u64 = 60 * 60;
        Self {
            issuer,
            audience: None,
            algorithms: Algorithm::ALL.to_vec(),
            names: ClaimNames::default(),
            leeway: Duration::from_secs(30),
            longest: 16 << 10,
            id_required: false,
            times: KeyTimes {
                fresh: Duration::from_secs(12 * HOUR),
                stale: Duration::from_secs(24 * HOUR),
                interval: Duration::from_secs(5),
            },
            token_ttl: token_cache::LONGEST,
            token_bytes: 64 << 20,
            userinfo: true,
            email_ttl: Duration::from_secs(600),
            profile_ttl: Duration::from_secs(600),
            profiles: None,
            revocations: None,
            fetch_timeout: Duration::from_secs(5),
        }
    }

    /// Whom a token has to be for.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into().into());
        self
    }

    /// The algorithms that are taken, of those there are.
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// By how much clocks may differ.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// The claim that names the team.
    pub fn team_claim(mut self, name: &str) -> Self {
        self.names.set_team(name);
        self
    }

    /// The claim that lists the roles.
    pub fn roles_claim(mut self, name: &str) -> Self {
        self.names.set_roles(name);
        self
    }

    /// Refuses tokens without a `jti`.
    pub fn require_id(mut self) -> Self {
        self.id_required = true;
        self
    }

    /// The longest token that is looked at, in bytes.
    pub fn longest_token(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// For how long a token is not verified again: a minute at most; zero for each time.
    pub fn token_ttl(mut self, ttl: Duration) -> Self {
        self.token_ttl = ttl;
        self
    }

    /// About how many bytes verified tokens may take.
    pub fn token_cache_bytes(mut self, bytes: u64) -> Self {
        self.token_bytes = bytes;
        self
    }

    /// After how long keys are fetched again.
    pub fn keys_ttl(mut self, ttl: Duration) -> Self {
        self.times.fresh = ttl;
        self
    }

    /// For how much longer keys are used while the issuer does not answer.
    pub fn keys_stale(mut self, stale: Duration) -> Self {
        self.times.stale = stale;
        self
    }

    /// Between two fetches for the sake of unknown key ids.
    pub fn refresh_interval(mut self, interval: Duration) -> Self {
        self.times.interval = interval;
        self
    }

    /// Whether the issuer is asked for an e-mail address that the token does not have.
    pub fn userinfo(mut self, ask: bool) -> Self {
        self.userinfo = ask;
        self
    }

    /// How long an e-mail address is kept.
    pub fn email_ttl(mut self, ttl: Duration) -> Self {
        self.email_ttl = ttl;
        self
    }

    /// How long a profile is kept.
    pub fn profile_ttl(mut self, ttl: Duration) -> Self {
        self.profile_ttl = ttl;
        self
    }

    /// Where profiles come from.
    pub fn profiles(mut self, store: impl ProfileStore) -> Self {
        self.profiles = Some(Arc::new(store));
        self
    }

    /// Which tokens were withdrawn.
    pub fn revocations(mut self, list: impl RevocationList) -> Self {
        self.revocations = Some(Arc::new(list));
        self
    }

    /// How long the issuer may take for one document.
    pub fn fetch_timeout(mut self, timeout: Duration) -> Self {
        self.fetch_timeout = timeout;
        self
    }

    /// Takes times to live from `IDENTITY_JWKS_TTL`, `IDENTITY_EMAIL_TTL` and `IDENTITY_PROFILE_TTL`, in seconds.
    ///
    /// One that does not parse is named in a `config_invalid`, and what was set before holds. Keys are kept for a second at
    /// least: with none at all each request would fetch them.
    pub fn times_from_environment(mut self) -> Self {
        let read = |variable: &'static str, ttl: &mut Duration| {
            if let Some(seconds) = seconds(variable, std::env::var(variable)) {
                *ttl = seconds;
            }
        };
        read(variable::IDENTITY_JWKS_TTL, &mut self.times.fresh);
        self.times.fresh = self.times.fresh.max(Duration::from_secs(1));
        read(variable::IDENTITY_EMAIL_TTL, &mut self.email_ttl);
        read(variable::IDENTITY_PROFILE_TTL, &mut self.profile_ttl);
        self
    }

    /// The verifier. Nothing is called yet.
    ///
    /// # Errors
    ///
    /// See [`ConfigErrorKind`].
    pub fn build(self) -> Result<Verifier, ConfigError> {
        let issuer = Issuer::new(&self.issuer)?;
        if !self.names.are_distinct() {
            return Err(ConfigError::new(ConfigErrorKind::Claims));
        }
        if self.algorithms.is_empty() {
            return Err(ConfigError::new(ConfigErrorKind::Algorithms));
        }
        let provider = Arc::new(Provider::new(issuer.clone(), self.fetch_timeout)?);
        let emails = || EmailCache::new(Arc::clone(&provider), issuer.as_str(), self.email_ttl);
        let profiles = |store| ProfileCache::new(store, issuer.as_str(), self.profile_ttl);
        Ok(Verifier::new(Inner {
            tokens: TokenCache::new(issuer.as_str(), self.audience.as_deref(), self.token_ttl, self.token_bytes)?,
            keys: KeyCache::new(Arc::clone(&provider), self.times),
            emails: if self.userinfo { Some(emails()?) } else { None },
            profiles: self.profiles.map(profiles).transpose()?,
            revocations: self.revocations,
            requirements: Requirements {
                issuer,
                audience: self.audience,
                algorithms: self.algorithms,
                names: self.names,
                leeway: self.leeway,
                longest: self.longest,
                id_required: self.id_required,
            },
        }))
    }
}

impl fmt::Debug for VerifierBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifierBuilder").field("algorithms", &self.algorithms).finish_non_exhaustive()
    }
}
