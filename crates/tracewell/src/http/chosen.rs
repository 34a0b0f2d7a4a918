use std::fmt;
use std::sync::{Arc, OnceLock};

/// A layer of the service's own, or the one that the environment makes, which is not known before it is needed.
#[derive(Clone)]
pub(super) enum Chosen<L> {
    Own(L),
    Installed { made: OnceLock<L>, make: Arc<dyn Fn() -> L + Send + Sync> },
}

impl<L> Chosen<L> {
    pub(super) fn installed(make: impl Fn() -> L + Send + Sync + 'static) -> Self {
        Self::Installed { made: OnceLock::new(), make: Arc::new(make) }
    }

    /// The layer; the first look at it decides what holds.
    pub(super) fn get(&self) -> &L {
        match self {
            Self::Own(layer) => layer,
            Self::Installed { made, make } => made.get_or_init(|| make()),
        }
    }

    /// The layer with this change, whenever it is made.
    pub(super) fn changed(self, change: impl Fn(L) -> L + Send + Sync + 'static) -> Self
    where
        L: 'static,
    {
        match self {
            Self::Own(layer) => Self::Own(change(layer)),
            Self::Installed { make, .. } => Self::installed(move || change(make())),
        }
    }
}

impl<L: fmt::Debug> fmt::Debug for Chosen<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(layer) => layer.fmt(f),
            Self::Installed { made, .. } => made.fmt(f),
        }
    }
}
