use std::fmt::Debug;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What is told of exports, wherever in the process.
struct Told;

impl<S: Subscriber> Layer<S> for Told {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Text(String);
        impl Visit for Text {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                self.0.push_str(&format!(" {}={value:?}", field.name()));
            }
        }
        if event.metadata().target() == "tracewell::sentry" {
            let mut text = Text(event.metadata().level().to_string());
            event.record(&mut text);
            TOLD.lock().unwrap().push(text.0);
        }
    }
}

/// Listens in the whole process, from the first call.
pub(crate) fn listen() {
    static GLOBAL: Once = Once::new();
    GLOBAL.call_once(|| tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Told)).unwrap());
}

pub(crate) fn forget() {
    TOLD.lock().unwrap().clear();
}

pub(crate) fn told() -> Vec<String> {
    TOLD.lock().unwrap().clone()
}

pub(crate) fn failed(error_type: &str) -> String {
    format!(r#"WARN message="telemetry_export_failed" exporter="sentry" error_type="{error_type}""#)
}

pub(crate) fn restored() -> String {
    r#"INFO message="telemetry_export_restored" exporter="sentry""#.to_owned()
}
