use std::any::TypeId;
use std::fmt;

use tracing_core::span::{Attributes, Id, Record};
use tracing_core::subscriber::Interest;
use tracing_core::{Dispatch, Event, LevelFilter, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// A layer in front of all others that takes single events aside: those go to one layer alone, and the others never hear
/// of them, whatever they are and whatever filters they have.
///
/// For what only one sink is meant to see, and a filter around all of them has let through for its sake. Spans are for
/// the others alone.
///
/// ```
/// use tracewell_redact::Divert;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// # struct Notes;
/// # impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Notes {}
/// let sinks = tracing_subscriber::fmt::layer();
/// let is_aside = |metadata: &tracing::Metadata<'_>| metadata.target() == "notes";
/// let diverted = Divert::new(sinks, Notes, is_aside, is_aside);
/// # let subscriber = tracing_subscriber::registry().with(diverted);
/// # drop(subscriber);
/// ```
pub struct Divert<L, A> {
    inner: L,
    aside: A,
    is_aside: fn(&Metadata<'_>) -> bool,
    take_aside: fn(&Metadata<'_>) -> bool,
}

impl<L, A> Divert<L, A> {
    /// Sends to `aside` what `is_aside` says, on the thread of the event, and all else to `inner`.
    ///
    /// `is_aside` may be asked several times about one event, and also where none comes; `take_aside` is asked once, at
    /// the event itself, and says the same.
    #[must_use]
    pub const fn new(
        inner: L,
        aside: A,
        is_aside: fn(&Metadata<'_>) -> bool,
        take_aside: fn(&Metadata<'_>) -> bool,
    ) -> Self {
        Self { inner, aside, is_aside, take_aside }
    }
}

impl<S, L, A> Layer<S> for Divert<L, A>
where
    S: Subscriber,
    L: Layer<S>,
    A: Layer<S>,
{
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        self.inner.on_register_dispatch(dispatch);
        self.aside.on_register_dispatch(dispatch);
    }

    fn on_layer(&mut self, subscriber: &mut S) {
        self.inner.on_layer(subscriber);
        self.aside.on_layer(subscriber);
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.inner.register_callsite(metadata)
    }

    // What is aside the inner layers are not even asked: filters of single sinks note what they have said, and expect the
    // event next.
    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        (self.is_aside)(metadata) || self.inner.enabled(metadata, context)
    }

    fn event_enabled(&self, event: &Event<'_>, context: Context<'_, S>) -> bool {
        (self.is_aside)(event.metadata()) || self.inner.event_enabled(event, context)
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if (self.take_aside)(event.metadata()) {
            self.aside.on_event(event, context);
        } else {
            self.inner.on_event(event, context);
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.inner.max_level_hint()
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        self.inner.on_new_span(attributes, id, context);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        self.inner.on_record(id, record, context);
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        self.inner.on_follows_from(id, follows, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.inner.on_enter(id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.inner.on_exit(id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.inner.on_close(id, context);
    }

    fn on_id_change(&self, old: &Id, new: &Id, context: Context<'_, S>) {
        self.inner.on_id_change(old, new, context);
    }

    #[expect(
        unsafe_code,
        reason = "the trait's own method is unsafe, and per-layer filters and span extensions need it"
    )]
    unsafe fn downcast_raw(&self, id: TypeId) -> Option<*const ()> {
        // SAFETY: the caller's promise is passed on, and so is the inner layer's.
        unsafe { self.inner.downcast_raw(id) }
    }
}

impl<L: fmt::Debug, A: fmt::Debug> fmt::Debug for Divert<L, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Divert").field("inner", &self.inner).field("aside", &self.aside).finish_non_exhaustive()
    }
}
