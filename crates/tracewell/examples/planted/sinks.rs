use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

use tracewell::Builder;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{Layer, Registry};

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
        "unguarded" => builder.sink(to("foreign.jsonl")).unguarded_sink(to("unguarded.jsonl")),
        other => panic!("no composition {other}"),
    }
}

/// A sink of somebody else's making.
fn foreign(path: &Path) -> impl Layer<Registry> + Send + Sync + 'static + use<> {
    let file = File::create(path).unwrap();
    tracing_subscriber::fmt::layer().json().with_writer(Mutex::new(file))
}
