//! E-mail addresses: of whom, from where.

mod email;
mod email_cache;

pub use self::email::Email;
pub(crate) use self::email_cache::EmailCache;
