use crate::{Context, current};

/// A context, held by whoever runs work in it time and again.
///
/// It is swapped in and back, where [`Context::in_scope`] has to count a handle up and down.
///
/// ```
/// use tracewell_context::{Context, Held, current};
///
/// let context = Context::open();
/// let mut held = Held::new(context.clone());
/// assert!(held.run(|| current().unwrap().is_same(&context)));
/// assert!(current().is_none());
/// assert!(held.context().unwrap().is_same(&context));
/// ```
#[derive(Debug, Default)]
pub struct Held(Option<Context>);

impl Held {
    /// Holds `context`.
    #[must_use]
    pub fn new(context: Context) -> Self {
        Self(Some(context))
    }

    /// Runs `work` with the context current, and puts back what was current before, also when `work` panics. Where no
    /// context is held, none is current.
    #[inline]
    pub fn run<R>(&mut self, work: impl FnOnce() -> R) -> R {
        current::run_swapped(&mut self.0, work)
    }

    /// The context.
    #[must_use]
    pub fn context(&self) -> Option<&Context> {
        self.0.as_ref()
    }

    /// Hands it on, and holds none any more.
    #[must_use]
    pub fn take(&mut self) -> Self {
        Self(self.0.take())
    }
}
