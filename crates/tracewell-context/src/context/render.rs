use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Context;
use crate::spare_text::SpareText;

/// More than a context can change, less one: correlated, described, routed, bound, traced, and a client's id noted, each
/// once.
const LATER: usize = 7;

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

/// What the first sink that asked in some state of the context made of it.
#[derive(Debug)]
struct Rendering {
    key: RenderKey,
    state: usize,
    text: SpareText,
}

/// One text per state of a context. Most requests are told when all is known of them, and have one.
#[derive(Debug, Default)]
pub(super) struct Renderings {
    state: AtomicUsize,
    first: OnceLock<Rendering>,
    later: OnceLock<Box<[OnceLock<Rendering>; LATER]>>,
}

impl Renderings {
    /// To be called behind each change of the context, so that what was rendered before it is not used after it.
    pub(super) fn outdate(&self) {
        self.state.fetch_add(1, Ordering::Release);
    }

    /// The place of the rendering of this state: what is in it, if anything, is of this state. None where all places are
    /// of others.
    fn place_of(&self, state: usize) -> Option<&OnceLock<Rendering>> {
        let fits = |place: &OnceLock<Rendering>| place.get().is_none_or(|rendering| rendering.state == state);
        if fits(&self.first) {
            return Some(&self.first);
        }
        self.later.get_or_init(Box::default).iter().find(|place| fits(place))
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
    ///         |context, text| {
    ///             made += 1;
    ///             text.push_str(context.correlation_id().as_str());
    ///         },
    ///         |text| assert_eq!(text, "r-1"),
    ///     );
    /// }
    /// assert_eq!(made, 1);
    /// # Ok::<(), tracewell_context::InvalidId>(())
    /// ```
    pub fn rendered<R>(
        &self,
        key: RenderKey,
        render: impl FnOnce(&Self, &mut String),
        read: impl FnOnce(&str) -> R,
    ) -> R {
        let renderings = &self.cell().renderings;
        // The state is read before the rendering: a change that comes meanwhile makes the text newer than its state
        // says, never older.
        let state = renderings.state.load(Ordering::Acquire);
        let make = || SpareText::new(|text| render(self, text));
        let Some(place) = renderings.place_of(state) else { return read(&make()) };
        if let Some(known) = place.get() {
            // Looked at again: a rendering of another state may have come there meanwhile.
            return if known.key == key && known.state == state { read(&known.text) } else { read(&make()) };
        }
        let text = make();
        let answer = read(&text);
        // Lost to another thread or sink: theirs stays, ours was used and goes.
        let _ = place.set(Rendering { key, state, text });
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(context: &Context, key: RenderKey) -> (String, bool) {
        let mut made = false;
        let render = |context: &Context, text: &mut String| {
            made = true;
            text.push_str(context.route().unwrap_or("-"));
        };
        let text = context.rendered(key, render, str::to_owned);
        (text, made)
    }

    #[test]
    fn each_state_is_rendered_once_and_for_one_sink() {
        let (context, key, other) = (Context::open(), RenderKey::unique(), RenderKey::unique());
        assert_eq!(look(&context, key), ("-".to_owned(), true));
        assert_eq!(look(&context, key), ("-".to_owned(), false));
        context.set_route("/a");
        assert_eq!(look(&context, key), ("/a".to_owned(), true));
        assert_eq!(look(&context, key), ("/a".to_owned(), false));
        assert_eq!(look(&context, other), ("/a".to_owned(), true));
        assert_eq!(look(&context, other), ("/a".to_owned(), true), "the first has it");
        for _ in 0..2 * LATER {
            context.cell().renderings.outdate();
            assert_eq!(look(&context, key).0, "/a");
        }
        assert_eq!(look(&context, key), ("/a".to_owned(), true), "of more states than can be, none is kept");
    }
}
