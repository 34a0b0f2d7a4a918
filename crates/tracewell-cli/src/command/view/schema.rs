use serde_json::{Map, Value, json};
use tracewell_names::field;

use super::arguments::{Level, Schema};
use super::record::Record;

/// Names that Google Cloud gives a meaning to, or that stand beside them already.
const GCP: [&str; 4] = [field::SEVERITY, field::MESSAGE, "time", field::TARGET];

/// A record in the words of another tool.
pub(super) fn converted(record: Record, schema: Schema) -> Value {
    let level = record.level();
    let Record { time, level: word, message, target, mut fields } = record;
    let mut take = |name: &str| fields.remove(name);
    let (trace, span) = (take(field::TRACE_ID), take(field::SPAN_ID));
    let mut object = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(name.to_owned(), value);
        }
    };
    let text = |text: Option<String>| text.map(Value::String);
    match schema {
        Schema::Ecs => {
            put("@timestamp", text(time));
            put("log.level", text(word.map(|word| word.to_lowercase())));
            put("message", Some(message.into()));
            put("ecs.version", Some("8.11.0".into()));
            put("log.logger", text(target));
            put("trace.id", trace);
            put("span.id", span);
            for (name, theirs) in [
                (field::METHOD, "http.request.method"),
                (field::STATUS_CODE, "http.response.status_code"),
                (field::PATH, "url.path"),
                (field::CLIENT_HOST, "client.address"),
                (field::USER_ID, "user.id"),
                (field::TEAM_ID, "organization.id"),
                (field::CORRELATION_ID, "http.request.id"),
                (field::ERROR_TYPE, "error.type"),
                (field::ERROR_MESSAGE, "error.message"),
                (field::SERVICE, "service.name"),
            ] {
                put(theirs, fields.remove(name));
            }
            // Nanoseconds, as the schema wants them.
            let duration = fields.remove(field::DURATION_MS).and_then(|ms| ms.as_f64());
            put("event.duration", duration.map(|ms| json!((ms * 1e6) as i64)));
            put("labels", (!fields.is_empty()).then_some(Value::Object(fields)));
        }
        Schema::Otel => {
            put("Timestamp", text(time));
            put("SeverityText", text(word));
            put("SeverityNumber", level.map(|level| json!(severity_number(level))));
            put("Body", Some(message.into()));
            put("TraceId", trace);
            put("SpanId", span);
            put("InstrumentationScope", target.map(|target| json!({ "name": target })));
            put("Attributes", Some(Value::Object(fields)));
        }
        Schema::Gcp => {
            put("time", text(time));
            put("severity", text(level.map(|level| severity(level).to_owned()).or(word)));
            put("message", Some(message.into()));
            put("logging.googleapis.com/trace", trace);
            put("logging.googleapis.com/spanId", span);
            put("target", text(target));
            for (name, value) in fields {
                // What the schema means by a name is not what an event means by it: the line's own stays.
                let name = if GCP.contains(&name.as_str()) { format!("event.{name}") } else { name };
                put(&name, Some(value));
            }
        }
    }
    Value::Object(object)
}

fn severity_number(level: Level) -> u8 {
    match level {
        Level::Trace => 1,
        Level::Debug => 5,
        Level::Info => 9,
        Level::Warn => 13,
        Level::Error => 17,
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Trace | Level::Debug => "DEBUG",
        Level::Info => "INFO",
        Level::Warn => "WARNING",
        Level::Error => "ERROR",
    }
}
