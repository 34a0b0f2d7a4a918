//! The event of the bench of the line, and what others make of it: eight fields and a message inside two spans with five fields.
//!
//! What differs:
//!
//! * tracewell's line has correlation id, team and user besides, and has been through a policy: names judged, texts scanned. No other
//!   one looks for secrets; redactkit looks at names.
//! * `fmt().json()` nests the spans in a list, json-subscriber does as it does; the bunyan formatter writes them flat, with host and
//!   process.
//! * slog and logforth are not `tracing`: no spans; the five fields and three ids are fields of the logger, or of the record. Of
//!   logforth it is the layout alone, without its dispatch.
//! * redactkit formats fields for `fmt()`'s text.
//! * All of them throw their line away.

use std::hint::black_box;
use std::sync::Mutex;

use logforth::kv::{Key, KeyValues, Value};
use logforth::layout::JsonLayout;
use logforth::record::Record;
use slog::{Drain, Logger, o};
use tracewell_benches::{Counting, Discard, Order, Rounds, event, events};
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy};
use tracing::{Dispatch, Subscriber};
use tracing_bunyan_formatter::{BunyanFormattingLayer, JsonStorageLayer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ID: &str = "0192e4a1-7c3b-7f00-8000-0123456789ab";

fn tracewell() -> Dispatch {
    let allowed = ["status", "bytes", "cached", "agent", "order", "name", "shard", "client", "secure"];
    let policy = Policy::builder(Mode::Production).allow(allowed).build().expect("no sensitive names");
    dispatch(registry().with(LogLayer::new(policy).json(|_level: tracing::Level, line: &[u8]| {
        black_box(line);
    })))
}

fn dispatch(subscriber: impl Subscriber + Send + Sync) -> Dispatch {
    Dispatch::new(subscriber)
}

fn slog_json(repetitions: u32) {
    let drain = Mutex::new(slog_json::Json::default(Discard)).map(slog::Fuse);
    let log = Logger::root(
        drain,
        o!("client" => "10.0.0.1", "attempt" => 1_u64, "secure" => true, "name" => "get_item", "shard" => 7_u64,
           "correlation_id" => ID, "team_id" => "acme", "user_id" => "user-7"),
    );
    for number in 0..repetitions {
        slog::info!(log, "request handled"; "status" => 200_u64, "bytes" => number, "duration_ms" => 12.75, "cached" => true,
            "method" => "GET", "route" => "/v1/items/{id}", "agent" => "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
            "order" => %Order(number.into()));
    }
}

fn logforth_json(repetitions: u32) {
    use logforth::Layout;

    let layout = JsonLayout::default();
    for number in 0..repetitions {
        let order = Order(number.into());
        let fields = [
            (Key::new("status"), Value::u64(200_u64)),
            (Key::new("bytes"), Value::u64(number.into())),
            (Key::new("duration_ms"), Value::f64(12.75)),
            (Key::new("cached"), Value::bool(true)),
            (Key::new("method"), Value::static_str("GET")),
            (Key::new("route"), Value::static_str("/v1/items/{id}")),
            (Key::new("agent"), Value::static_str("Mozilla/5.0 (X11; Linux x86_64; rv:128.0)")),
            (Key::new("order"), Value::display(&order)),
            (Key::new("client"), Value::static_str("10.0.0.1")),
            (Key::new("attempt"), Value::u64(1_u64)),
            (Key::new("secure"), Value::bool(true)),
            (Key::new("name"), Value::static_str("get_item")),
            (Key::new("shard"), Value::u64(7_u64)),
            (Key::new("correlation_id"), Value::static_str(ID)),
            (Key::new("team_id"), Value::static_str("acme")),
            (Key::new("user_id"), Value::static_str("user-7")),
        ];
        let record = Record::builder()
            .payload(format_args!("request handled"))
            .target("peers")
            .key_values(KeyValues::from(&fields[..]))
            .build();
        drop(black_box(layout.format(&record, &[])));
    }
}

fn main() {
    let fmt_json = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(|| Discard);
    let fmt_text = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Discard);
    let redacted = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .fmt_fields(redactkit::tracing::redact_fields())
        .with_writer(|| Discard);
    let json_subscriber = json_subscriber::layer().flatten_event(true).with_writer(|| Discard);
    let bunyan = registry().with(JsonStorageLayer).with(BunyanFormattingLayer::new("peers".to_owned(), || Discard));
    Rounds::default()
        .case("fmt().json(), flattened", events(dispatch(registry().with(fmt_json)), event))
        .case("tracewell, production", events(tracewell(), event))
        .case("json-subscriber", events(dispatch(registry().with(json_subscriber)), event))
        .case("tracing-bunyan-formatter", events(dispatch(bunyan), event))
        .case("slog-json", slog_json)
        .case("logforth, JSON layout alone", logforth_json)
        .case("fmt(), text", events(dispatch(registry().with(fmt_text)), event))
        .case("fmt(), text, fields through redactkit", events(dispatch(registry().with(redacted)), event))
        .run(10_000);
}
