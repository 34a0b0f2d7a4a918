//! The beginning of response bodies, in development and if asked for: copied up to a bound, decompressed up to the same,
//! redacted by what it is, then cut.

mod entities;
mod inflate;
mod markup;
mod media;
mod previews;
mod tag;
mod tap;

pub use self::previews::Previews;
pub(crate) use self::tap::Preview;
