//! Failures told once: a panic hook, a catcher and reports that write one ERROR line each, with the request they
//! belong to.
//!
//! ```
//! use tracewell_failure::catch;
//!
//! let answer = catch(|| "42".parse::<u32>().unwrap());
//! assert_eq!(answer.unwrap(), 42);
//!
//! # let hook = std::panic::take_hook(); std::panic::set_hook(Box::new(|_| {}));
//! let panicked = catch(|| -> u32 { panic!("out of {}", "luck") }).unwrap_err();
//! # std::panic::set_hook(hook);
//! assert_eq!(panicked.message(), "out of luck");
//! panicked.report(Some(500)); // the event `unhandled_exception`, inside the current context
//! ```
//!
//! # One failure, one ERROR line
//!
//! A failure of a request is [claimed](tracewell_context::Context::claim_report) by whoever writes its ERROR line; it
//! alone carries the error chain and the backtrace, and whoever comes later knows that it is told. A panic in a task
//! that nobody awaits is told by the [`PanicHook`], in the context that the task carries.
//!
//! Sinks beside the log that want each failure once hear of it from there too: [`on_failure`].
//!
//! # Guarantees
//!
//! * Texts go out as event fields, so the policy in front of every sink applies; what goes to standard error instead
//!   (no log yet, none any more, one that panics) is scrubbed here and is one line.
//! * Chains are bounded in depth, backtraces to ten per error type, location and route in ten seconds.
//! * The hook is safe against what it calls: a sink that panics or hangs costs a line on standard error, and a second
//!   of the panicking thread, never the process.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod backtrace_budget;
mod chain;
mod failure;
mod listener;
mod panic;
mod report;

pub use self::backtrace_budget::within_budget;
pub use self::chain::ErrorChain;
pub use self::failure::Failure;
pub use self::listener::on_failure;
pub use self::panic::{InstalledHook, PanicHook, Panicked, catch, write_failure};
pub use self::report::{client_error, invalid_input, server_error, unexpected_error, unexplained};
