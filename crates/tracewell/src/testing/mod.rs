#![doc = include_str!("../../docs/testing.md")]

mod assert_flow;
mod assert_no_leak;
mod capture;
mod decode;
mod find_leaks;
mod form;
mod leak;
mod search;

pub use tracewell_log::Capture;

pub use self::assert_flow::assert_flow;
pub use self::assert_no_leak::assert_no_leak;
pub use self::capture::{ThreadCapture, capture, capture_layer};
pub use self::find_leaks::find_leaks;
pub use self::form::Form;
pub use self::leak::Leak;
