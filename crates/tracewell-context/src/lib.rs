//! Who and what a piece of work belongs to: one shared context per request, job or message, current at every poll.
//!
//! ```
//! use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId, bind, current, scope};
//!
//! # futures_util::FutureExt::now_or_never(async {
//! let context = Context::new(CorrelationId::new("r-1")?);
//! scope(context.clone(), async {
//!     // Whoever authenticates binds the principal, once and whole.
//!     let principal = Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?);
//!     assert!(bind(principal).is_ok());
//!     assert_eq!(current().unwrap().correlation_id().as_str(), "r-1");
//!     Ok::<(), tracewell_context::InvalidId>(())
//! })
//! .await?;
//! // The layer outside sees what was bound inside, and the thread is as it was.
//! assert_eq!(context.user_id().unwrap().as_str(), "user-7");
//! assert!(current().is_none());
//! # Ok::<(), tracewell_context::InvalidId>(()) }).unwrap().unwrap();
//! ```
//!
//! # Concepts
//!
//! A [`Context`] is a handle to one shared cell. It is made current by [`scope`], [`Context::in_scope`] and
//! [`FutureExt`], which swap it in at each poll and at the drop and put back what was there before.
//!
//! # Guarantees
//!
//! * Nothing is inherited silently: what is spawned has no context unless it was carried over.
//! * Nothing stays behind: after success, error, panic or cancellation the thread has the context it had before.
//! * Each part of a context is set once. Two principals in one piece of work are an error, not a race.
//! * Every id is validated where it is made: 1 to 128 characters, none of which can forge or reorder a line.
//! * A context is telemetry, never authority: what was [restored](Snapshot::restore) says so.
//! * No runtime is needed; any executor that polls futures will do.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `tokio` | `spawn` and `spawn_blocking` | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod active_trace;
mod baggage;
mod bind_error;
mod context;
mod current;
mod future_ext;
mod held;
mod id;
mod identity;
mod principal;
mod provenance;
mod scope;
mod snapshot;
mod spare_text;
#[cfg(feature = "tokio")]
mod spawn;
mod trace_parent;

pub use self::active_trace::{active_trace, set_active_trace_source};
pub use self::baggage::Baggage;
pub use self::bind_error::{AlreadyBound, BindError};
pub use self::context::{Context, RenderKey, ShowClientAddr};
pub use self::current::{bind, current, with_current};
pub use self::future_ext::FutureExt;
pub use self::held::Held;
pub use self::id::{CorrelationId, InvalidId, TeamId, UserId};
pub use self::identity::Identity;
pub use self::principal::Principal;
pub use self::provenance::Provenance;
pub use self::scope::{Scope, scope};
pub use self::snapshot::Snapshot;
#[cfg(feature = "tokio")]
pub use self::spawn::{spawn, spawn_blocking};
pub use self::trace_parent::{InvalidTraceParent, TraceParent};
