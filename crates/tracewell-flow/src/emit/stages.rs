/// Declares stages and cache look-ups of a flow.
///
/// Each stage becomes an enum of its outcomes that is a [`Stage`](crate::Stage), each look-up a [`Lookup`](crate::Lookup).
///
/// ```
/// use tracewell_flow::{Lookup, Stage, stages};
///
/// stages! {
///     /// The price of a basket.
///     pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
///     /// Whether it was known.
///     pub PriceCache = "checkout.price.cache" lookup
///     Charge = "checkout.charge" { Ok = "ok" }
/// }
///
/// let price = Price::start();
/// PriceCache::cache_hit(true);
/// price.end(Price::FromCache);
/// ```
#[macro_export]
macro_rules! stages {
    () => {};
    (
        $(#[$doc:meta])* $visibility:vis $stage:ident = $name:tt
        { $($(#[$outcome_doc:meta])* $outcome:ident = $value:expr),+ $(,)? }
        $($rest:tt)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, dead_code, reason = "an outcome says what it is, and need not be reached")]
        $visibility enum $stage { $($(#[$outcome_doc])* $outcome),+ }

        #[allow(dead_code, reason = "for functions that have the attribute")]
        impl $stage {
            #[doc(hidden)]
            $visibility fn __stage<R: $crate::IsResult>() -> $crate::StageAttribute<Self, R::Value, R::Error> {
                $crate::StageAttribute::new()
            }
        }

        impl $crate::Stage for $stage {
            const NAME: &'static str = $name;
            const OUTCOMES: &'static [&'static str] = &[$($value),+];

            fn outcome(self) -> &'static str {
                match self { $(Self::$outcome => $value),+ }
            }

            fn span() -> $crate::tracing::Span {
                $crate::tracing::info_span!(target: $crate::names::target::STAGE, $name)
            }
        }

        $crate::stages! { $($rest)* }
    };
    ($(#[$doc:meta])* $visibility:vis $stage:ident = $name:tt lookup $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $visibility struct $stage;

        impl $crate::Lookup for $stage {
            const NAME: &'static str = $name;
        }

        $crate::stages! { $($rest)* }
    };
}
