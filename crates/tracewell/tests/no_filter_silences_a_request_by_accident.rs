//! `RUST_LOG` and `LOG_LEVEL`: what they speak of is as they say, and nobody loses the terminal events unasked.

mod support;

use support::{Run, in_production};

/// Who spoke: the library about a request, the program at two levels, libraries by way of the `log` crate.
fn run(variables: &[(&str, &str)]) -> Run {
    let steps = ["init", "info=info", "debug=debug", "record=hyper::proto", "record=other", "request=/ok", "shutdown"];
    in_production(&steps, variables)
}

fn heard(run: &Run) -> Vec<&'static str> {
    let program = |name: &str| run.named(name).iter().any(|line| line["target"] == "speak");
    let record = |target: &str| run.named("a record").iter().any(|line| line["target"] == target);
    let all = [
        ("end", !run.named("request_completed").is_empty()),
        ("info", program("info")),
        ("debug", program("debug")),
        ("hyper", record("hyper::proto")),
        ("other", record("other")),
    ];
    all.into_iter().filter(|(_, heard)| *heard).map(|(who, _)| who).collect()
}

#[test]
fn by_default() {
    assert_eq!(heard(&run(&[])), ["end", "info", "other"]);
}

#[test]
fn by_a_level() {
    for variable in ["RUST_LOG", "LOG_LEVEL"] {
        assert!(heard(&run(&[(variable, "warn")])).is_empty(), "whoever asks for silence gets it");
        assert!(run(&[(variable, "off")]).stdout.is_empty());
    }
    assert_eq!(heard(&run(&[("LOG_LEVEL", "Debug")])), ["end", "info", "debug", "other"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "debug")])), ["end", "info", "debug", "hyper", "other"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "info"), ("LOG_LEVEL", "off")])), ["end", "info", "hyper", "other"]);
}

#[test]
fn by_a_filter_that_speaks_of_others() {
    assert_eq!(heard(&run(&[("RUST_LOG", "speak=debug")])), ["end", "info", "debug"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "other=info,hyper=off")])), ["end", "other"]);
    // Names that only look like ours.
    assert_eq!(heard(&run(&[("RUST_LOG", "tracewell_demo=debug")])), ["end"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "tracewell-demo=off")])), ["end"]);
    // A filter of spans says nothing of events outside of them.
    assert_eq!(heard(&run(&[("RUST_LOG", "[some_span]=debug")])), ["end"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "[some_span{id=7}]=debug,speak=info")])), ["end", "info"]);
}

#[test]
fn by_a_filter_that_speaks_of_us() {
    assert!(heard(&run(&[("RUST_LOG", "tracewell=off")])).is_empty());
    assert_eq!(heard(&run(&[("RUST_LOG", "tracewell::http=warn,speak=info")])), ["info"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "tracewell=warn,other=info")])), ["other"]);
    assert_eq!(heard(&run(&[("RUST_LOG", "speak=debug,off")])), ["info", "debug"]);
}
