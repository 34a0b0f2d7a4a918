use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Context;

/// More than a context can change: correlated, described, routed, bound, traced, and a client's id noted, each once.
const STATES: usize = 8;

/// Whose rendering of a context it is: a sink takes one key when it is made and gives it at each
/// [`Context::rendered`], so that two sinks with different policies never read each other's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenderKey(usize);

impl RenderKey {
    /// A key that no other sink of this process has.
    #[must_use]
    pub fn unique() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// One text per state of a context, filled by the first sink that asks.
#[derive(Debug, Default)]
pub(super) struct Renderings {
    state: AtomicUsize,
    texts: [OnceLock<(RenderKey, Box<str>)>; STATES],
}

impl Renderings {
    /// To be called behind each change of the context, so that what was rendered before it is not used after it.
    pub(super) fn outdate(&self) {
        self.state.fetch_add(1, Ordering::Release);
    }
}

impl Context {
    /// Gives `read` the text that `render` makes of this context, which is kept until the context changes.
    ///
    /// A sink escapes and scrubs ids, path and route once per request instead of once per line.
    ///
    /// ```
    /// use tracewell_context::{Context, CorrelationId, RenderKey};
    ///
    /// let key = RenderKey::unique();
    /// let context = Context::new(CorrelationId::new("r-1")?);
    /// let mut made = 0;
    /// for _ in 0..3 {
    ///     context.rendered(
    ///         key,
    ///         |context| {
    ///             made += 1;
    ///             format!("id={}", context.correlation_id()).into()
    ///         },
    ///         |text| assert_eq!(text, "id=r-1"),
    ///     );
    /// }
    /// assert_eq!(made, 1);
    /// # Ok::<(), tracewell_context::InvalidId>(())
    /// ```
    pub fn rendered<R>(
        &self,
        key: RenderKey,
        render: impl FnOnce(&Self) -> Box<str>,
        read: impl FnOnce(&str) -> R,
    ) -> R {
        let renderings = &self.cell().renderings;
        // The state is read before the rendering: a change that comes meanwhile makes the text newer than its state
        // says, never older.
        let Some(slot) = renderings.texts.get(renderings.state.load(Ordering::Acquire)) else {
            return read(&render(self));
        };
        if let Some((owner, text)) = slot.get() {
            return if *owner == key { read(text) } else { read(&render(self)) };
        }
        let text = render(self);
        let answer = read(&text);
        // Lost to another thread or sink: theirs stays, ours was used and goes.
        let _ = slot.set((key, text));
        answer
    }
}
