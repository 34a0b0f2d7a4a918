use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::fetch::{Failed, Fetch};
use super::metadata::Metadata;
use super::{Issuer, userinfo};
use crate::Email;
use crate::keys::KeySet;

/// How long users are not asked about once the issuer has not answered.
const PAUSE: Duration = Duration::from_secs(5);

/// The issuer, as it answers over HTTP. Nothing that it says is believed beyond what it is asked for.
#[derive(Debug)]
pub(crate) struct Provider {
    issuer: Issuer,
    fetch: Fetch,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    metadata: Option<Arc<Metadata>>,
    silent_until: Option<Instant>,
}

/// The issuer does not answer, or not with what it was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProviderDown;

impl Provider {
    pub(crate) fn new(issuer: Issuer, timeout: Duration) -> Result<Self, crate::ConfigError> {
        let fetch = Fetch::new(&issuer, timeout)?;
        Ok(Self { issuer, fetch, state: Mutex::default() })
    }

    /// Its keys. `anew`: also what it says of itself, and with that where its keys are.
    pub(crate) async fn keys(&self, anew: bool) -> Result<KeySet, ProviderDown> {
        let known = if anew { None } else { self.with_state(|state| state.metadata.clone()) };
        let metadata = match known {
            Some(metadata) => metadata,
            None => self.discover().await?,
        };
        let keys = match self.fetch.get(metadata.jwks_uri(), None).await {
            Ok(document) => KeySet::read(&document),
            Err(_) => None,
        };
        if keys.is_none() {
            // They may have moved: next time it is asked where they are.
            self.with_state(|state| state.metadata = None);
        }
        keys.ok_or(ProviderDown)
    }

    async fn discover(&self) -> Result<Arc<Metadata>, ProviderDown> {
        let document = self.fetch.get(&self.issuer.document(), None).await.map_err(|_| ProviderDown)?;
        let metadata = Arc::new(Metadata::read(&document, &self.issuer).ok_or(ProviderDown)?);
        self.with_state(|state| state.metadata = Some(Arc::clone(&metadata)));
        Ok(metadata)
    }

    /// The e-mail address of `subject`, whose token this is.
    ///
    /// After it has not answered it is left alone for a while: nobody waits for what will not come.
    pub(crate) async fn email(&self, subject: &str, token: &str) -> Result<Option<Email>, ProviderDown> {
        let now = Instant::now();
        let (metadata, silent) = self.with_state(|state| (state.metadata.clone(), state.silent_until));
        if silent.is_some_and(|until| now < until) {
            return Err(ProviderDown);
        }
        let metadata = metadata.ok_or(ProviderDown)?;
        let Some(address) = metadata.userinfo_endpoint() else { return Ok(None) };
        match self.fetch.get(address, Some(token)).await {
            Ok(document) => userinfo::email_of(subject, &document).map_err(|()| ProviderDown),
            // It has answered: it does not want to say.
            Err(Failed::Status(status)) if status.is_client_error() => Ok(None),
            Err(_) => {
                self.with_state(|state| state.silent_until = Some(Instant::now() + PAUSE));
                Err(ProviderDown)
            }
        }
    }

    /// Whether there is anybody to ask about users.
    pub(crate) fn knows_users(&self) -> bool {
        self.with_state(|state| state.metadata.as_ref().is_none_or(|metadata| metadata.userinfo_endpoint().is_some()))
    }

    fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
