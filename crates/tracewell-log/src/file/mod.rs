//! Lines on disk: one file that is appended to, and older ones with numbers behind their name.
//!
//! `log_file` is the sink and says what is promised; `place` finds the name that is ours alone, `tail` mends what a crash
//! has left, `shelf` numbers what is full.

mod builder;
mod current;
mod file_name;
mod gzip;
mod leftover;
mod lock;
mod log_file;
mod period;
mod place;
mod platform;
mod shelf;
mod slots;
mod tail;
mod unsuitable;

pub use self::builder::LogFileBuilder;
pub use self::file_name::FileName;
pub use self::log_file::LogFile;
pub(crate) use self::unsuitable::Unsuitable;
