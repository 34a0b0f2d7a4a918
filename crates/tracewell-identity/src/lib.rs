//! From a bearer token to a verified user, team and roles: OpenID Connect, cached, and told in stages that always end.
//!
//! ```no_run
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, service_fn};
//! use tracewell_identity::{Caller, IdentityLayer, Verifier};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::builder("https://id.example").audience("orders").build()?;
//! let service = ServiceBuilder::new()
//!     .layer(IdentityLayer::new(verifier)) // 401 without a good token, 503 while that can't be told
//!     .service(service_fn(|request: Request<String>| async move {
//!         let team = request.extensions().get::<Caller>().map(|caller| caller.team().clone());
//!         Ok::<_, std::convert::Infallible>(Response::new(format!("hello {team:?}")))
//!     }));
//! # let _ = service; Ok(()) }
//! ```
//!
//! # Concepts
//!
//! A [`Verifier`] knows one issuer and makes a [`Caller`] of a token: team, user and roles as an
//! [`Identity`](tracewell_context::Identity), an e-mail address, a [`Profile`] of the service's own. [`IdentityLayer`] does
//! that for each request, with any [`Authenticate`]; [`require_team`] and [`require_role`] are for what only some may.
//!
//! # Stages
//!
//! What a request passes, in this order, as events of target `tracewell::stage`; each that has begun ends, also by an
//! error, a denial or a client that goes. `tracewell check` finds those that do not.
//!
//! ```text
//! router.check_security_group
//!   router.identity_resolution
//!     router.identity_injection
//!       identity.external
//!         identity.token.cache   cache_hit
//!         identity.jwks          from_cache | resolved
//!         identity.email         from_token | from_cache | resolved
//!   router.profile_resolution    with a store of profiles
//!     router.profile_injection
//!       identity.profile         from_cache | resolved
//! ```
//!
//! # Guarantees
//!
//! * RS256, ES256 and EdDSA are taken and nothing else; what a token says of keys (`jwk`, `jku`, `x5u`, `x5c`) is not read,
//!   and `crit` is refused. What is too long or no token is refused before any work.
//! * Nothing of a token is in an event, an error or a cache: caches are asked by a keyed digest, and of its id eight
//!   characters are shown.
//! * A verified token is verified again after a minute at most, at its expiry, and when its key has left the issuer's
//!   list; a [`RevocationList`] is asked each time.
//! * Unknown key ids cost two fetches at once and one every five seconds, however many there are. Documents are capped at
//!   1 MiB, redirects are not followed, plain HTTP is for loopback only.
//! * While the issuer does not answer, what is known is used: keys for 24 hours beyond their time, and nobody waits for it.
//!   Without keys the answer is [`ErrorKind::Unavailable`].
//! * All caches are bounded. What was refused is not kept.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `axum` | `Caller` as an extractor, `axum::Authenticated`, and the error as a response | no |
//! | `rustls` | issuers behind `https`: rustls on aws-lc-rs, certificates of the system | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod admission;
mod anomaly;
mod authenticate;
#[cfg(feature = "axum")]
pub mod axum;
mod caller;
mod config_error;
mod emails;
mod error;
mod guard;
mod keyed_digest;
mod keys;
mod oidc;
mod profiles;
mod revocation_list;
mod timed;
mod token;
mod verify;

pub use self::admission::{Bare, IdentityLayer, IdentityService, Refuse, admit};
pub use self::anomaly::Anomaly;
pub use self::authenticate::Authenticate;
pub use self::caller::Caller;
pub use self::config_error::{ConfigError, ConfigErrorKind};
pub use self::emails::Email;
pub use self::error::{Error, ErrorKind};
pub use self::guard::{require_any_role, require_role, require_team};
pub use self::profiles::{Answer, Profile, ProfileStore};
pub use self::revocation_list::RevocationList;
pub use self::token::{Algorithm, TokenIdPrefix, bearer};
pub use self::verify::{Verifier, VerifierBuilder};
