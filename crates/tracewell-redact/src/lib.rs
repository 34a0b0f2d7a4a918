//! One redaction policy for every telemetry exit: names, secrets in text, allowlist, URLs, headers, JSON.

#![forbid(unsafe_code)]

mod action;
mod bounded;
mod builder;
mod char_boundary;
mod counts;
mod decision;
mod error;
mod error_chain;
mod explanation;
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
pub use self::counts::{Counts, Reason};
pub use self::decision::Decision;
pub use self::error::{Error, ErrorKind};
pub use self::error_chain::ErrorChain;
pub use self::explanation::{Cause, Explanation};
pub use self::header::Headers;
pub use self::json::{Json, JsonOutcome};
pub use self::kind::Kind;
pub use self::mode::Mode;
pub use self::notice::Notice;
pub use self::policy::Policy;
pub use self::scan::Scrubbed;
