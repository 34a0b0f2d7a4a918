//! Codes: what happened, how grave it is, and what others call it.

mod application;
mod category;
mod code;
mod invalid_code;
mod owasp;
mod severity;

pub use self::application::AppViolation;
pub use self::category::Category;
pub use self::code::Violation;
pub use self::invalid_code::InvalidCode;
pub use self::owasp::Owasp;
pub use self::severity::Severity;
