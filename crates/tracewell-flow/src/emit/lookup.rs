use super::event;

/// A look-up in a cache: no start and no end, only what came of it. Declared by [`stages!`](crate::stages).
///
/// ```
/// use tracewell_flow::{Lookup, stages};
///
/// stages! { pub PriceCache = "checkout.price.cache" lookup }
///
/// PriceCache::cache_hit(true); // stage=checkout.price.cache cache_hit=true
/// ```
pub trait Lookup {
    /// The value of the field `stage`.
    const NAME: &'static str;

    /// Says whether something was found.
    fn cache_hit(hit: bool) {
        event::lookup(Self::NAME, hit);
    }
}
