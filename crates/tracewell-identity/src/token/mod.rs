//! A token's form: what can be said of it without its issuer.

mod algorithm;
mod bearer;
mod claim_names;
mod claims;
mod compact;
mod header;
mod id_prefix;
mod value;

pub use self::algorithm::Algorithm;
pub use self::bearer::bearer;
pub(crate) use self::claim_names::ClaimNames;
pub(crate) use self::claims::Claims;
pub(crate) use self::compact::Compact;
pub(crate) use self::header::{Header, LONGEST_KEY_ID};
pub use self::id_prefix::TokenIdPrefix;
