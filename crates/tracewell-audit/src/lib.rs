//! Who did what to which object: written ahead of each change, chained by hashes, replayable, and purged of a person
//! without breaking.
//!
//! ```
//! use tracewell_audit::{AuditLog, Event, Options, replay, wait};
//!
//! # let folder = std::env::temp_dir().join(format!("audit-doc-{}", std::process::id()));
//! # let path = folder.join("audit.jsonl");
//! let (log, _) = AuditLog::open(&path, Options::new(), |_| Ok(()))?;
//! let item = serde_json::json!({"id": "i-1", "properties": {"colour": "red"}});
//! let receipt = wait(log.append(Event::new("Item created", &item)?))?; // on disk from here on
//! assert_eq!(receipt.seq(), 1);
//! log.close();
//!
//! assert_eq!(replay(&path)?.len(), 1);
//! # std::fs::remove_dir_all(folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Concepts
//!
//! An [`AuditLog`] takes [`Event`]s and tells when each is on disk. A [`Journal`] puts that into the one order that holds:
//! find the object, ask the [`Authority`], write ahead, apply, answer. A [`Collection`] is the state that comes of it, in
//! memory and restored from the log. [`LogReader`] verifies, [`replay`] rebuilds, [`erase`] removes a person. A [`Witness`] knows
//! what a chain cannot know of itself. `docs/audit.md` of the repository describes the format byte by byte.
//!
//! # Guarantees
//!
//! * No change shows before it is on disk ([`SyncPolicy::Every`]), and none is confirmed that a crash or a full disk took.
//! * Writers that come at the same time share one write and one sync.
//! * Any byte of the chain that is changed, removed, moved or doubled is found, and its line named.
//! * Denials, which strangers can cause at will, are capped, and give way to changes.
//! * Memory is bounded: by what may wait when writing, by the longest line when reading.
//! * No error names a path, and none holds a value of the log.

#![forbid(unsafe_code)]

mod access;
mod checkpoint;
mod denials;
mod disk;
mod erasure;
mod error;
mod event;
mod guarded;
mod integrity;
mod json;
mod line;
mod log;
mod read;
mod sinks;
mod state;

pub use self::access::{Action, Authority, Denied, Scope, TeamIsolation};
pub use self::checkpoint::{Compaction, compact};
pub use self::denials::{Denial, DenialLimits};
pub use self::erasure::{Eraser, Erasure, Subject, erase};
pub use self::error::{Error, ErrorKind};
pub use self::event::Event;
pub use self::guarded::{Collection, Journal, Object, Refusal};
pub use self::integrity::{Fault, Head, Reason};
pub use self::line::Hash;
pub use self::log::{AuditLog, OnBreak, Options, Pending, Receipt, SyncPolicy, wait};
pub use self::read::{Entry, LogReader, Moment, Summary, TornTail, UnreadableTime, Witness};
pub use self::sinks::{FileSink, MemorySink, Sink};
pub use self::state::{Objects, replay, replay_until};
