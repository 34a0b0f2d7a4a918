//! Where lines go besides the log itself.

mod file;
mod memory;
mod sink;
mod tee;

pub use self::file::FileSink;
pub use self::memory::MemorySink;
pub use self::sink::Sink;
pub(crate) use self::tee::Tee;
