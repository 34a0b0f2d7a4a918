//! `LOG_BUFFER_DEBUG`: what a request, job or message has said at DEBUG is written if it fails, and else never; no other sink
//! hears of it; and there is an end to how much.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{Line, Run, program_in_production};

fn service(steps: &[&str], variables: &[(&str, &str)]) -> Run {
    let keep = [("LOG_BUFFER_DEBUG", "shop")].into_iter().chain(variables.iter().copied()).collect::<Vec<_>>();
    program_in_production("detail", steps, &keep)
}

fn buffered(run: &Run) -> Vec<Line> {
    run.lines().into_iter().filter(|line| line.get("buffered").is_some()).collect()
}

fn messages(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line["message"].as_str().unwrap()).collect()
}

/// What each piece of work says at DEBUG, in its order.
const SAID: [&str; 4] = ["select for [REDACTED:email]", "inner", "outer", "a record"];

#[test]
fn nothing_is_written_of_what_succeeds() {
    let run = service(&["init", "request=/ok", "job=ok", "outside", "request=/missing"], &[]);
    assert!(!run.stdout.contains("DEBUG") && !run.stdout.contains("buffered"), "{}", run.stdout);
    assert_eq!(run.named("always").len(), 4);
    assert_eq!(run.named("request_completed").len(), 2);
}

#[test]
fn all_is_written_of_what_fails() {
    for (path, ending) in
        [("/error", "request_completed"), ("/panic", "unhandled_exception"), ("/broken", "unhandled_exception")]
    {
        let run = service(&["init", "request=/ok", &format!("request={path}"), "request=/ok"], &[]);
        let kept = buffered(&run);
        assert_eq!(messages(&kept), SAID, "{path} {}", run.stdout);
        let end = run.named(ending).into_iter().find(|line| line["level"] == "ERROR").unwrap();
        for line in &kept {
            assert_eq!((&line["level"], &line["buffered"]), (&json!("DEBUG"), &json!(true)));
            assert_eq!((&line["correlation_id"], &line["team_id"]), (&end["correlation_id"], &json!("acme")));
            assert_eq!((&line["path"], &line["method"]), (&json!(path), &json!("GET")));
            assert!(line["timestamp"].as_str() <= end["timestamp"].as_str());
        }
        assert_eq!((&kept[0]["target"], &kept[0]["rows"]), (&json!("shop::db"), &json!("[FILTERED]")));
        assert_eq!(kept[0]["password"], "[REDACTED]");
        assert_eq!(kept[3]["target"], "shop::sql");
        assert!(!run.stdout.contains("sesame") && !run.stdout.contains("jane"));
        // They come right before the line that lets them.
        let lines = run.lines();
        let last = lines.iter().rposition(|line| line.get("buffered").is_some()).unwrap();
        assert_eq!((&lines[last + 1]["message"], &lines[last + 1]["level"]), (&json!(ending), &json!("ERROR")));
        let times: Vec<_> = kept.iter().map(|line| line["timestamp"].as_str().unwrap()).collect();
        assert!(times.is_sorted(), "{times:?}");
    }
}

#[test]
fn a_request_that_hangs_tells_what_led_to_it() {
    let run = service(&["init", "request=/slow"], &[("LOG_STALL_MS", "100")]);
    let lines = run.lines();
    let place = |message: &str| lines.iter().position(|line| line["message"] == message).unwrap();
    assert_eq!(messages(&buffered(&run)), SAID, "{}", run.stdout);
    assert_eq!(place("a record") + 1, place("request_stalled"));
    assert!(!run.stdout.contains("still there"), "it ended well after all");
}

#[test]
fn jobs_too() {
    for (outcome, ending) in [("error", "unhandled_exception"), ("panic", "unhandled_exception")] {
        let run = service(&["init", &format!("job={outcome}")], &[]);
        let kept = buffered(&run);
        assert_eq!(messages(&kept), SAID, "{}", run.stdout);
        let end = run.only(ending);
        assert!(kept.iter().all(|line| line["correlation_id"] == end["correlation_id"] && line["span"] == "job"));
    }
}

#[test]
fn what_a_task_of_it_says_is_its_too() {
    let run = service(&["init", "request=/task"], &[]);
    assert_eq!(messages(&buffered(&run)).last(), Some(&"in a task"));
}

#[test]
fn a_4xx_only_if_asked_for() {
    let run = service(&["init", "request=/missing", "request=/ok"], &[("LOG_BUFFER_DEBUG_CLIENT_ERRORS", "true")]);
    assert_eq!(messages(&buffered(&run)), SAID);
    assert!(buffered(&run).iter().all(|line| line["path"] == "/missing"));
}

#[test]
fn no_other_sink_hears_of_it() {
    let run = service(&["sinks", "request=/ok", "request=/error", "job=panic"], &[]);
    assert_eq!(buffered(&run).len(), 2 * SAID.len(), "{}", run.stdout);
    assert!(!run.stderr.contains("DEBUG"), "{}", run.stderr);
    for sink in ["all", "filtered", "unguarded"] {
        let heard = run.stderr.lines().filter(|line| line.starts_with(sink)).collect::<Vec<_>>();
        // Each line at INFO and above, none left out because of what was kept before it.
        assert_eq!(heard.iter().filter(|line| line.contains("always")).count(), 3, "{sink} {}", run.stderr);
        for name in ["request_completed", "unhandled_exception", "job_failed"] {
            let told = run.named(name).len();
            assert_eq!(heard.iter().filter(|line| line.contains(name)).count(), told, "{sink} {name} {}", run.stderr);
        }
    }
    assert!(buffered(&run).iter().all(|line| line["span"] == "request" || line["span"] == "job"));
}

#[test]
fn what_the_filter_lets_through_is_written_at_once() {
    let run = service(&["init", "request=/error"], &[("RUST_LOG", "info,shop::db=debug")]);
    let select = run.only(SAID[0]);
    assert!(!select.contains_key("buffered"));
    assert_eq!(messages(&buffered(&run)), SAID[1..]);
    let run = service(&["init", "rule=debug target=shop for=1m", "request=/ok"], &[]);
    assert!(buffered(&run).is_empty());
    assert_eq!(run.lines().iter().filter(|line| line["level"] == "DEBUG").count(), SAID.len());
    // A filter that says nothing of INFO: what it refuses is kept likewise.
    let run = service(&["init", "request=/error"], &[("LOG_LEVEL", "warn")]);
    assert_eq!(messages(&buffered(&run)), [&SAID[..], &["always"]].concat());
}

#[test]
fn off_unless_targets_are_named() {
    for variables in
        [&[][..], &[("LOG_BUFFER_DEBUG", "")], &[("LOG_BUFFER_DEBUG", "shop=debug")], &[("LOG_BUFFER_DEBUG", "*")]]
    {
        let run = program_in_production("detail", &["init", "request=/error"], variables);
        assert!(!run.stdout.contains("\"DEBUG\""), "{}", run.stdout);
        let nonsense = variables.iter().any(|(_, value)| !value.is_empty());
        assert_eq!(run.invalid().len(), usize::from(nonsense));
        assert!(!run.stdout.contains("shop=debug"));
    }
    let run = service(&["join", "request=/error"], &[]);
    assert!(!run.stdout.contains("\"DEBUG\""), "the filter is the service's own: {}", run.stdout);
}

#[test]
fn the_youngest_lines_of_one_request_stay() {
    let run = service(&["init", "request=/long", "sleep=1500", "metrics"], &[]);
    let kept = buffered(&run);
    let bytes: usize = run.stdout.lines().filter(|line| line.contains("buffered")).map(|line| line.len() + 1).sum();
    assert!((20 << 10..64 << 10).contains(&bytes), "{bytes}");
    assert!(kept.len() < 2000 && messages(&kept).iter().all(|message| *message == "one of many"));
    let lost = run.only("log_lines_dropped");
    assert_eq!((&lost["sink"], &lost["level"]), (&json!("buffer"), &json!("WARN")));
    assert_eq!(lost["dropped"].as_u64().unwrap() as usize + kept.len(), 2000 + SAID.len());
    let metric = format!("log_lines_dropped_total{{sink=\"buffer\"}} {}\n", lost["dropped"]);
    assert!(run.stderr.contains(&metric), "{}", run.stderr);
}

#[test]
fn a_flood_of_failures_has_its_ends_told_and_its_detail_bounded() {
    let begin = std::time::Instant::now();
    let run = service(&["init", "flood=10000", "sleep=1500"], &[]);
    let seconds = begin.elapsed().as_secs() + 2;
    let ends = run.named("request_completed");
    let told: u64 = run
        .named("log_lines_dropped")
        .iter()
        .filter(|line| line["sink"] == "stdout")
        .map(|line| line["dropped"].as_u64().unwrap())
        .sum();
    assert_eq!(ends.len() as u64 + told, 10_000, "each is told");
    let kept = buffered(&run);
    let bytes: usize =
        run.stdout.lines().filter(|line| line.contains("\"buffered\":true")).map(|line| line.len() + 1).sum();
    assert!(bytes as u64 <= seconds << 20, "{bytes} in {seconds} s");
    // What is there of a request is whole.
    assert_eq!(kept.len() % SAID.len(), 0);
    assert!(
        kept.chunks(SAID.len()).all(|work| messages(work) == SAID
            && work.iter().all(|line| line["correlation_id"] == work[0]["correlation_id"]))
    );
    let lost: u64 = run
        .named("log_lines_dropped")
        .iter()
        .filter(|line| line["sink"] == "buffer")
        .map(|line| line["dropped"].as_u64().unwrap())
        .sum();
    assert_eq!(kept.len() as u64 + lost, 10_000 * SAID.len() as u64, "each is written, or told to be lost");
}
