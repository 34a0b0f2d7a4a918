use tracewell::identity::{ConfigErrorKind, Verifier};
use tracewell::names::{event, target, variable};

use super::authority::{Authority, AuthorityRefused};
use super::first_seen::FirstSeen;

/// The issuer of `OIDC_ISSUER`, for tokens of `OIDC_AUDIENCE` if that is set.
///
/// An address that is none stops nothing, and lets nobody in.
///
/// # Errors
///
/// There is no address.
pub(super) fn choose() -> Result<Authority, AuthorityRefused> {
    let Some(issuer) = std::env::var_os(variable::OIDC_ISSUER).filter(|issuer| !issuer.is_empty()) else {
        return Err(AuthorityRefused::IssuerMissing);
    };
    let Some(issuer) = issuer.to_str() else { return Ok(nobody(variable::OIDC_ISSUER)) };
    let mut builder = Verifier::builder(issuer.trim()).profiles(FirstSeen::default()).times_from_environment();
    match std::env::var_os(variable::OIDC_AUDIENCE).map(|audience| audience.to_str().map(|text| text.trim().to_owned()))
    {
        Some(Some(audience)) if !audience.is_empty() => builder = builder.audience(audience),
        Some(None) => return Ok(nobody(variable::OIDC_AUDIENCE)),
        _ => {}
    }
    match builder.build() {
        Ok(verifier) => Ok(Authority::Oidc(verifier)),
        Err(error) if error.kind() == ConfigErrorKind::Tls => {
            tracing::warn!(target: target::INIT, message = event::FEATURE_NOT_COMPILED, feature = "rustls", variable = variable::OIDC_ISSUER);
            Ok(Authority::Nobody)
        }
        Err(_) => Ok(nobody(variable::OIDC_ISSUER)),
    }
}

fn nobody(variable: &'static str) -> Authority {
    tracing::warn!(target: target::INIT, message = event::CONFIG_INVALID, variable);
    Authority::Nobody
}
