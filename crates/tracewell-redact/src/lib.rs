//! One redaction policy for every telemetry exit: names, secrets in text, allowlist, URLs, headers, JSON.

mod decision;
mod installed;
mod mode;
mod policy;

pub use self::decision::Decision;
pub use self::mode::Mode;
pub use self::policy::Policy;
