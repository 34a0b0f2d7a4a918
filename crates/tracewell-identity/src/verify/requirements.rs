use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tracewell_context::{Identity, Principal, TeamId, UserId};

use super::token_cache::Verified;
use crate::keys::Key;
use crate::oidc::Issuer;
use crate::token::{ClaimNames, Claims};
use crate::{Algorithm, Anomaly, Email, Error, TokenIdPrefix};

/// The longest id of a token that is taken, in bytes.
const LONGEST_ID: usize = 256;

/// What a token has to say to be taken.
#[derive(Clone, Debug)]
pub(super) struct Requirements {
    pub(super) issuer: Issuer,
    pub(super) audience: Option<Box<str>>,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) names: ClaimNames,
    pub(super) leeway: Duration,
    pub(super) longest: usize,
    pub(super) id_required: bool,
}

impl Requirements {
    /// Judges the payload of a token whose signature by `key` has been found good.
    pub(super) fn judge(&self, payload: &[u8], key: Arc<Key>) -> Result<Verified, Error> {
        let claims = Claims::read(payload, &self.names).map_err(Error::because)?;
        let id = claims.id().map_err(Error::because)?;
        self.judge_claims(&claims, id, key)
            .map_err(|anomaly| Error::because(anomaly).of_token(id.map(TokenIdPrefix::of)))
    }

    fn judge_claims(&self, claims: &Claims<'_>, id: Option<&str>, key: Arc<Key>) -> Result<Verified, Anomaly> {
        if claims.issuer() != Some(self.issuer.as_str()) {
            return Err(Anomaly::Issuer);
        }
        if self.audience.as_deref().is_some_and(|audience| !claims.is_for(audience)) {
            return Err(Anomaly::Audience);
        }
        let (now, leeway) = (now(), self.leeway.as_secs());
        let expires = claims.expires()?;
        if now > expires.saturating_add(leeway) {
            return Err(Anomaly::Expired);
        }
        if claims.not_before()? > now.saturating_add(leeway) {
            return Err(Anomaly::NotYetValid);
        }
        match id {
            None if self.id_required => return Err(Anomaly::IdMissing),
            None => Anomaly::IdMissing.tell_accepted(),
            Some(id) if id.len() > LONGEST_ID => return Err(Anomaly::Malformed),
            Some(_) => {}
        }
        let user = claims.subject().and_then(|subject| UserId::new(subject).ok()).ok_or(Anomaly::Subject)?;
        let team = claims.team().and_then(|team| TeamId::new(team).ok()).ok_or(Anomaly::Team)?;
        let identity = Identity::verified(Principal::new(team).user(user)).roles(claims.roles()?);
        let email = claims.email().and_then(Email::new);
        Ok(Verified { identity, id: id.map(Box::from), email, expires, key })
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
