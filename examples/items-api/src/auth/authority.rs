use std::error::Error;
use std::fmt;

use axum::http::HeaderMap;

use super::bearer::BearerToken;
use super::caller::Caller;
use super::dev;
use crate::cli::AuthChoice;

/// Who decides which tokens are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// Development: any token but the bad one.
    Dev,
    /// Nobody has been appointed: every token is refused.
    Nobody,
}

impl Authority {
    /// The authority for a choice on the command line.
    ///
    /// # Errors
    ///
    /// Development identity is refused outside development.
    pub(crate) fn choose(choice: Option<AuthChoice>, development: bool) -> Result<Self, AuthorityRefused> {
        match (choice, development) {
            (Some(AuthChoice::Dev) | None, true) => Ok(Self::Dev),
            (None, false) => Ok(Self::Nobody),
            (Some(AuthChoice::Dev), false) => Err(AuthorityRefused::DevOutsideDevelopment),
            (Some(AuthChoice::Oidc), _) => Err(AuthorityRefused::OidcMissing),
        }
    }

    pub(super) fn identify(self, token: &BearerToken<'_>, headers: &HeaderMap) -> Option<Caller> {
        match self {
            Self::Dev => dev::identify(token, headers),
            Self::Nobody => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Nobody => "nobody",
        }
    }
}

/// Why `--auth` can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthorityRefused {
    DevOutsideDevelopment,
    OidcMissing,
}

impl fmt::Display for AuthorityRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DevOutsideDevelopment => {
                "--auth dev takes any token and is refused outside development (ENVIRONMENT=development allows it)"
            }
            Self::OidcMissing => "--auth oidc is not in this version yet",
        })
    }
}

impl Error for AuthorityRefused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_identity_exists_in_development_only() {
        assert_eq!(Authority::choose(None, true), Ok(Authority::Dev));
        assert_eq!(Authority::choose(Some(AuthChoice::Dev), true), Ok(Authority::Dev));
        assert_eq!(Authority::choose(None, false), Ok(Authority::Nobody));
        let refused = Authority::choose(Some(AuthChoice::Dev), false);
        assert_eq!(refused, Err(AuthorityRefused::DevOutsideDevelopment));
        for development in [true, false] {
            let refused = Authority::choose(Some(AuthChoice::Oidc), development);
            assert_eq!(refused, Err(AuthorityRefused::OidcMissing));
        }
    }
}
