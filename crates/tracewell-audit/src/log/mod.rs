//! The log that is written: events queue up, one thread writes them together, and tells each once it is on disk.

mod audit_log;
mod break_policy;
mod commit;
mod committer;
mod extras;
mod lock;
mod moved;
mod open;
mod options;
mod pending;
mod queue;
mod receipt;
mod say;
mod store;
mod sync_policy;

pub use self::audit_log::AuditLog;
pub use self::break_policy::OnBreak;
pub(crate) use self::lock::Lock;
pub use self::options::Options;
pub use self::pending::{Pending, wait};
pub use self::receipt::Receipt;
pub use self::sync_policy::SyncPolicy;
