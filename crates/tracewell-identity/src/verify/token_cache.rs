use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tracewell_context::Identity;

use crate::keyed_digest::{Digest, KeyedDigest};
use crate::keys::Key;
use crate::timed::{ByItself, Timed, until};
use crate::{ConfigError, Email};

/// The longest time that a token is not verified again.
pub(super) const LONGEST: Duration = Duration::from_secs(60);
/// What an entry takes beside its texts, measured, and then some: itself, its digest, and what the cache keeps about it.
const OVERHEAD: usize = 900;

/// Tokens that were verified, by their digest. Those that were refused are not kept: there is no end of them.
#[derive(Clone, Debug)]
pub(super) struct TokenCache {
    digest: KeyedDigest,
    kept: Cache<Digest, Timed<Arc<Verified>>>,
    lives: Duration,
}

/// What a token says, once its signature and its claims have been found good.
#[derive(Debug)]
pub(super) struct Verified {
    pub(super) identity: Identity,
    pub(super) id: Option<Box<str>>,
    pub(super) email: Option<Email>,
    /// Seconds since 1970.
    pub(super) expires: u64,
    /// The key that it is signed with.
    pub(super) key: Arc<Key>,
}

impl Verified {
    fn weight(&self) -> u32 {
        let roles: usize = self.identity.role_names().map(|role| role.len() + size_of::<Box<str>>()).sum();
        let user = self.identity.user_id().map_or(0, |user| user.as_str().len());
        let id = self.id.as_ref().map_or(0, |id| id.len());
        let email = self.email.as_ref().map_or(0, |email| email.as_str().len());
        let texts = roles + user + id + email + self.identity.team().as_str().len();
        u32::try_from(OVERHEAD + texts).unwrap_or(u32::MAX)
    }
}

impl TokenCache {
    pub(super) fn new(
        issuer: &str,
        audience: Option<&str>,
        lives: Duration,
        most_bytes: u64,
    ) -> Result<Self, ConfigError> {
        let kept = Cache::builder()
            .max_capacity(most_bytes)
            .weigher(|_: &Digest, timed: &Timed<Arc<Verified>>| timed.value.weight())
            .expire_after(ByItself)
            .build();
        Ok(Self { digest: KeyedDigest::new("token", issuer, audience)?, kept, lives: lives.min(LONGEST) })
    }

    pub(super) fn digest(&self, token: &str) -> Digest {
        self.digest.of([token])
    }

    /// What was found of this token.
    pub(super) fn get(&self, digest: &Digest) -> Option<Arc<Verified>> {
        self.kept.get(digest).map(|timed| timed.value).filter(|verified| !until(verified.expires).is_zero())
    }

    pub(super) fn forget(&self, digest: &Digest) {
        self.kept.invalidate(digest);
    }

    pub(super) fn insert(&self, digest: Digest, verified: Arc<Verified>) {
        let lives = self.lives.min(until(verified.expires));
        if !lives.is_zero() {
            self.kept.insert(digest, Timed { value: verified, lives });
        }
    }
}
