use std::error::Error;
use std::fmt;

use axum::http::request::Parts;
use tracewell::identity::{Authenticate, Caller, Error as IdentityError, ErrorKind, Profile, Verifier, bearer};

use super::{dev, oidc};
use crate::cli::AuthChoice;

/// Who decides which tokens are good.
#[derive(Clone, Debug)]
pub(crate) enum Authority {
    /// Development: any token but the bad one.
    Dev,
    /// An OpenID Connect issuer.
    Oidc(Verifier),
    /// Nobody has been appointed: every token is refused.
    Nobody,
}

impl Authority {
    /// The authority for a choice on the command line.
    ///
    /// # Errors
    ///
    /// Development identity is refused outside development, and there is no issuer's without an issuer.
    pub(crate) fn choose(choice: Option<AuthChoice>, development: bool) -> Result<Self, AuthorityRefused> {
        match (choice, development) {
            (Some(AuthChoice::Dev) | None, true) => Ok(Self::Dev),
            (None, false) => Ok(Self::Nobody),
            (Some(AuthChoice::Dev), false) => Err(AuthorityRefused::DevOutsideDevelopment),
            (Some(AuthChoice::Oidc), _) => oidc::choose(),
        }
    }

    pub(crate) fn is_nobody(&self) -> bool {
        matches!(self, Self::Nobody)
    }

    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Oidc(_) => "oidc",
            Self::Nobody => "nobody",
        }
    }
}

impl Authenticate for Authority {
    async fn authenticate(&self, head: &Parts) -> Result<Caller, IdentityError> {
        match self {
            Self::Dev => {
                let identity = dev::identify(bearer(&head.headers)?, &head.headers);
                Ok(Caller::new(identity.ok_or(IdentityError::new(ErrorKind::TokenInvalid))?))
            }
            Self::Oidc(verifier) => verifier.authenticate(head).await,
            Self::Nobody => {
                bearer(&head.headers)?;
                Err(IdentityError::new(ErrorKind::TokenInvalid))
            }
        }
    }

    fn has_profiles(&self) -> bool {
        matches!(self, Self::Oidc(verifier) if verifier.has_profiles())
    }

    async fn profile(&self, caller: &Caller) -> Result<Option<Profile>, IdentityError> {
        match self {
            Self::Oidc(verifier) => verifier.profile(caller).await,
            Self::Dev | Self::Nobody => Ok(None),
        }
    }
}

/// Why `--auth` can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthorityRefused {
    DevOutsideDevelopment,
    IssuerMissing,
}

impl fmt::Display for AuthorityRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DevOutsideDevelopment => {
                "--auth dev takes any token and is refused outside development (ENVIRONMENT=development allows it)"
            }
            Self::IssuerMissing => "--auth oidc needs the address of an issuer in OIDC_ISSUER",
        })
    }
}

impl Error for AuthorityRefused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_identity_exists_in_development_only() {
        let chosen = |choice, development| Authority::choose(choice, development).map(|authority| authority.as_str());
        assert_eq!(chosen(None, true), Ok("dev"));
        assert_eq!(chosen(Some(AuthChoice::Dev), true), Ok("dev"));
        assert_eq!(chosen(None, false), Ok("nobody"));
        assert_eq!(chosen(Some(AuthChoice::Dev), false), Err(AuthorityRefused::DevOutsideDevelopment));
    }
}
