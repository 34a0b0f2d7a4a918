use std::sync::Arc;

use serde_json::Value;
use tracewell_flow::{Checker, Entry, FlowSpec, Place};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt as _;

/// What this thread tells, as a service in production writes it.
pub(crate) struct Told {
    lines: Arc<Capture>,
    _subscriber: DefaultGuard,
}

impl Told {
    pub(crate) fn here() -> Self {
        let lines = Arc::new(Capture::default());
        let layer = LogLayer::new(Policy::production()).json(Arc::clone(&lines));
        let subscriber = tracing_subscriber::registry().with(layer);
        Self { lines, _subscriber: tracing::subscriber::set_default(subscriber) }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.text()
    }

    pub(crate) fn clear(&self) {
        self.lines.clear();
    }

    /// Stage and outcome, or `hit` and `miss`, of each stage event since the last time.
    pub(crate) fn stages(&self) -> Vec<String> {
        check_flow(&self.text());
        let told = lines(&self.text());
        self.clear();
        told.iter()
            .filter(|line| line["target"] == "tracewell::stage")
            .map(|line| {
                let outcome = match (&line["outcome"], &line["cache_hit"]) {
                    (Value::String(outcome), _) => outcome.as_str(),
                    (_, Value::Bool(true)) => "hit",
                    (_, Value::Bool(false)) => "miss",
                    _ => panic!("{line}"),
                };
                format!("{} {outcome}", line["stage"].as_str().unwrap())
            })
            .collect()
    }

    /// The anomalies since the last time: level, violation, word, beginning of the id.
    pub(crate) fn anomalies(&self) -> Vec<[String; 4]> {
        let told = lines(&self.text());
        self.clear();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        told.iter()
            .filter(|line| line["message"] == "token_anomaly")
            .map(|line| ["level", "violation", "error_type", "jti_prefix"].map(|field| text(&line[field])))
            .collect()
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Panics where a stage in these lines does not keep to the flow that is built in.
#[track_caller]
pub(crate) fn check_flow(lines: &str) -> u64 {
    let mut checker = Checker::new(FlowSpec::builtin());
    for (line, number) in lines.lines().zip(1..) {
        if let Some(entry) = Entry::from_json(line, None) {
            checker.add(entry, Place::new(0, number));
        }
    }
    let summary = checker.finish();
    let violations: Vec<_> = summary.violations().iter().map(ToString::to_string).collect();
    assert!(violations.is_empty(), "{violations:#?}");
    summary.stage_events()
}
