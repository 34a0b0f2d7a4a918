use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use tokio::time::timeout;
use tracewell_flow::{IdentityEmail, IdentityExternal, IdentityJwks, Lookup as _, Stage as _};

use super::VerifierBuilder;
use super::lookup::{IdentityJwksCache, IdentityTokenCache};
use super::requirements::Requirements;
use super::token_cache::{TokenCache, Verified};
use crate::emails::EmailCache;
use crate::keys::{Kept, Key, KeyCache, Source};
use crate::profiles::ProfileCache;
use crate::token::{Compact, Header};
use crate::{Algorithm, Anomaly, Authenticate, Caller, Email, Error, Profile, RevocationList, TokenIdPrefix, bearer};

/// How long the list of revoked tokens may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Turns bearer tokens of one OpenID Connect issuer into callers.
///
/// Cloning is cheap, and clones share their caches. It needs a tokio runtime. The issuer is not called before the first
/// token comes.
///
/// ```no_run
/// use tracewell_identity::{ErrorKind, Verifier};
///
/// # async fn example(token: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = Verifier::builder("https://id.example").audience("orders").build()?;
/// match verifier.verify(token).await {
///     Ok(caller) => println!("{:?} of {}", caller.user_id(), caller.team()),
///     Err(error) if error.kind() == ErrorKind::Unavailable => println!("try again later"),
///     Err(error) => println!("401 {}", error.code()),
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

pub(super) struct Inner {
    pub(super) requirements: Requirements,
    pub(super) tokens: TokenCache,
    pub(super) keys: KeyCache,
    pub(super) emails: Option<EmailCache>,
    pub(super) profiles: Option<ProfileCache>,
    pub(super) revocations: Option<Arc<dyn RevocationList>>,
}

impl Verifier {
    /// A verifier for the tokens of this issuer: its address, exactly as its tokens have it in `iss`.
    pub fn builder(issuer: impl Into<String>) -> VerifierBuilder {
        VerifierBuilder::new(issuer.into())
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The caller whose token this is, as the bytes that came.
    ///
    /// What is wrong with a token is told as `token_anomaly`.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind). None of them holds any of the token but the beginning of its id.
    pub async fn verify(&self, token: &[u8]) -> Result<Caller, Error> {
        let caller = self.caller(token).await;
        if let Err(error) = &caller {
            error.tell();
        }
        caller
    }

    async fn caller(&self, token: &[u8]) -> Result<Caller, Error> {
        let token = Compact::split(token, self.0.requirements.longest).map_err(Error::because)?;
        IdentityExternal::run(async {
            let verified = self.verified(token).await?;
            self.not_revoked(&verified).await?;
            let email = self.email(&verified, token).await;
            let caller = Caller::new(verified.identity.clone()).with_email(email).expiring(verified.expires);
            Ok((caller, IdentityExternal::Ok))
        })
        .denied_if(Error::is_denial)
        .await
    }

    async fn verified(&self, token: Compact<'_>) -> Result<Arc<Verified>, Error> {
        let digest = self.0.tokens.digest(token.text());
        let known = self.0.tokens.get(&digest);
        IdentityTokenCache::cache_hit(known.is_some());
        if let Some(known) = known {
            if self.key_stands(&known).await? {
                return Ok(known);
            }
            self.0.tokens.forget(&digest);
        }
        let header = token.header().map_err(Error::because)?;
        let (algorithm, header) = Header::read(&header).map_err(Error::because)?;
        if !self.0.requirements.algorithms.contains(&algorithm) {
            return Err(Error::because(Anomaly::Algorithm));
        }
        let signature = token.signature().map_err(Error::because)?;
        let keys = self.keys(header.key_id(), algorithm).await?;
        let key = keys
            .into_iter()
            .find(|key| key.verify(token.signed(), &signature).is_ok())
            .ok_or(Error::because(Anomaly::Signature))?;
        let payload = token.payload().map_err(Error::because)?;
        let verified = Arc::new(self.0.requirements.judge(&payload, key)?);
        self.0.tokens.insert(digest, Arc::clone(&verified));
        Ok(verified)
    }

    /// Whether the key that a token was verified with is still the issuer's.
    async fn key_stands(&self, known: &Verified) -> Result<bool, Error> {
        IdentityJwks::run(async {
            let got = self.0.keys.get().await;
            IdentityJwksCache::cache_hit(matches!(got, Some((_, Source::Cache))));
            let (kept, source) = got.ok_or(Error::because(Anomaly::ProviderDown))?;
            Ok((kept.keys().has(&known.key), outcome(source)))
        })
        .await
    }

    /// The keys that a token may be signed with.
    async fn keys(&self, id: Option<&str>, algorithm: Algorithm) -> Result<Vec<Arc<Key>>, Error> {
        IdentityJwks::run(async {
            let candidates = |kept: &Kept| kept.keys().candidates(id, algorithm).cloned().collect::<Vec<_>>();
            let got = self.0.keys.get().await.map(|(kept, source)| (candidates(&kept), kept, source));
            let hit = matches!(&got, Some((keys, _, Source::Cache)) if !keys.is_empty());
            IdentityJwksCache::cache_hit(hit);
            let (keys, kept, source) = got.ok_or(Error::because(Anomaly::ProviderDown))?;
            if !keys.is_empty() {
                return Ok((keys, outcome(source)));
            }
            // Unless they have come just now, there may be others meanwhile.
            let newer = if source == Source::Cache { self.0.keys.newer_than(&kept).await } else { None };
            let keys = newer.map(|kept| candidates(&kept)).unwrap_or_default();
            if keys.is_empty() { Err(Error::because(Anomaly::KeyUnknown)) } else { Ok((keys, IdentityJwks::Resolved)) }
        })
        .denied_if(Error::is_denial)
        .await
    }

    async fn not_revoked(&self, verified: &Verified) -> Result<(), Error> {
        let (Some(list), Some(id)) = (&self.0.revocations, &verified.id) else { return Ok(()) };
        let of_token = |anomaly| Error::because(anomaly).of_token(Some(TokenIdPrefix::of(id)));
        match timeout(PATIENCE, list.is_revoked(id)).await {
            Ok(Ok(false)) => Ok(()),
            Ok(Ok(true)) => Err(of_token(Anomaly::Revoked)),
            Ok(Err(_)) | Err(_) => Err(of_token(Anomaly::RevocationsDown)),
        }
    }

    async fn email(&self, verified: &Verified, token: Compact<'_>) -> Option<Email> {
        if let Some(email) = &verified.email {
            IdentityEmail::FromToken.without_start();
            return Some(email.clone());
        }
        let (emails, user) = (self.0.emails.as_ref()?, verified.identity.user_id()?);
        emails.get(verified.identity.team(), user, token.text(), verified.expires).await
    }
}

fn outcome(source: Source) -> IdentityJwks {
    match source {
        Source::Cache => IdentityJwks::FromCache,
        Source::Provider => IdentityJwks::Resolved,
    }
}

impl Authenticate for Verifier {
    async fn authenticate(&self, head: &Parts) -> Result<Caller, Error> {
        match bearer(&head.headers) {
            Ok(token) => self.verify(token).await,
            Err(error) => {
                error.tell();
                Err(error)
            }
        }
    }

    fn has_profiles(&self) -> bool {
        self.0.profiles.is_some()
    }

    async fn profile(&self, caller: &Caller) -> Result<Option<Profile>, Error> {
        match &self.0.profiles {
            Some(profiles) => profiles.get(caller.identity(), caller.email(), caller.expires()).await,
            None => Ok(None),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("issuer", &self.0.requirements.issuer.as_str()).finish_non_exhaustive()
    }
}
