use std::any::TypeId;

use tracing_core::field::ValueSet;
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::subscriber::Interest;
use tracing_core::{Dispatch, Event, LevelFilter, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::redact::Redact;
use super::scratch::Scratch;
use super::value_set::{with_no_values, with_value_set};
use super::values::Values;

impl<S, L> Layer<S> for Redact<L>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    L: Layer<S>,
{
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        self.inner.on_register_dispatch(dispatch);
    }

    fn on_layer(&mut self, subscriber: &mut S) {
        self.inner.on_layer(subscriber);
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.inner.register_callsite(metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        self.inner.enabled(metadata, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.inner.max_level_hint()
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if self.is_off() {
            return self.inner.on_new_span(attributes, id, context);
        }
        let metadata = attributes.metadata();
        if self.passes(metadata, true, |visitor| attributes.record(visitor)) {
            return self.inner.on_new_span(attributes, id, context);
        }
        Scratch::with(|scratch| {
            let values = &mut scratch.values;
            self.clean(metadata, values, |visitor| attributes.record(visitor));
            if !values.is_changed() {
                return self.inner.on_new_span(attributes, id, context);
            }
            with_value_set(metadata.fields(), values, |set| {
                self.inner.on_new_span(&attributes_like(attributes, set), id, context);
            });
        });
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        if self.is_off() {
            return self.inner.on_record(id, record, context);
        }
        // What is recorded for a span that nobody knows cannot be judged.
        let Some(metadata) = context.metadata(id) else { return };
        if self.passes(metadata, false, |visitor| record.record(visitor)) {
            return self.inner.on_record(id, record, context);
        }
        Scratch::with(|scratch| {
            let values = &mut scratch.values;
            self.clean_late(metadata, values, |visitor| record.record(visitor));
            if !values.is_changed() {
                return self.inner.on_record(id, record, context);
            }
            with_value_set(metadata.fields(), values, |set| {
                self.inner.on_record(id, &Record::new(set), context);
            });
        });
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        self.inner.on_follows_from(id, follows, context);
    }

    /// The inner layer sees clean values here too, for it may keep them, unless it has no use for any. They are held for
    /// `on_event`, so each event is cleaned once.
    fn event_enabled(&self, event: &Event<'_>, context: Context<'_, S>) -> bool {
        if self.is_off() {
            return self.inner.event_enabled(event, context);
        }
        let metadata = event.metadata();
        if self.by_metadata {
            return with_no_values(metadata.fields(), |set| self.inner.event_enabled(&event_like(event, set), context));
        }
        let call = self.call(event);
        Scratch::with_held(call, |scratch, _| {
            let values = &mut scratch.values;
            self.clean(metadata, values, |visitor| event.record(visitor));
            let is_enabled = if values.is_changed() {
                with_value_set(metadata.fields(), values, |set| {
                    self.inner.event_enabled(&event_like(event, set), context)
                })
                .unwrap_or_default()
            } else {
                self.inner.event_enabled(event, context)
            };
            if is_enabled {
                scratch.hold(call);
            }
            is_enabled
        })
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if self.is_off() {
            return self.inner.on_event(event, context);
        }
        let metadata = event.metadata();
        let pass_on = |values: &mut Values, is_clean: bool| {
            if !is_clean {
                self.clean(metadata, values, |visitor| event.record(visitor));
            }
            if !values.is_changed() {
                return self.inner.on_event(event, context);
            }
            with_value_set(metadata.fields(), values, |set| {
                self.inner.on_event(&event_like(event, set), context);
            });
        };
        if self.by_metadata {
            Scratch::with(|scratch| pass_on(&mut scratch.values, false));
        } else {
            Scratch::with_held(self.call(event), |scratch, is_clean| pass_on(&mut scratch.values, is_clean));
        }
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
        if id == TypeId::of::<Self>() {
            return Some(std::ptr::from_ref(self).cast());
        }
        // SAFETY: the caller's promise is passed on, and so is the inner layer's.
        unsafe { self.inner.downcast_raw(id) }
    }
}

/// The same event with other values.
fn event_like<'a>(event: &Event<'_>, values: &'a ValueSet<'a>) -> Event<'a> {
    if event.is_contextual() {
        Event::new(event.metadata(), values)
    } else {
        // Without an id it is a root.
        Event::new_child_of(event.parent().cloned(), event.metadata(), values)
    }
}

/// The same attributes with other values.
fn attributes_like<'a>(attributes: &Attributes<'_>, values: &'a ValueSet<'a>) -> Attributes<'a> {
    let metadata = attributes.metadata();
    match attributes.parent() {
        Some(parent) => Attributes::child_of(parent.clone(), metadata, values),
        None if attributes.is_root() => Attributes::new_root(metadata, values),
        None => Attributes::new(metadata, values),
    }
}
