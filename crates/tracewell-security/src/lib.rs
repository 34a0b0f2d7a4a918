//! Security events with stable codes, guards at tenant boundaries, and sliding windows that tell abuse from accident.
//!
//! ```
//! use tracewell_context::{Identity, Principal, TeamId};
//! use tracewell_redact::Policy;
//! use tracewell_security::{Security, SecurityEvent, SecurityLayer, Violation};
//!
//! let security = Security::new(Policy::production());
//!
//! // Something that no answer shows: one call, one event.
//! security.record(SecurityEvent::new(Violation::LoginFailed).user("alice").error_type("password"));
//!
//! // A guard records and refuses.
//! let caller = Identity::verified(Principal::new(TeamId::new("acme")?));
//! assert!(security.require_team(&caller, "globex").is_err());
//!
//! // A layer tells every other answer of 401, 403 and 429.
//! let layer = SecurityLayer::new(security);
//! # let _ = layer;
//! # Ok::<(), tracewell_context::InvalidId>(())
//! ```
//!
//! # Concepts
//!
//! A [`Violation`] is a stable code, with its category, severity, level and the word of the OWASP logging vocabulary; an
//! application [adds its own](AppViolation) in its own namespace. A [`SecurityEvent`] is one violation with what is known
//! of it, a [`Denial`] one that is the answer to a request. [`Security`] writes events, counts them in
//! `security_events_total{violation}`, and has the [windows](AbuseTracker) count them by client address, by user and by
//! principal: too many within an hour are one `abuse_signal_host` or `abuse_signal_user`.
//!
//! # Guarantees
//!
//! * One event a denial: guard, denial in the response, and status of the answer are the same request's, told once.
//! * No token, header or body is ever in an event; what comes from outside is scrubbed and cut.
//! * Guards take a verified [`Identity`](tracewell_context::Identity). Nothing is decided by a context, which is telemetry.
//! * The tracker records. It never refuses, never blocks, never waits for Redis.
//! * Memory is bounded, and a flood of addresses pushes out nobody who has violated more than once.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `axum` | a [`Denial`] is an answer of a handler, and a part of one | no |
//! | `limit` | `LimitLayer`, which slows down who gave a signal | no |
//! | `redis` | windows shared by instances, by `RedisUrl`; `redis-tls` adds TLS | no |
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod abuse;
mod builder;
mod chosen;
mod denial;
mod event;
mod guard;
mod ingress;
#[cfg(feature = "limit")]
mod limit;
mod security;
mod settings;
mod violation;
mod watch;

pub use self::abuse::{AbuseTracker, Clock, Observation, Subject, Thresholds};
#[cfg(feature = "redis")]
pub use self::abuse::{InvalidRedisUrl, RedisUrl};
pub use self::builder::SecurityBuilder;
pub use self::denial::Denial;
pub use self::event::SecurityEvent;
#[cfg(feature = "limit")]
pub use self::limit::{LimitFuture, LimitLayer, LimitService};
pub use self::security::Security;
pub use self::settings::Settings;
pub use self::violation::{AppViolation, Category, InvalidCode, Owasp, Severity, Violation};
pub use self::watch::{SecurityFuture, SecurityLayer, SecurityService};
