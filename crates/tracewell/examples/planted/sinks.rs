use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

use tracewell::Builder;
use tracewell::redact::GuardedFields;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::{Layer, Registry, fmt};

/// Line and foreign sinks as the test asks for them.
pub(crate) fn builder(composition: &str, folder: &Path) -> Builder {
    let builder = tracewell::builder!();
    let to = |name: &str| foreign(&folder.join(name));
    match composition {
        "line" => builder,
        "foreign" => builder.sink(to("foreign.jsonl")),
        "filtered" => {
            let warnings = to("warnings.jsonl").with_filter(LevelFilter::WARN);
            builder.sink(to("foreign.jsonl")).sink(warnings)
        }
        // Two layers that format fields alike share what they make of a span: the guarded one formats by a type of its own.
        "unguarded" => {
            let fields = GuardedFields::new(JsonFields::new());
            let guarded = fmt::layer().json().fmt_fields(fields).with_writer(file(&folder.join("foreign.jsonl")));
            builder.sink(guarded).unguarded_sink(to("unguarded.jsonl"))
        }
        other => panic!("no composition {other}"),
    }
}

/// A sink of somebody else's making.
fn foreign(path: &Path) -> impl Layer<Registry> + Send + Sync + 'static + use<> {
    fmt::layer().json().with_writer(file(path))
}

fn file(path: &Path) -> Mutex<File> {
    Mutex::new(File::create(path).unwrap())
}
