//! The tour: starts the service as a process of its own, drives it with real requests, shows what they left in the log,
//! and checks it.

mod audited;
mod before_after;
mod chapters;
mod checks;
mod client;
mod exchange;
mod flows;
mod follower;
mod guide;
mod leaks;
mod log_line;
mod paint;
mod planted;
mod process;
mod replayed;
mod script;
mod story;
mod upstream;

pub(crate) use self::guide::tour;
