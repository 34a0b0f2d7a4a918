use std::time::SystemTime;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use tracewell::identity;
use tracewell::{Identity, TeamId, UserId};

use tracewell::http::{Problem, Result};

/// An authenticated caller. Handlers take it as an argument; there is none without a verified token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    identity: Identity,
    user: UserId,
    expires_at: Option<SystemTime>,
}

impl Caller {
    /// The caller who was let in: there is a user, or it is none that this service knows what to do with.
    pub(super) fn admitted(caller: &identity::Caller) -> Option<Self> {
        let user = caller.identity().user_id()?.clone();
        Some(Self { identity: caller.identity().clone(), user, expires_at: caller.expires_at() })
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

    /// When what was shown is no longer valid, where it ever is.
    pub(crate) fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        // Only a route outside the authenticated ones could be without: then it fails closed.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))
    }
}
