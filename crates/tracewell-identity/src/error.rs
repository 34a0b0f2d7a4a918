use std::error::Error as StdError;
use std::fmt;

use http::{HeaderValue, StatusCode};
use tracewell_names::violation;

use crate::{Anomaly, TokenIdPrefix};

/// Why a caller was not let in.
///
/// It holds no part of the token but the first eight characters of its id: there is nothing in it that could leak.
///
/// ```
/// use http::StatusCode;
/// use tracewell_identity::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::TokenMissing);
/// assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
/// assert_eq!(error.violation(), Some("token_missing"));
/// assert_eq!(error.challenge().unwrap(), "Bearer");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    anomaly: Option<Anomaly>,
    token_id: Option<TokenIdPrefix>,
}

/// What kind of refusal an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No token came: 401.
    TokenMissing,
    /// The token cannot be read or verified: 401.
    TokenInvalid,
    /// The token's time is over: 401.
    TokenExpired,
    /// The token was withdrawn: 401.
    TokenRevoked,
    /// The caller lacks a role: 403.
    PermissionDenied,
    /// The caller asked for what belongs to another team: 403.
    CrossTenantAccess,
    /// Whether the token is good cannot be told just now: 503, and no denial.
    Unavailable,
}

impl Error {
    /// An error of this kind.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self { kind, anomaly: None, token_id: None }
    }

    pub(crate) fn because(anomaly: Anomaly) -> Self {
        Self { anomaly: Some(anomaly), ..Self::new(anomaly.kind()) }
    }

    pub(crate) fn of_token(mut self, token_id: Option<TokenIdPrefix>) -> Self {
        self.token_id = token_id;
        self
    }

    /// What kind of refusal it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What is wrong with the token, where that is known.
    #[must_use]
    pub fn anomaly(&self) -> Option<Anomaly> {
        self.anomaly
    }

    /// The first eight characters of the token's id, where it was verified and has one.
    #[must_use]
    pub fn token_id(&self) -> Option<&TokenIdPrefix> {
        self.token_id.as_ref()
    }

    /// Whether the caller was refused, and not only failed to be served.
    #[must_use]
    pub fn is_denial(&self) -> bool {
        self.kind != ErrorKind::Unavailable
    }

    /// The code of the denial, one of [`tracewell_names::violation`]; none where nobody was denied.
    #[must_use]
    pub fn violation(&self) -> Option<&'static str> {
        self.is_denial().then(|| self.code())
    }

    /// A word for it: the violation, or `unavailable`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::TokenMissing => violation::TOKEN_MISSING,
            ErrorKind::TokenInvalid => violation::TOKEN_INVALID,
            ErrorKind::TokenExpired => violation::TOKEN_EXPIRED,
            ErrorKind::TokenRevoked => violation::TOKEN_REVOKED,
            ErrorKind::PermissionDenied => violation::PERMISSION_DENIED,
            ErrorKind::CrossTenantAccess => violation::CROSS_TENANT_ACCESS,
            ErrorKind::Unavailable => "unavailable",
        }
    }

    /// The status to answer with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.kind {
            ErrorKind::TokenMissing | ErrorKind::TokenInvalid | ErrorKind::TokenExpired | ErrorKind::TokenRevoked => {
                StatusCode::UNAUTHORIZED
            }
            ErrorKind::PermissionDenied | ErrorKind::CrossTenantAccess => StatusCode::FORBIDDEN,
            ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750, section 3); none with a 503.
    #[must_use]
    pub fn challenge(&self) -> Option<HeaderValue> {
        let challenge = match self.kind {
            // A request without credentials is told no error code.
            ErrorKind::TokenMissing => "Bearer",
            ErrorKind::TokenInvalid => "Bearer error=\"invalid_token\", error_description=\"The token is not valid\"",
            ErrorKind::TokenExpired => "Bearer error=\"invalid_token\", error_description=\"The token has expired\"",
            ErrorKind::TokenRevoked => "Bearer error=\"invalid_token\", error_description=\"The token was revoked\"",
            ErrorKind::PermissionDenied | ErrorKind::CrossTenantAccess => "Bearer error=\"insufficient_scope\"",
            ErrorKind::Unavailable => return None,
        };
        Some(HeaderValue::from_static(challenge))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::TokenMissing => "a bearer token is needed",
            ErrorKind::TokenInvalid => "the bearer token is not valid",
            ErrorKind::TokenExpired => "the bearer token has expired",
            ErrorKind::TokenRevoked => "the bearer token was revoked",
            ErrorKind::PermissionDenied => "a role is missing",
            ErrorKind::CrossTenantAccess => "this belongs to another team",
            ErrorKind::Unavailable => "the identity provider is not available",
        })?;
        match self.anomaly {
            Some(anomaly) => write!(f, " ({})", anomaly.as_str()),
            None => Ok(()),
        }
    }
}

impl StdError for Error {}
