use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use tracewell::{Principal, TeamId, UserId};

use tracewell::http::{Problem, Result};

/// An authenticated caller. Handlers take it as an argument; there is none without a verified token.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    team: TeamId,
    user: UserId,
    roles: Vec<String>,
}

impl Caller {
    pub(super) fn new(team: TeamId, user: UserId, roles: Vec<String>) -> Self {
        Self { team, user, roles }
    }

    pub(crate) fn team(&self) -> &TeamId {
        &self.team
    }

    pub(crate) fn user(&self) -> &UserId {
        &self.user
    }

    #[cfg_attr(not(test), expect(dead_code, reason = "no route asks for a role yet"))]
    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|own| own == role)
    }

    /// The caller as telemetry knows them.
    pub(super) fn principal(&self) -> Principal {
        Principal::new(self.team.clone()).user(self.user.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        // Only a route outside the authenticated ones could be without: then it fails closed.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED))
    }
}
