//! Reports of failures that are no panics: one function each, one event each.

mod client_error;
mod invalid_input;
mod server_error;
mod unexpected_error;
mod unexplained;

pub use self::client_error::client_error;
pub use self::invalid_input::invalid_input;
pub use self::server_error::server_error;
pub use self::unexpected_error::unexpected_error;
pub use self::unexplained::unexplained;
