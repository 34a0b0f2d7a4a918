use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use tokio::time::timeout;
use tracewell_context::{Identity, UserId};
use tracewell_flow::{IdentityProfile, IdentityProfileCache, Lookup as _, Stage as _};

use super::{Profile, ProfileStore};
use crate::keyed_digest::{Digest, KeyedDigest};
use crate::timed::{ByItself, LONGEST, Timed, until};
use crate::{Anomaly, ConfigError, Email, Error};

/// Bytes of profiles that are kept at once.
const MOST_BYTES: u64 = 16 << 20;
/// What an entry takes beside its profile.
const OVERHEAD: u32 = 256;
/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Profiles by issuer, team, user and roles.
#[derive(Clone)]
pub(crate) struct ProfileCache {
    digest: KeyedDigest,
    kept: Cache<Digest, Timed<Option<Profile>>>,
    store: Arc<dyn ProfileStore>,
    lives: Duration,
}

impl ProfileCache {
    pub(crate) fn new(store: Arc<dyn ProfileStore>, issuer: &str, lives: Duration) -> Result<Self, ConfigError> {
        let weight = |_: &Digest, timed: &Timed<Option<Profile>>| {
            timed.value.as_ref().map_or(0, Profile::weight).saturating_add(OVERHEAD)
        };
        let kept = Cache::builder().max_capacity(MOST_BYTES).weigher(weight).expire_after(ByItself).build();
        Ok(Self { digest: KeyedDigest::new("profile", issuer, None)?, kept, store, lives: lives.min(LONGEST) })
    }

    /// The profile of a caller: kept, or loaded once for all who ask at the same time.
    pub(crate) async fn get(
        &self,
        caller: &Identity,
        email: Option<&Email>,
        expires: Option<u64>,
    ) -> Result<Option<Profile>, Error> {
        let user = caller.user_id().map_or("", UserId::as_str);
        let key = self.digest.of([caller.team().as_str(), user].into_iter().chain(caller.role_names()));
        IdentityProfile::run(async {
            let kept = self.kept.get(&key).await;
            IdentityProfileCache::cache_hit(kept.is_some());
            if let Some(kept) = kept {
                return Ok((kept.value, IdentityProfile::FromCache));
            }
            let load = async {
                let down = Error::because(Anomaly::ProfilesDown);
                match timeout(PATIENCE, self.store.load(caller, email)).await {
                    Ok(Ok(value)) => {
                        Ok(Timed { value, lives: expires.map_or(self.lives, |expires| self.lives.min(until(expires))) })
                    }
                    Ok(Err(_)) | Err(_) => Err(down),
                }
            };
            match self.kept.try_get_with(key, load).await {
                Ok(answer) => Ok((answer.value, IdentityProfile::Resolved)),
                Err(error) => Err((*error).clone()),
            }
        })
        .await
    }
}

impl fmt::Debug for ProfileCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfileCache").field("lives", &self.lives).finish_non_exhaustive()
    }
}
