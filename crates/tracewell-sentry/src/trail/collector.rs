use std::error::Error;
use std::fmt::{self, Write};

use serde_json::{Map, Value};
use tracewell_names::field;
use tracing::field::{Field, Visit};

/// Fields that are kept of one event.
const MOST_FIELDS: usize = 24;
/// Bytes of a field's text.
const LONGEST_TEXT: usize = 512;
/// Bytes of a message. Statements of databases are longer than what people write.
pub(super) const LONGEST_MESSAGE: usize = 1024;

/// Collects an event's or a span's fields, each no longer than a breadcrumb has room for.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    pub(crate) message: Option<String>,
    pub(crate) log_target: Option<String>,
    pub(crate) data: Map<String, Value>,
    pub(crate) bytes: usize,
}

impl Collector {
    fn add(&mut self, field: &Field, value: impl Into<Value>) {
        if self.data.len() < MOST_FIELDS && !field.name().starts_with("log.") {
            self.bytes += field.name().len() + 64;
            self.data.insert(field.name().to_owned(), value.into());
        }
    }

    fn add_text(&mut self, field: &Field, text: &dyn fmt::Display) {
        let most = if field.name() == field::MESSAGE { LONGEST_MESSAGE } else { LONGEST_TEXT };
        let mut bounded = Bounded { text: String::new(), most };
        // It ends with an error when it is full, which is fine.
        let _ = write!(bounded, "{text}");
        let text = bounded.text;
        self.bytes += text.len();
        match field.name() {
            field::MESSAGE => self.message = Some(text),
            "log.target" => self.log_target = Some(text),
            _ => self.add(field, text),
        }
    }
}

impl Visit for Collector {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add_text(field, &value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add_text(field, &format_args!("{value:?}"));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.add_text(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.add_text(field, &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.add_text(field, &value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }
}

/// Takes as much text as it may hold, whole characters.
struct Bounded {
    text: String,
    most: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let room = self.most - self.text.len();
        if more.len() <= room {
            self.text.push_str(more);
            return Ok(());
        }
        self.text.push_str(more.get(..more.floor_char_boundary(room)).unwrap_or_default());
        self.text.push('…');
        // Full: the sign that something is missing is the last.
        self.most = self.text.len();
        Err(fmt::Error)
    }
}
