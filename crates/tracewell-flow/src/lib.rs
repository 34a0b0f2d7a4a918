//! Stages that always end, what a flow of them looks like, and the check of one against the other.
//!
//! ```
//! use tracewell_flow::{FlowSpec, Lookup, StageEvent, check, stage, stages};
//!
//! stages! {
//!     /// The price of a basket.
//!     pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
//!     /// Whether it was known.
//!     pub PriceCache = "checkout.price.cache" lookup
//! }
//!
//! // In the service: two events, and the second one also where `?` leaves, a panic flies or a future is dropped.
//! # async fn fetch() -> Result<u32, std::io::Error> { Ok(7) }
//! #[stage(Price)]
//! async fn price() -> Result<u32, std::io::Error> {
//!     PriceCache::cache_hit(false);
//!     Ok((fetch().await?, Price::Resolved))
//! }
//!
//! // And where its log is read:
//! let never_ended = [StageEvent::new("checkout.price").outcome("start")];
//! let summary = check(&FlowSpec::builtin(), never_ended);
//! assert_eq!(summary.violations()[0].text(), "checkout.price started but no checkout.price outcome found");
//! ```
//!
//! # Concepts
//!
//! [`stages!`] declares stages: what was not declared does not compile. The attribute [`stage`](macro@stage) puts a function in one;
//! [`Stage::run`] is for a part of a function that awaits, [`Stage::start`] and [`Stage::call`] for one that does not. A [`FlowSpec`] says which stages there are and how they stand to each other;
//! [`FlowSpec::builtin`] knows those of this library. [`check`] judges events in memory, a [`Checker`] a stream of them.
//!
//! # Events
//!
//! Target `tracewell::stage`, level INFO. `stage` names the stage; `outcome` is `start` first and what it came to last,
//! with `duration_ms`; a look-up has `cache_hit` instead. Inside of a request `seq` numbers its events from 1.
//!
//! # Guarantees
//!
//! * A stage that has begun has one end: what was named, or `error`, `denied`, `cancelled`.
//! * Nothing is allocated per event beyond what the subscriber does.
//! * A check takes bounded memory, whatever comes: cycles, events, stages, outcomes and violations are capped, and what
//!   was judged early is counted.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `json` | `Entry::from_json`, which reads a JSON line | no |
//! | `toml` | specifications from TOML | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod check;
mod emit;
mod spec;

#[doc(hidden)]
pub use tracewell_names as names;
#[doc(hidden)]
pub use tracing;

pub use self::check::{
    Checker, Cycle, Entry, NotedLine, Place, Rule, SharedNames, Side, StageEvent, StageStats, Summary, Violation,
    check, micros_of,
};
pub use self::emit::{
    IdentityEmail, IdentityEmailCache, IdentityExternal, IdentityJwks, IdentityProfile, IdentityProfileCache, InStage,
    Lookup, RouterBodyIdpAuth, RouterCheckSecurityGroup, RouterIdentityInjection, RouterIdentityResolution,
    RouterProfileInjection, RouterProfileResolution, Run, Stage, StageFutureExt, StageGuard, stage,
};
#[doc(hidden)]
pub use self::emit::{IsResult, StageAttribute};
#[cfg(feature = "toml")]
pub use self::spec::SpecError;
pub use self::spec::{FlowSpec, Relation, StageSpec, Unknown};
