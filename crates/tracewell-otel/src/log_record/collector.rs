use std::fmt::{self, Write};

use opentelemetry_proto::tonic::common::v1::KeyValue;
use tracewell_names::field;
use tracing::field::{Field, Visit};

use crate::proto::{AnyValueLike, attribute};

/// What an attribute takes besides its texts.
const PART: usize = 96;
/// Longest text of an error chain that is put together; the policy cuts far below.
const LONGEST_CHAIN: usize = 16 * 1024;
/// Errors of a chain.
const DEEPEST: usize = 8;

/// Collects an event's fields as attributes, and its message as the body.
#[derive(Debug, Default)]
pub(super) struct Collector {
    pub(super) body: String,
    pub(super) attributes: Vec<KeyValue>,
    pub(super) log_target: Option<String>,
    pub(super) bytes: usize,
}

impl Collector {
    fn add(&mut self, field: &Field, value: impl Into<AnyValueLike>) {
        self.bytes += PART + field.name().len();
        self.attributes.push(attribute(field.name(), value));
    }

    fn add_text(&mut self, field: &Field, value: String) {
        self.bytes += value.len();
        match field.name() {
            field::MESSAGE => self.body = value,
            "log.target" => self.log_target = Some(value),
            name if name.starts_with("log.") => {}
            _ => self.add(field, value),
        }
    }
}

impl Visit for Collector {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add_text(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add_text(field, format!("{value:?}"));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        for _ in 0..DEEPEST {
            let Some(error) = source.filter(|_| text.len() < LONGEST_CHAIN) else { break };
            let _ = write!(text, ": {error}");
            source = error.source();
        }
        self.add_text(field, text);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        if !field.name().starts_with("log.") {
            self.add(field, value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name().starts_with("log.") {
            return;
        }
        match i64::try_from(value) {
            Ok(value) => self.add(field, value),
            Err(_) => self.add(field, value.to_string()),
        }
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.add_text(field, value.to_string());
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.add_text(field, value.to_string());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }
}
