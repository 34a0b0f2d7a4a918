use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::StatusCode;

use super::fetch::{Failed, Fetch};
use super::metadata::Metadata;
use super::{Issuer, userinfo};
use crate::Email;
use crate::keys::KeySet;

/// How long users are not asked about once the issuer has not answered, and at most while it goes on not to.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

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
    /// What it says of itself may be old. It holds until there is something newer.
    doubted: bool,
    silence: Option<Silence>,
}

/// A time in which users are not asked about.
#[derive(Clone, Copy, Debug)]
struct Silence {
    until: Instant,
    /// The one before has lasted so long: each is twice as long as the one before, until it answers.
    pause: Duration,
}

/// The issuer does not answer, or not with what it was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProviderDown;

/// Why it says nothing of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoUser {
    /// It does not answer, or not with what it was asked for.
    Down,
    /// It does not say it to this token: another one of the same user may have the scope for it.
    Refused,
}

impl Provider {
    pub(crate) fn new(issuer: Issuer, timeout: Duration) -> Result<Self, crate::ConfigError> {
        let fetch = Fetch::new(&issuer, timeout)?;
        Ok(Self { issuer, fetch, state: Mutex::default() })
    }

    /// Its keys. `anew`: also what it says of itself, and with that where its keys are.
    pub(crate) async fn keys(&self, anew: bool) -> Result<KeySet, ProviderDown> {
        let known = self.with_state(|state| state.metadata.clone().filter(|_| !anew && !state.doubted));
        let metadata = match known {
            Some(metadata) => metadata,
            None => self.discover().await?,
        };
        let keys = match self.fetch.get(metadata.jwks_uri(), None).await {
            Ok(document) => KeySet::read(&document),
            Err(_) => None,
        };
        if keys.is_none() {
            // They may have moved: next time it is asked where they are. Who its users are is asked where it was, meanwhile.
            self.with_state(|state| state.doubted = true);
        }
        keys.ok_or(ProviderDown)
    }

    async fn discover(&self) -> Result<Arc<Metadata>, ProviderDown> {
        let document = self.fetch.get(&self.issuer.document(), None).await.map_err(|_| ProviderDown)?;
        let metadata = Arc::new(Metadata::read(&document, &self.issuer).ok_or(ProviderDown)?);
        self.with_state(|state| {
            state.metadata = Some(Arc::clone(&metadata));
            state.doubted = false;
        });
        Ok(metadata)
    }

    /// The e-mail address of `subject`, whose token this is.
    ///
    /// After it has not answered it is left alone for a while: nobody waits for what will not come.
    pub(crate) async fn email(&self, subject: &str, token: &str) -> Result<Option<Email>, NoUser> {
        let now = Instant::now();
        let (metadata, silence) = self.with_state(|state| (state.metadata.clone(), state.silence));
        if silence.is_some_and(|silence| now < silence.until) {
            return Err(NoUser::Down);
        }
        let metadata = metadata.ok_or(NoUser::Down)?;
        let Some(address) = metadata.userinfo_endpoint() else { return Ok(None) };
        let answer = self.fetch.get(address, Some(token)).await;
        let answered = match &answer {
            Ok(_) => true,
            Err(Failed::Status(status)) => status.is_client_error() && !is_for_now(*status),
            Err(_) => false,
        };
        self.with_state(|state| {
            state.silence = if answered { None } else { Some(Silence::after(state.silence, Instant::now())) }
        });
        match answer {
            Ok(document) => userinfo::email_of(subject, &document).map_err(|()| NoUser::Down),
            Err(_) if !answered => Err(NoUser::Down),
            Err(Failed::Status(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)) => Err(NoUser::Refused),
            // It has answered: of this user there is nothing to say.
            Err(_) => Ok(None),
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

impl Silence {
    /// The next one; that which has begun, for those who have asked before it did.
    fn after(before: Option<Self>, now: Instant) -> Self {
        match before {
            Some(before) if now < before.until => before,
            Some(before) => Self::of(now, (before.pause * 2).min(LONGEST_PAUSE)),
            None => Self::of(now, PAUSE),
        }
    }

    fn of(now: Instant, pause: Duration) -> Self {
        Self { until: now + pause, pause }
    }
}

/// Whether a status says "not now", and nothing about what was asked (RFC 9110, RFC 8470, RFC 6585).
fn is_for_now(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS)
}
