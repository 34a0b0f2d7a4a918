use tracewell_names::{event, target};

use crate::{Error, ErrorKind, TokenIdPrefix};

/// What is wrong with a token, or with what is needed to verify it: for operators, never for the caller.
///
/// Its word is the `error_type` of `token_anomaly`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Anomaly {
    /// `Authorization` is no single bearer token.
    Scheme,
    /// The token is longer than may be.
    Oversized,
    /// The token is no compact JWS of three parts, or its header or claims are no JSON that fits.
    Malformed,
    /// The algorithm is none of those that are taken.
    Algorithm,
    /// The header has `crit`, of which nothing is understood here.
    Critical,
    /// The header says that this is another kind of token.
    Type,
    /// The issuer has no such key.
    KeyUnknown,
    /// The signature is not by the key.
    Signature,
    /// Another issuer.
    Issuer,
    /// For another audience.
    Audience,
    /// Its time is over.
    Expired,
    /// It has no end.
    ExpiryMissing,
    /// Its time has not come.
    NotYetValid,
    /// No subject, or one that is no user id.
    Subject,
    /// No team, or one that is no team id.
    Team,
    /// Roles that are no list of names, or too many.
    Roles,
    /// It has no id. Told also where that is allowed.
    IdMissing,
    /// It was withdrawn.
    Revoked,
    /// The issuer cannot be reached, or does not say what it should, and there are no keys from before.
    ProviderDown,
    /// The list of revoked tokens does not answer.
    RevocationsDown,
    /// The store of profiles does not answer.
    ProfilesDown,
}

impl Anomaly {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Oversized => "oversized",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::Critical => "critical",
            Self::Type => "type",
            Self::KeyUnknown => "key_unknown",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::ExpiryMissing => "expiry_missing",
            Self::NotYetValid => "not_yet_valid",
            Self::Subject => "subject",
            Self::Team => "team",
            Self::Roles => "roles",
            Self::IdMissing => "jti_missing",
            Self::Revoked => "revoked",
            Self::ProviderDown => "provider_down",
            Self::RevocationsDown => "revocations_down",
            Self::ProfilesDown => "profiles_down",
        }
    }

    /// What an error because of it is.
    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Self::Expired => ErrorKind::TokenExpired,
            Self::Revoked => ErrorKind::TokenRevoked,
            Self::ProviderDown | Self::RevocationsDown | Self::ProfilesDown => ErrorKind::Unavailable,
            _ => ErrorKind::TokenInvalid,
        }
    }

    /// Tells it in passing: the token is accepted.
    pub(crate) fn tell_accepted(self) {
        tracing::debug!(target: target::SECURITY, message = event::TOKEN_ANOMALY, error_type = self.as_str());
    }
}

impl Error {
    /// Tells what is wrong with a token that is refused. That none came is nothing wrong with one.
    pub(crate) fn tell(&self) {
        let Some(anomaly) = self.anomaly().filter(|_| self.is_denial()) else { return };
        let (violation, error_type) = (self.code(), anomaly.as_str());
        let jti_prefix = self.token_id().map(TokenIdPrefix::as_str);
        if self.kind() == ErrorKind::TokenRevoked {
            tracing::info!(target: target::SECURITY, message = event::TOKEN_ANOMALY, violation, error_type, jti_prefix);
        } else {
            tracing::debug!(target: target::SECURITY, message = event::TOKEN_ANOMALY, violation, error_type, jti_prefix);
        }
    }
}
