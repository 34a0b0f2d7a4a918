//! One redaction policy for every telemetry exit: names, secrets in text, allowlist, URLs, headers, JSON.
//!
//! ```
//! use tracewell_redact::{Decision, Mode, Policy};
//!
//! let policy = Policy::builder(Mode::Production).allow(["order_id"]).build()?;
//!
//! // What happens to a field is decided by its name, once.
//! assert_eq!(policy.decide("order_id"), Decision::Keep);
//! assert_eq!(policy.decide("customer_note"), Decision::Filter);
//! assert_eq!(policy.decide("userToken"), Decision::Redact);
//!
//! // Secrets in text that is kept are replaced in place.
//! assert_eq!(
//!     policy.scrub("mail to alice@example.com failed: invalid token: expired"),
//!     "mail to [REDACTED:email] failed: invalid token: expired"
//! );
//! assert_eq!(policy.url("https://bob:pw@host/a?page=2"), "https://REDACTED:REDACTED@host/a?page=REDACTED");
//! # Ok::<(), tracewell_redact::Error>(())
//! ```
//!
//! # Concepts
//!
//! A [`Policy`] is a value that is cheap to clone; every crate takes it. [`PolicyBuilder`] says what a service adds to the
//! built-in rules, and [`Policy::explain`] what they make of a name. Names are decided ([`Policy::decide`]), text is scrubbed
//! ([`Policy::scrub_window`]), and what has a structure is redacted by it: [headers](Policy::headers), [URLs](Policy::url),
//! [paths](Policy::path_of_route), [JSON](Policy::json), [errors](Policy::error_chain), [ids](Policy::id). [`Redact`] puts all
//! of this in front of `tracing` layers that know nothing of it.
//!
//! # Guarantees
//!
//! * A value under a sensitive name goes, whatever its type and whoever allowed the name.
//! * What a kind of [`Kind`] describes does not stay in a text, wherever it stands; the rest of the text stays.
//! * A marker is never redacted again, and tells neither length nor a part of what it replaced.
//! * Scanning is linear in the text, whatever it holds, and stops at [`Policy::scan_limit`]; what lies beyond is left out.
//! * Scrubbing does not allocate once its buffers have grown, neither for clean text nor for dirty.
//! * What cannot be read is erased: a broken address, a missing key, a header that is no text, JSON nested too deep.
//! * No error, notice or `Debug` of this crate shows a value or a key.
//!
//! # Features
//!
//! | feature | what it adds | default |
//! |---|---|---|
//! | `fmt` | `GuardedFields`, for `tracing_subscriber::fmt` layers inside of the guard | no |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Not `forbid`: a layer that wraps another has one method to forward that is unsafe by declaration.
#![deny(unsafe_code)]

mod action;
mod builder;
mod callsite_cache;
mod char_boundary;
mod client_host;
mod counts;
mod decision;
mod error;
mod error_chain;
mod explanation;
mod filtered_name;
mod formatted;
mod guard;
mod header;
mod installed;
mod json;
mod kind;
mod locator;
mod mode;
mod name;
mod notice;
mod policy;
mod port;
mod rules;
mod scan;
mod scrubbing;
mod structured;
mod tally;
mod url;
mod value;

pub use self::action::{Action, Class, KeyFileProblem, KeyRing};
pub use self::builder::PolicyBuilder;
pub use self::callsite_cache::CallsiteCache;
pub use self::client_host::ClientHost;
pub use self::counts::{Counts, Reason};
pub use self::decision::Decision;
pub use self::error::{Error, ErrorKind};
pub use self::error_chain::ErrorChain;
pub use self::explanation::{Cause, Explanation};
pub use self::filtered_name::FilteredName;
#[cfg(feature = "fmt")]
pub use self::guard::GuardedFields;
pub use self::guard::{Divert, Redact};
pub use self::header::Headers;
pub use self::json::{Json, JsonOutcome};
pub use self::kind::Kind;
pub use self::locator::Locator;
pub use self::mode::Mode;
pub use self::notice::Notice;
pub use self::policy::Policy;
pub use self::scan::{Scrubbed, is_marker};
pub use self::tally::Tally;
