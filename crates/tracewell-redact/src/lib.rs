//! One redaction policy for every telemetry exit: names, secrets in text, allowlist, URLs, headers, JSON.

// Not `forbid`: a layer that wraps another has one method to forward that is unsafe by declaration.
#![deny(unsafe_code)]

mod action;
mod builder;
mod callsite_cache;
mod char_boundary;
mod counts;
mod decision;
mod error;
mod error_chain;
mod explanation;
mod formatted;
mod guard;
mod header;
mod installed;
mod json;
mod kind;
mod mode;
mod name;
mod notice;
mod policy;
mod scan;
mod structured;
mod url;

pub use self::action::{Action, Class, KeyRing};
pub use self::builder::PolicyBuilder;
pub use self::callsite_cache::CallsiteCache;
pub use self::counts::{Counts, Reason};
pub use self::decision::Decision;
pub use self::error::{Error, ErrorKind};
pub use self::error_chain::ErrorChain;
pub use self::explanation::{Cause, Explanation};
#[cfg(feature = "fmt")]
pub use self::guard::GuardedFields;
pub use self::guard::Redact;
pub use self::header::Headers;
pub use self::json::{Json, JsonOutcome};
pub use self::kind::Kind;
pub use self::mode::Mode;
pub use self::notice::Notice;
pub use self::policy::Policy;
pub use self::scan::Scrubbed;
