//! Lines that are kept for work under way: which events let them out, in which format, and what becomes of the memory.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;

use tracewell_context::{Context, CorrelationId};
use tracewell_log::{Capture, Detail, LogLayer, PrettyFormat};
use tracewell_redact::Policy;
use tracing::Metadata;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};

struct Log {
    json: Arc<Capture>,
    pretty: Arc<Capture>,
    detail: Detail,
}

/// A log that keeps what is at DEBUG.
fn with_log(detail: Detail, work: impl FnOnce(&Log)) {
    let log = Log { json: Arc::default(), pretty: Arc::default(), detail };
    let (lines, kept) = LogLayer::new(Policy::production())
        .static_fields([("region", "eu-1")])
        .json(Arc::clone(&log.json))
        .pretty(PrettyFormat::new(), Arc::clone(&log.pretty))
        .keep_detail(log.detail.clone());
    let is_debug = |metadata: &Metadata<'_>| *metadata.level() == tracing::Level::DEBUG && metadata.is_event();
    let subscriber = tracing_subscriber::registry()
        .with(lines.with_filter(filter_fn(move |metadata| !is_debug(metadata))))
        .with(kept.with_filter(filter_fn(is_debug)));
    tracing::subscriber::with_default(subscriber, || work(&log));
}

fn context(id: &str) -> Context {
    Context::new(CorrelationId::new(id).unwrap())
}

macro_rules! own {
    ($level:ident, $target:literal, $name:literal $(, $($field:tt)*)?) => {
        tracing::event!(target: $target, tracing::Level::$level, message = $name, $($($field)*)?)
    };
}

#[test]
fn events_that_say_it_failed_let_them_out() {
    let endings: [(&str, fn()); 8] = [
        ("unhandled_exception", || own!(ERROR, "tracewell::failure", "unhandled_exception")),
        ("http_exception_5xx", || own!(ERROR, "tracewell::failure", "http_exception_5xx")),
        ("request_failed", || own!(WARN, "tracewell::http", "request_failed")),
        ("request_stalled", || own!(WARN, "tracewell::http", "request_stalled")),
        ("request_completed", || own!(WARN, "tracewell::http", "request_completed", status_code = 502)),
        ("request_completed", || own!(ERROR, "tracewell::http", "request_completed", status_code = 500)),
        ("job_failed", || own!(WARN, "tracewell::job", "job_failed")),
        ("message_failed", || own!(WARN, "tracewell::messaging", "message_failed")),
    ];
    for (name, end) in endings {
        with_log(Detail::new(), |log| {
            context("r-1").in_scope(|| {
                tracing::debug!("one");
                tracing::debug!("two");
                assert!(log.json.lines().is_empty() && log.detail.used() > 0);
                end();
                end();
            });
            let lines = log.json.lines();
            assert_eq!(lines.len(), 4, "{name}: {lines:#?}");
            assert!(lines[0].contains(r#""message":"one""#) && lines[1].contains(r#""message":"two""#));
            assert!(
                lines[..2]
                    .iter()
                    .all(|line| line.contains(r#""buffered":true"#) && line.contains(r#""correlation_id":"r-1""#))
            );
            assert!(lines[..2].iter().all(|line| line.contains(r#""region":"eu-1""#)));
            assert!(lines[2].contains(name) && !lines[2].contains("buffered"));
            assert_eq!((log.pretty.lines().len(), log.detail.written(), log.detail.lost()), (4, 2, 0));
            assert!(log.pretty.lines()[0].contains("buffered=true"));
            assert_eq!(log.detail.used(), 0);
        });
    }
}

#[test]
fn events_that_say_it_went_well_forget_them_and_others_say_nothing() {
    let endings: [fn(); 7] = [
        || own!(INFO, "tracewell::http", "request_completed", status_code = 200),
        || own!(INFO, "tracewell::http", "request_completed", status_code = 404),
        || own!(INFO, "tracewell::http", "request_cancelled"),
        || own!(INFO, "tracewell::http", "websocket_closed"),
        || own!(INFO, "tracewell::job", "job_completed"),
        || own!(INFO, "tracewell::job", "job_cancelled"),
        || own!(INFO, "tracewell::messaging", "message_processed"),
    ];
    for end in endings {
        with_log(Detail::new(), |log| {
            context("r-1").in_scope(|| {
                tracing::debug!("one");
                // Not the library's own, however they look.
                tracing::error!("unhandled_exception");
                tracing::error!(target: "tracewell_demo", "request_failed");
                own!(WARN, "tracewell::messaging", "broker_disconnected");
                assert!(log.detail.used() > 0);
                end();
                assert_eq!(log.detail.used(), 0);
            });
            assert!(!log.json.text().contains("buffered") && log.json.lines().len() == 4);
            assert_eq!((log.detail.written(), log.detail.lost()), (0, 0));
        });
    }
}

#[test]
fn a_client_s_fault_counts_only_if_asked_for() {
    for (asked, end, written) in [
        (false, (|| own!(INFO, "tracewell::http", "request_completed", status_code = 404)) as fn(), 0),
        (true, || own!(INFO, "tracewell::http", "request_completed", status_code = 404), 1),
        (true, || own!(INFO, "tracewell::http", "request_completed", status_code = 200), 0),
        (true, || own!(INFO, "tracewell::http", "request_completed", status_code = 399), 0),
        (true, || own!(INFO, "tracewell::http", "request_completed", status_code = 200, grpc_status = 5), 1),
        (true, || own!(INFO, "tracewell::http", "request_completed", status_code = 200, grpc_status = 0), 0),
    ] {
        with_log(Detail::new().client_errors(asked), |log| {
            context("r-1").in_scope(|| {
                tracing::debug!("one");
                end();
            });
            assert_eq!(log.detail.written(), written);
        });
    }
}

#[test]
fn whoever_fails_lets_out_its_own_alone() {
    with_log(Detail::new(), |log| {
        let [well, ill] = [context("r-1"), context("r-2")];
        for number in 0..3 {
            well.in_scope(|| tracing::debug!(number, "of the one"));
            ill.in_scope(|| tracing::debug!(number, "of the other"));
        }
        tracing::debug!("of nobody");
        ill.in_scope(|| own!(ERROR, "tracewell::failure", "unhandled_exception"));
        let text = log.json.text();
        assert!(!text.contains("of the one") && !text.contains("of nobody"), "{text}");
        assert_eq!(text.matches("of the other").count(), 3);
        drop(well);
        assert_eq!(log.detail.used(), 0, "nothing is left of work that is gone");
    });
}

#[test]
fn secrets_are_gone_before_a_line_is_kept() {
    with_log(Detail::new(), |log| {
        let mail = ["jane.doe", "example.org"].join("@");
        context("r-1").in_scope(|| {
            tracing::debug!(password = "open-sesame", note = "of somebody", "mail to {mail}\u{1b}[31m\n{{\"level\":");
            own!(ERROR, "tracewell::failure", "unhandled_exception");
        });
        for text in [log.json.text(), log.pretty.text()] {
            assert!(!text.contains("sesame") && !text.contains("jane") && !text.contains("of somebody"), "{text}");
            assert!(text.contains("[REDACTED:email]") && text.contains("[FILTERED]"));
            assert_eq!((text.lines().count(), text.contains('\u{1b}')), (2, false));
        }
        log.json.lines().iter().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));
    });
}

#[test]
fn fields_of_the_line_s_own_name_are_not_written_twice() {
    with_log(Detail::new(), |log| {
        context("r-1").in_scope(|| {
            tracing::debug!(buffered = "no", "one");
            own!(ERROR, "tracewell::failure", "unhandled_exception");
        });
        let line = &log.json.lines()[0];
        assert_eq!(line.matches("\"buffered\"").count(), 1);
        assert!(line.contains(r#""buffered":true"#));
    });
}

#[test]
fn a_flood_of_failures_is_bounded_and_told() {
    let detail = Detail::new().bytes_per_second(10_000);
    with_log(detail, |log| {
        let begin = std::time::Instant::now();
        for number in 0..10_000 {
            context(&format!("r-{number}")).in_scope(|| {
                tracing::debug!("one");
                tracing::debug!("two");
                own!(ERROR, "tracewell::failure", "unhandled_exception");
            });
            assert!(log.detail.used() < 64 << 10);
        }
        let seconds = begin.elapsed().as_secs() as usize + 2;
        let lines = log.json.lines();
        assert_eq!(lines.iter().filter(|line| line.contains("unhandled_exception")).count(), 10_000);
        let kept: Vec<_> = lines.iter().filter(|line| line.contains("buffered")).collect();
        let all = [&log.json, &log.pretty].map(|output| output.lines());
        let bytes: usize = all.iter().flatten().filter(|line| line.contains("buffered")).map(String::len).sum();
        assert!(bytes > 5_000 && bytes <= 10_000 * seconds, "{bytes} in {seconds} s");
        assert_eq!(kept.len() % 2, 0, "of a request all or nothing");
        assert_eq!(log.detail.written() as usize, kept.len());
        assert_eq!(log.detail.written() + log.detail.lost(), 20_000);
        let told: u64 = lines
            .iter()
            .filter_map(|line| line.split_once("\"sink\":\"buffer\",\"dropped\":"))
            .map(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse::<u64>().unwrap())
            .sum();
        assert!(told > 0);
        assert_eq!(told + log.detail.take_untold().unwrap_or_default(), log.detail.lost());
        let tales = lines.iter().filter(|line| line.contains("log_lines_dropped")).count();
        assert!(tales <= seconds, "{tales} in {seconds} s");
    });
}

#[test]
fn two_logs_of_a_process_do_not_mix_theirs() {
    let shared = context("r-1");
    with_log(Detail::new(), |first| {
        shared.in_scope(|| tracing::debug!("of the first"));
        with_log(Detail::new(), |second| {
            shared.in_scope(|| {
                tracing::debug!("of the second");
                own!(ERROR, "tracewell::failure", "unhandled_exception");
            });
            assert!(!second.json.text().contains("of the first"));
        });
        shared.in_scope(|| own!(ERROR, "tracewell::failure", "unhandled_exception"));
        assert!(first.json.text().contains("of the first"));
    });
}
