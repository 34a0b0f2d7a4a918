use std::error::Error;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::metadata::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// A layer that takes note of all that it is told.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<Note>>>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) hook: &'static str,
    /// Of the event's or span's callsite.
    pub(crate) name: String,
    /// `current`, `root` or the parent's name.
    pub(crate) parent: String,
    pub(crate) values: Vec<(String, Seen)>,
}

/// A value, in the type it was visited with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    F64(f64),
    I64(i64),
    U64(u64),
    I128(i128),
    U128(u128),
    Bool(bool),
    Str(String),
    Bytes(Vec<u8>),
    /// Messages, from the error itself to its last source.
    Error(Vec<String>),
    Debug(String),
}

impl Notes {
    pub(crate) fn take(&self) -> Vec<Note> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(
        &self,
        hook: &'static str,
        name: impl Into<String>,
        parent: impl Into<String>,
        record: impl FnOnce(&mut Values),
    ) {
        let mut values = Values::default();
        record(&mut values);
        let note = Note { hook, name: name.into(), parent: parent.into(), values: values.0 };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }
}

impl Note {
    pub(crate) fn get(&self, field: &str) -> Option<&Seen> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, seen)| seen)
    }
}

/// A string.
pub(crate) fn text(text: impl Into<String>) -> Seen {
    Seen::Str(text.into())
}

#[derive(Default)]
struct Values(Vec<(String, Seen)>);

impl Values {
    fn push(&mut self, field: &Field, seen: Seen) {
        self.0.push((field.name().to_owned(), seen));
    }
}

impl Visit for Values {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.push(field, Seen::F64(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field, Seen::I64(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field, Seen::U64(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.push(field, Seen::I128(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.push(field, Seen::U128(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field, Seen::Bool(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, Seen::Str(value.to_owned()));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.push(field, Seen::Bytes(value.to_vec()));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let chain = std::iter::successors(Some(value), |&error| error.source());
        self.push(field, Seen::Error(chain.map(ToString::to_string).collect()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.push(field, Seen::Debug(format!("{value:?}")));
    }
}

fn name_of<S: Subscriber + for<'a> LookupSpan<'a>>(context: &Context<'_, S>, id: &Id) -> String {
    context.metadata(id).map_or_else(|| "unknown".to_owned(), |metadata| metadata.name().to_owned())
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Notes {
    fn on_register_dispatch(&self, _: &Dispatch) {
        self.note("register_dispatch", "", "", |_| {});
    }

    fn on_layer(&mut self, _: &mut S) {
        self.note("layer", "", "", |_| {});
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.note("register_callsite", metadata.name(), "", |_| {});
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.note("enabled", metadata.name(), "", |_| {});
        true
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, context: Context<'_, S>) {
        let parent = match attributes.parent() {
            Some(parent) => name_of(&context, parent),
            None if attributes.is_root() => "root".to_owned(),
            None => "current".to_owned(),
        };
        self.note("new_span", attributes.metadata().name(), parent, |values| attributes.record(values));
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        self.note("record", name_of(&context, id), "", |values| record.record(values));
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        self.note("follows_from", name_of(&context, id), name_of(&context, follows), |_| {});
    }

    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        self.note("event_enabled", event.metadata().name(), parent(event), |values| event.record(values));
        true
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let parent = event.parent().map_or_else(|| parent(event), |id| name_of(&context, id));
        self.note("event", event.metadata().name(), parent, |values| event.record(values));
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.note("enter", name_of(&context, id), "", |_| {});
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.note("exit", name_of(&context, id), "", |_| {});
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.note("close", name_of(&context, &id), "", |_| {});
    }

    fn on_id_change(&self, old: &Id, new: &Id, context: Context<'_, S>) {
        self.note("id_change", name_of(&context, old), name_of(&context, new), |_| {});
    }
}

fn parent(event: &Event<'_>) -> String {
    let word = if event.is_contextual() {
        "current"
    } else if event.is_root() {
        "root"
    } else {
        "explicit"
    };
    word.to_owned()
}
