//! The rules this workspace keeps about itself.
//!
//! Not published and used by nothing: `tests/` runs every [`rule`] on the workspace it lies in.
//!
//! ```
//! use tracewell_workspace::{Workspace, rule};
//!
//! let workspace = Workspace::read()?;
//! assert_eq!(rule::arrows(&workspace)?, Vec::<String>::new());
//! # Ok::<(), tracewell_workspace::Error>(())
//! ```
//!
//! A rule reads what it needs, and returns one sentence for each place that breaks it: the file or crate first, then
//! what to do. `Err` means that the rule could not be checked at all, which is a failure too.

#![forbid(unsafe_code)]

mod dependency;
mod error;
mod files;
mod manifest;
mod member;
pub mod rule;
mod table;
mod workspace;

pub use self::dependency::Dependency;
pub use self::error::Error;
pub use self::manifest::Manifest;
pub use self::member::Member;
pub use self::workspace::Workspace;
