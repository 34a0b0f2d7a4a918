use tracewell_names::violation;
use tracing::Level;

use super::{AppViolation, Category, Owasp, Severity};

/// What happened, as a stable code.
///
/// ```
/// use tracewell_security::Violation;
///
/// assert_eq!(Violation::CrossTenantAccess.code(), "cross_tenant_access");
/// assert_eq!(Violation::CrossTenantAccess.owasp().as_str(), "authz_fail");
/// assert_eq!(Violation::CrossTenantAccess.status(), Some(403));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Violation {
    /// No token came.
    TokenMissing,
    /// What came has not the form of a token.
    TokenMalformed,
    /// The token cannot be read or verified.
    TokenInvalid,
    /// The token's time is over.
    TokenExpired,
    /// The token was withdrawn.
    TokenRevoked,
    /// The token's signature is not its issuer's.
    TokenSignatureInvalid,
    /// Name and password, or what stands for them, do not fit.
    LoginFailed,
    /// A role is missing.
    PermissionDenied,
    /// Data of another team was asked for.
    CrossTenantAccess,
    /// A stream of another team was asked for.
    CrossTenantSseAccess,
    /// The proof against cross-site forgery is missing or wrong.
    CsrfFailed,
    /// Too many requests.
    RateLimited,
    /// Ids are tried one after the other.
    IdProbing,
    /// A step came that its flow does not allow here.
    SequenceViolation,
    /// The input has the shape of an attack.
    InputAttack,
    /// Redaction is switched off.
    RedactionDisabled,
    /// The audit log is switched off.
    AuditDisabled,
    /// One of the application's own.
    Application(AppViolation),
}

/// What there is to say of a code.
struct Facts(&'static str, Category, Severity, Level, Owasp, Option<u16>);

impl Violation {
    /// Every code but the application's own.
    pub const ALL: &'static [Self] = &[
        Self::TokenMissing,
        Self::TokenMalformed,
        Self::TokenInvalid,
        Self::TokenExpired,
        Self::TokenRevoked,
        Self::TokenSignatureInvalid,
        Self::LoginFailed,
        Self::PermissionDenied,
        Self::CrossTenantAccess,
        Self::CrossTenantSseAccess,
        Self::CsrfFailed,
        Self::RateLimited,
        Self::IdProbing,
        Self::SequenceViolation,
        Self::InputAttack,
        Self::RedactionDisabled,
        Self::AuditDisabled,
    ];

    #[rustfmt::skip]
    const fn facts(self) -> Facts {
        use Category::{Abuse, Authentication, Authorization, Input, Integrity, Monitoring};
        use Severity::{Critical, High, Low, Medium};
        match self {
            Self::TokenMissing => Facts(violation::TOKEN_MISSING, Authentication, Low, Level::DEBUG, Owasp::AuthnLoginFail, Some(401)),
            Self::TokenMalformed => Facts(violation::TOKEN_MALFORMED, Authentication, Low, Level::DEBUG, Owasp::AuthnLoginFail, Some(401)),
            Self::TokenInvalid => Facts(violation::TOKEN_INVALID, Authentication, Medium, Level::DEBUG, Owasp::AuthnLoginFail, Some(401)),
            Self::TokenExpired => Facts(violation::TOKEN_EXPIRED, Authentication, Low, Level::DEBUG, Owasp::SessionUseAfterExpire, Some(401)),
            Self::TokenRevoked => Facts(violation::TOKEN_REVOKED, Authentication, High, Level::INFO, Owasp::AuthnTokenReuse, Some(401)),
            Self::TokenSignatureInvalid => Facts(violation::TOKEN_SIGNATURE_INVALID, Authentication, Medium, Level::DEBUG, Owasp::AuthnLoginFail, Some(401)),
            Self::LoginFailed => Facts(violation::LOGIN_FAILED, Authentication, Medium, Level::WARN, Owasp::AuthnLoginFail, Some(401)),
            Self::PermissionDenied => Facts(violation::PERMISSION_DENIED, Authorization, Medium, Level::WARN, Owasp::AuthzFail, Some(403)),
            Self::CrossTenantAccess => Facts(violation::CROSS_TENANT_ACCESS, Authorization, High, Level::WARN, Owasp::AuthzFail, Some(403)),
            Self::CrossTenantSseAccess => Facts(violation::CROSS_TENANT_SSE_ACCESS, Authorization, High, Level::WARN, Owasp::AuthzFail, Some(403)),
            Self::CsrfFailed => Facts(violation::CSRF_FAILED, Integrity, High, Level::WARN, Owasp::MaliciousCsrf, Some(403)),
            Self::RateLimited => Facts(violation::RATE_LIMITED, Abuse, Medium, Level::WARN, Owasp::ExcessRateLimitExceeded, Some(429)),
            Self::IdProbing => Facts(violation::ID_PROBING, Abuse, High, Level::WARN, Owasp::MaliciousDirectReference, None),
            Self::SequenceViolation => Facts(violation::SEQUENCE_VIOLATION, Integrity, High, Level::WARN, Owasp::SequenceFail, None),
            Self::InputAttack => Facts(violation::INPUT_ATTACK, Input, High, Level::WARN, Owasp::MaliciousExtraneous, None),
            Self::RedactionDisabled => Facts(violation::REDACTION_DISABLED, Monitoring, High, Level::WARN, Owasp::SysMonitorDisabled, None),
            Self::AuditDisabled => Facts(violation::AUDIT_DISABLED, Monitoring, Critical, Level::ERROR, Owasp::SysMonitorDisabled, None),
            Self::Application(own) => Facts(own.code, own.category, own.severity, own.level, own.owasp, own.status),
        }
    }

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.facts().0
    }

    /// Its family.
    #[must_use]
    pub const fn category(self) -> Category {
        self.facts().1
    }

    /// How grave it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.facts().2
    }

    /// The level of its event. Anomalies of tokens are DEBUG: each one of them is somebody whose session has ended.
    /// Many of them from one side are an abuse signal, which is a WARN.
    #[must_use]
    pub const fn level(self) -> Level {
        self.facts().3
    }

    /// What the OWASP logging vocabulary calls it.
    #[must_use]
    pub const fn owasp(self) -> Owasp {
        self.facts().4
    }

    /// The HTTP status that it is answered with, if it is a denial at all.
    #[must_use]
    pub const fn status(self) -> Option<u16> {
        self.facts().5
    }

    /// The code of an answer that does not say why it denies.
    pub(crate) const fn of_status(status: u16, with_credentials: bool) -> Option<Self> {
        match status {
            401 if with_credentials => Some(Self::TokenInvalid),
            401 => Some(Self::TokenMissing),
            403 => Some(Self::PermissionDenied),
            429 => Some(Self::RateLimited),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_code_and_the_other_way_round() {
        let codes: Vec<_> = Violation::ALL.iter().map(|violation| violation.code()).collect();
        let mut names = violation::ALL.to_vec();
        let mut sorted = codes.clone();
        names.sort_unstable();
        sorted.sort_unstable();
        assert_eq!(sorted, names);
    }

    #[test]
    fn denials_are_told_from_anomalies_by_their_status() {
        for violation in Violation::ALL {
            assert!(violation.status().is_none_or(|status| [401, 403, 429].contains(&status)), "{violation:?}");
        }
        assert_eq!(Violation::InputAttack.status(), None);
        assert_eq!(Violation::of_status(401, false), Some(Violation::TokenMissing));
        assert_eq!(Violation::of_status(401, true), Some(Violation::TokenInvalid));
        assert_eq!(Violation::of_status(404, true), None);
    }
}
