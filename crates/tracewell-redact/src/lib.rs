//! One redaction policy for every telemetry exit: names, secrets in text, allowlist, URLs, headers, JSON.

#![forbid(unsafe_code)]

mod action;
mod builder;
mod char_boundary;
mod counts;
mod decision;
mod error;
mod explanation;
mod installed;
mod kind;
mod mode;
mod name;
mod notice;
mod policy;
mod scan;

pub use self::builder::PolicyBuilder;
pub use self::counts::{Counts, Reason};
pub use self::decision::Decision;
pub use self::error::{Error, ErrorKind};
pub use self::explanation::{Cause, Explanation};
pub use self::kind::Kind;
pub use self::mode::Mode;
pub use self::notice::Notice;
pub use self::policy::Policy;
pub use self::scan::Scrubbed;
