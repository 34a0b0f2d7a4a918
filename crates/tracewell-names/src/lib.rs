//! The vocabulary of tracewell: every name that a log store, a dashboard, a script or an environment sees, as a constant.
//!
//! What emits a line and what reads it must agree on its names. So no crate of the workspace spells one itself:
//!
//! ```
//! use tracewell_names::{event, field, marker, outcome, stage};
//!
//! assert_eq!(event::REQUEST_COMPLETED, "request_completed");
//! assert_eq!(field::DURATION_MS, "duration_ms");
//! assert_eq!(marker::REDACTED, "[REDACTED]");
//!
//! // Strict filtering lets the library's own fields through, and no others.
//! assert!(field::is_safe(field::STATUS_CODE));
//! assert!(!field::is_safe("order_note"));
//!
//! // A stage that started ends in one of these, whatever happens.
//! assert!(stage::ALL.contains(&"identity.jwks"));
//! assert_eq!(outcome::FAILURES, ["error", "denied", "cancelled"]);
//! ```
//!
//! # Areas
//!
//! | module | names |
//! |---|---|
//! | [`event`] | the `message` of the library's own lines |
//! | [`field`] | keys of a line; which are reserved and which are safe |
//! | [`target`] | where the library's own events come from |
//! | [`stage`], [`outcome`] | stages of a flow and how they begin and end |
//! | [`violation`] | codes of denials |
//! | [`reason`] | phases, reasons and error types |
//! | [`marker`] | what stands where something was taken out; kinds of secrets |
//! | [`attribute`] | attributes of exported spans, records and resources |
//! | [`metric`] | metrics, labels, closed sets of label values |
//! | [`variable`], [`setting`] | environment variables and the words they take |
//! | [`header`] | headers, in lower case |
//!
//! Each module lists its names in `ALL`.
//!
//! # Guarantees
//!
//! * A name never changes its meaning and is never renamed; names may be added.
//! * No name stands twice in a list, and [`field::SAFE`] is sorted.
//! * `docs/events.md` of the repository describes exactly these names: a test compares both, either way round.
//! * No dependencies, no features, no allocation.

#![forbid(unsafe_code)]

pub mod attribute;
pub mod event;
pub mod field;
pub mod header;
pub mod marker;
pub mod metric;
pub mod outcome;
pub mod reason;
pub mod setting;
pub mod stage;
pub mod target;
pub mod variable;
pub mod violation;
