use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use tracewell_context::{TeamId, UserId};
use tracewell_flow::{IdentityEmail, IdentityEmailCache, Lookup as _, Stage as _};

use super::Email;
use crate::ConfigError;
use crate::keyed_digest::{Digest, KeyedDigest};
use crate::oidc::{NoUser, Provider};
use crate::timed::{ByItself, LONGEST, Timed, until};

/// Addresses that are kept at once.
const MOST: u64 = 100_000;

/// E-mail addresses by issuer, team and user.
#[derive(Clone, Debug)]
pub(crate) struct EmailCache {
    digest: KeyedDigest,
    kept: Cache<Digest, Timed<Option<Email>>>,
    /// Tokens that the issuer says nothing to.
    refused: Cache<Digest, Timed<()>>,
    provider: Arc<Provider>,
    lives: Duration,
}

impl EmailCache {
    pub(crate) fn new(provider: Arc<Provider>, issuer: &str, lives: Duration) -> Result<Self, ConfigError> {
        let digest = KeyedDigest::new("email", issuer, None)?;
        let kept = Cache::builder().max_capacity(MOST).expire_after(ByItself).build();
        let refused = Cache::builder().max_capacity(MOST).expire_after(ByItself).build();
        Ok(Self { digest, kept, refused, provider, lives: lives.min(LONGEST) })
    }

    /// The address of a user: kept, or asked of the issuer with the user's token, once for all who ask at the same time.
    ///
    /// That there is none is kept as well; that the issuer does not say it to a token, of that token alone. The stage ends as
    /// `error` where it does not answer, or not this token, and the user is served without an address.
    pub(crate) async fn get(&self, team: &TeamId, user: &UserId, token: &str, expires: u64) -> Option<Email> {
        if !self.provider.knows_users() {
            return None;
        }
        let key = self.digest.of([team.as_str(), user.as_str()]);
        let found = IdentityEmail::run(async {
            let kept = self.kept.get(&key).await;
            IdentityEmailCache::cache_hit(kept.is_some());
            if let Some(kept) = kept {
                return Ok((kept.value, IdentityEmail::FromCache));
            }
            let of_token = self.digest.of([team.as_str(), user.as_str(), token]);
            if self.refused.contains_key(&of_token) {
                return Err(NoUser::Refused);
            }
            let lives = self.lives.min(until(expires));
            let ask = async {
                let answer = self.provider.email(user.as_str(), token).await;
                if answer == Err(NoUser::Refused) {
                    self.refused.insert(of_token, Timed { value: (), lives }).await;
                }
                Ok::<_, NoUser>(Timed { value: answer?, lives })
            };
            match self.kept.try_get_with(key, ask).await {
                Ok(answer) => Ok((answer.value, IdentityEmail::Resolved)),
                Err(why) => Err(*why),
            }
        });
        found.await.unwrap_or_default()
    }
}
