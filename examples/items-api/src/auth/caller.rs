use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use tracewell::{Identity, TeamId, UserId};

use tracewell::http::{Problem, Result};

/// An authenticated caller. Handlers take it as an argument; there is none without a verified token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    identity: Identity,
    user: UserId,
}

impl Caller {
    /// The caller who was let in: there is a user, or it is none that this service knows what to do with.
    pub(super) fn admitted(identity: Identity) -> Option<Self> {
        let user = identity.user_id()?.clone();
        Some(Self { identity, user })
    }

    /// What guards ask for.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn team(&self) -> &TeamId {
        self.identity.team()
    }

    pub(crate) fn user(&self) -> &UserId {
        &self.user
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        // Only a route outside the authenticated ones could be without: then it fails closed.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))
    }
}
