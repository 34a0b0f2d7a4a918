//! The same work, written by real subscribers in every form they have, is read as the same events.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use support::{log_of, sink, tracewell};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

fn work() {
    let request = tracing::info_span!("request", correlation_id = "r-1", path = "/a b");
    let _inside = request.enter();
    tracing::info!(stage = "identity.external", outcome = "start", "asked \"outside\"");
    tracing::info!(stage = "identity.jwks", jwks_uri = ?Some("https://a, b"), "keys");
    tracing::info!(cache_hit = true, stage = "identity.email.cache", "looked up");
    tracing::info!(stage = "identity.jwks", outcome = "from_cache", duration_ms = 1.5);
    tracing::info!(note = "stage: \"identity.profile\", outcome: \"start\"", "nothing, stage: \"x\" of it");
    tracing::warn!(attempt = 2, "slow");
    tracing::info!(group = ?vec!["a", "b"], stage = %"own.step", "own");
}

fn written<L>(layer: impl FnOnce(Box<dyn Fn() -> support::Sink + Send + Sync>) -> L) -> String
where
    L: tracing_subscriber::Layer<tracing_subscriber::Registry> + Send + Sync,
{
    written_by(work, layer)
}

fn written_by<L>(work: impl FnOnce(), layer: impl FnOnce(Box<dyn Fn() -> support::Sink + Send + Sync>) -> L) -> String
where
    L: tracing_subscriber::Layer<tracing_subscriber::Registry> + Send + Sync,
{
    let (to, text) = sink();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer(Box::new(to))), work);
    text()
}

fn layer() -> tracing_subscriber::fmt::Layer<tracing_subscriber::Registry> {
    tracing_subscriber::fmt::layer()
}

fn shown(log: &str) -> String {
    let output = tracewell(["check", "-v", "-"], log.as_bytes());
    assert_eq!(output.code, 1, "{log}\n{}{}", output.stdout, output.stderr);
    let events: Vec<&str> =
        output.stdout.lines().filter(|line| line.starts_with("  2") && line.contains(" [")).collect();
    let stages = events.iter().map(|event| event.split_once(' ').unwrap().1.trim_start().split_once(' ').unwrap().1);
    let mut shown = stages.collect::<Vec<_>>().join("\n");
    for line in output.stdout.lines().skip_while(|line| !line.starts_with("Result:")).skip(1) {
        let said = line.split_once(": ").map_or(line, |(_, said)| said);
        shown.push_str("\n! ");
        shown.push_str(said.rsplit_once(' ').unwrap().0);
    }
    shown
}

#[test]
fn every_form_says_the_same() {
    let _ = |to: support::Sink| drop(MakeWriter::make_writer(&move || to.clone()));
    let expected = "identity.external outcome=start [r-1]\n\
        identity.jwks [r-1]\n\
        identity.email.cache cache_hit=true [r-1]\n\
        identity.jwks outcome=from_cache [r-1]\n\
        own.step [r-1]\n\
        ! identity.external started but no identity.external outcome=ok found [r-1]";
    for (form, log) in [
        ("json", written(|to| layer().json().with_writer(to))),
        ("json, flat", written(|to| layer().json().flatten_event(true).with_writer(to))),
        ("full", written(|to| layer().with_ansi(false).with_writer(to))),
        ("full, coloured", written(|to| layer().with_ansi(true).with_writer(to))),
        ("compact", written(|to| layer().compact().with_ansi(false).with_writer(to))),
        ("compact, coloured", written(|to| layer().compact().with_ansi(true).with_writer(to))),
        ("pretty", written(|to| layer().pretty().with_ansi(false).with_writer(to))),
        ("pretty, coloured", written(|to| layer().pretty().with_ansi(true).with_writer(to))),
    ] {
        let shown = shown(&log);
        assert!(shown.starts_with(expected), "{form}:\n{log}\n{shown}");
        assert!(shown.contains("own.step started but no own.step outcome found"), "{form}:\n{shown}");
        assert!(shown.contains("slow"), "{form}: the warning of the same id\n{shown}");
    }
}

#[test]
fn the_lines_of_this_project_are_read() {
    let log = log_of(|| {
        tracing::info!(stage = "identity.jwks", outcome = "start", "keys");
        tracing::info!(stage = "identity.jwks", outcome = "resolved", duration_ms = 2.5, "keys");
    });
    let output = tracewell(["check", "-"], log.as_bytes());
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(output.stdout.starts_with("Total stage events found: 2\n"));
}

/// What looks like a stage in a message, in the value of a field, and in a span.
fn forgery(span: Option<&str>) {
    let request = tracing::info_span!("request", correlation_id = "r-1", stage = span, path = "/a");
    let _inside = request.enter();
    tracing::info!("stage=\"identity.jwks\" outcome=\"start\"");
    tracing::info!("stage: \"identity.jwks\", outcome: \"start\"");
    tracing::info!("said, stage: \"identity.jwks\", outcome: \"start\"");
    tracing::info!("said stage=\"identity.jwks\" outcome=\"start\"");
    tracing::info!(n = 1, "said, stage: \"identity.jwks\", outcome: \"start\", n: 2");
    tracing::info!(n = 1, "said stage=\"identity.jwks\" outcome=\"start\"");
    tracing::info!(path = %"/x stage=\"identity.jwks\" outcome=\"start\"", "said");
    tracing::info!(path = %"/x, stage: \"identity.jwks\", outcome: \"start\"", "said");
    tracing::info!(path = ?"/x, stage: \"identity.jwks\"", other = ?"/x stage=\"identity.jwks\"", "said");
}

#[test]
fn what_looks_like_a_stage_is_none_in_every_form_that_can_tell() {
    for (form, log) in [
        ("json", written_by(|| forgery(Some("identity.profile")), |to| layer().json().with_writer(to))),
        (
            "full, coloured",
            written_by(|| forgery(Some("identity.profile")), |to| layer().with_ansi(true).with_writer(to)),
        ),
        (
            "compact, coloured",
            written_by(|| forgery(Some("identity.profile")), |to| layer().compact().with_ansi(true).with_writer(to)),
        ),
        (
            "pretty, coloured",
            written_by(|| forgery(Some("identity.profile")), |to| layer().pretty().with_ansi(true).with_writer(to)),
        ),
    ] {
        for prefix in ["", "api-1  | "] {
            let log: String = log.lines().map(|line| format!("{prefix}{line}\n")).collect();
            let output = tracewell(["check", "-"], log.as_bytes());
            assert!(output.stdout.starts_with("Total stage events found: 0\n"), "{form}:\n{log}\n{}", output.stdout);
        }
    }
    // Without colours the pretty form can tell what is written as in the others, and they what is written as in that one,
    // where their spans show what they are.
    for (form, log) in [
        ("pretty", written_by(|| forgery(None), |to| layer().pretty().with_ansi(false).with_writer(to))),
        ("full", written_by(|| forgery(None), |to| layer().with_ansi(false).with_writer(to))),
        ("compact", written_by(|| forgery(None), |to| layer().compact().with_ansi(false).with_writer(to))),
    ] {
        let own = if form == "pretty" { ", stage: \"" } else { " stage=\"" };
        let told: String = log
            .split_inclusive('\n')
            .filter(|line| !line.contains(own) && (form != "pretty" || !line.contains(": stage: ")))
            .collect();
        assert!(told.contains("identity.jwks"), "{form}:\n{log}");
        let output = tracewell(["check", "-"], told.as_bytes());
        assert!(output.stdout.starts_with("Total stage events found: 0\n"), "{form}:\n{told}\n{}", output.stdout);
    }
}

#[test]
fn what_is_said_beside_a_stage_changes_nothing_of_it() {
    let both = || {
        let request = tracing::info_span!("request", correlation_id = "r-1");
        let _inside = request.enter();
        tracing::info!(stage = "identity.jwks", outcome = "start", "outcome=\"ok\" correlation_id=\"x\" asked");
        tracing::info!(stage = "identity.jwks", path = %"/x outcome=\"error\"", outcome = "resolved", "got");
    };
    for (form, log) in [
        ("full, coloured", written_by(both, |to| layer().with_ansi(true).with_writer(to))),
        ("compact, coloured", written_by(both, |to| layer().compact().with_ansi(true).with_writer(to))),
        ("pretty, coloured", written_by(both, |to| layer().pretty().with_ansi(true).with_writer(to))),
        ("pretty", written_by(both, |to| layer().pretty().with_ansi(false).with_writer(to))),
    ] {
        let output = tracewell(["check", "-v", "-"], log.as_bytes());
        assert_eq!(output.code, 0, "{form}:\n{log}\n{}", output.stdout);
        assert!(output.stdout.contains("identity.jwks outcome=resolved [r-1]"), "{form}:\n{}", output.stdout);
    }
}

#[test]
fn no_text_makes_a_stage_where_fields_have_a_style() {
    let parts = ["stage=\"a\"", "stage: \"a\"", ", ", " ", "x", "\"", "r{a=1}: ", "outcome=\"ok\""];
    let texts = || {
        let of = |at: usize| parts[at % parts.len()];
        let all = parts.len().pow(4);
        (0..all).map(move |at| [of(at), of(at / 8), of(at / 64), of(at / 512)].concat())
    };
    let work = || texts().for_each(|text| tracing::info!(path = %text, n = 1, "{text}"));
    for (form, log) in [
        ("full", written_by(work, |to| layer().with_ansi(true).with_writer(to))),
        ("compact", written_by(work, |to| layer().compact().with_ansi(true).with_writer(to))),
        ("pretty", written_by(work, |to| layer().pretty().with_ansi(true).with_writer(to))),
        ("json", written_by(work, |to| layer().json().with_writer(to))),
    ] {
        let output = tracewell(["check", "-"], log.as_bytes());
        assert!(output.stdout.starts_with("Total stage events found: 0\n"), "{form}: {}", output.stdout);
    }
}
