//! A collector that is not there, hangs, or refuses costs what was to be sent to it, and nothing else: each outage is told
//! once, memory is bounded, the end has a deadline.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use support::{Behaviour, Collector, wait_until};
use tracewell_otel::{Otel, Service, Settings};
use tracewell_redact::Policy;
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
        if event.metadata().target() == "tracewell::otel" {
            let mut text = Text(event.metadata().level().to_string());
            event.record(&mut text);
            TOLD.lock().unwrap().push(text.0);
        }
    }
}

/// One test at a time, as what is told is told to the process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    static GLOBAL: Once = Once::new();
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    GLOBAL.call_once(|| tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Told)).unwrap());
    // What a test before gave up may have its last word still.
    #[cfg(target_os = "linux")]
    support::wait_until("the end of other exports", || {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
        let mut names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
        names.all(|name| name.trim() != "tracewell-otlp")
    });
    TOLD.lock().unwrap().clear();
    alone
}

fn failed(exporter: &str, error_type: &str) -> String {
    format!(r#"WARN message="telemetry_export_failed" exporter="{exporter}" error_type="{error_type}""#)
}

fn restored(exporter: &str) -> String {
    format!(r#"INFO message="telemetry_export_restored" exporter="{exporter}""#)
}

fn told() -> Vec<String> {
    TOLD.lock().unwrap().clone()
}

const TRACES_ONLY: [(&str, &str); 4] = [
    ("OTEL_LOGS_EXPORTER", "none"),
    ("OTEL_METRICS_EXPORTER", "none"),
    ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", "200"),
];

/// The same with time for a collector that answers, on any machine.
const PATIENT: [(&str, &str); 4] =
    [TRACES_ONLY[0], TRACES_ONLY[1], TRACES_ONLY[2], ("OTEL_EXPORTER_OTLP_TIMEOUT", "10000")];

fn start(settings: &Settings) -> Otel {
    Otel::start(settings, &Service::new("orders", "1"), &Policy::production()).unwrap()
}

fn spans(otel: &Otel, count: usize) {
    let subscriber = tracing_subscriber::registry().with(otel.layer());
    tracing::subscriber::with_default(subscriber, || {
        (0..count).for_each(|_| tracing::info_span!("work").in_scope(|| {}));
    });
}

#[test]
fn an_outage_is_told_once_and_so_is_its_end() {
    let _alone = alone();
    for collector in [Collector::http(), Collector::grpc()] {
        TOLD.lock().unwrap().clear();
        collector.behave(Behaviour::Hang);
        let otel = start(&collector.settings(&TRACES_ONLY));
        for _ in 0..5 {
            spans(&otel, 1);
            std::thread::sleep(Duration::from_millis(150));
        }
        assert_eq!(told(), [failed("otlp_traces", "timeout")]);
        collector.behave(Behaviour::Accept);
        wait_until("an end of the outage", || told().len() > 1);
        spans(&otel, 1);
        assert!(otel.shutdown(Duration::from_secs(10)));
        assert_eq!(told(), [failed("otlp_traces", "timeout"), restored("otlp_traces")]);
        // What waited was kept: nothing was lost for so short a time.
        assert_eq!((otel.dropped(), collector.received.lock().unwrap().spans().len()), (0, 6));
    }
}

#[test]
fn a_refusal_is_told_by_its_kind() {
    let _alone = alone();
    let kinds = [(500, "server_error"), (401, "unauthorized"), (400, "rejected"), (404, "rejected")];
    let protocols = [Collector::http as fn() -> Collector, Collector::grpc];
    for ((status, error_type), new) in kinds.into_iter().flat_map(|kind| protocols.map(|new| (kind, new))) {
        TOLD.lock().unwrap().clear();
        let collector = new();
        collector.behave(Behaviour::Refuse(status, None));
        let otel = start(&collector.settings(&PATIENT));
        spans(&otel, 3);
        wait_until("a loss", || otel.dropped() == 3);
        assert_eq!(told(), [failed("otlp_traces", error_type)]);
        // Asked once: it would be refused again.
        assert_eq!(collector.requests(), 1);
        otel.shutdown(Duration::from_secs(1));
    }
}

#[test]
fn a_page_in_the_collectors_place_has_taken_nothing() {
    let _alone = alone();
    let collector = Collector::http();
    collector.behave(Behaviour::Page);
    let otel = start(&collector.settings(&PATIENT));
    spans(&otel, 3);
    wait_until("a loss", || otel.dropped() == 3);
    assert_eq!((told(), collector.requests()), (vec![failed("otlp_traces", "decode")], 1));
    collector.behave(Behaviour::Accept);
    spans(&otel, 1);
    assert!(otel.shutdown(Duration::from_secs(10)));
    assert_eq!((told().len(), otel.dropped(), collector.received.lock().unwrap().spans().len()), (2, 3, 1));
}

#[test]
fn who_asks_for_time_gets_it() {
    let _alone = alone();
    for collector in [Collector::http(), Collector::grpc()] {
        TOLD.lock().unwrap().clear();
        collector.behave(Behaviour::Refuse(429, Some(2)));
        let otel = start(&collector.settings(&PATIENT));
        spans(&otel, 1);
        wait_until("a first attempt", || collector.requests() == 1);
        let refused = Instant::now();
        collector.behave(Behaviour::Accept);
        wait_until("a second attempt", || collector.requests() == 2);
        // Without the wish, half a second would have been waited.
        assert!(refused.elapsed() >= Duration::from_millis(1900));
        assert!(otel.shutdown(Duration::from_secs(10)));
        assert_eq!(told(), [failed("otlp_traces", "throttled"), restored("otlp_traces")]);
        assert_eq!(otel.dropped(), 0);
    }
}

#[test]
fn what_is_taken_and_thrown_away_is_counted() {
    let _alone = alone();
    for collector in [Collector::http(), Collector::grpc()] {
        TOLD.lock().unwrap().clear();
        collector.behave(Behaviour::Reject(2));
        let otel = start(&collector.settings(&PATIENT));
        spans(&otel, 5);
        assert!(otel.flush(Duration::from_secs(10)));
        // A part is no outage.
        assert_eq!((otel.dropped(), told().len()), (2, 0));
        for lie in [i64::MIN, -1] {
            collector.behave(Behaviour::Reject(lie));
            spans(&otel, 5);
            assert!(otel.flush(Duration::from_secs(10)));
        }
        assert_eq!((otel.dropped(), told().len()), (2, 0));
        // All of it is.
        collector.behave(Behaviour::Reject(i64::MAX));
        spans(&otel, 5);
        assert!(otel.shutdown(Duration::from_secs(10)));
        assert_eq!((otel.dropped(), told()), (7, vec![failed("otlp_traces", "rejected")]));
    }
}

#[test]
fn nobody_there_is_told_for_each_signal() {
    let _alone = alone();
    for (protocol, scheme) in
        [("grpc", "http"), ("http/protobuf", "http"), ("grpc", "https"), ("http/protobuf", "https")]
    {
        TOLD.lock().unwrap().clear();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let endpoint = format!("{scheme}://{free}");
        let settings =
            support::settings(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)]);
        let otel = start(&settings);
        let recorder = otel.recorder().unwrap();
        metrics::with_local_recorder(&recorder, || metrics::counter!("some").increment(1));
        let subscriber = tracing_subscriber::registry().with(otel.layer());
        tracing::subscriber::with_default(subscriber, || {
            tracing::info_span!("work").in_scope(|| tracing::info!("hello"));
        });
        let begun = Instant::now();
        assert!(otel.shutdown(Duration::from_secs(5)));
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        let mut told = told();
        told.sort();
        let expected = ["otlp_logs", "otlp_metrics", "otlp_traces"].map(|exporter| failed(exporter, "unreachable"));
        assert_eq!(told, expected);
        assert_eq!(otel.dropped(), 3);
    }
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let _alone = alone();
    for protocol in ["http/protobuf", "grpc"] {
        TOLD.lock().unwrap().clear();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        // Takes connections, and drops each after a few bytes of a request.
        let breaking = std::thread::spawn(move || {
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = std::io::Read::read(&mut stream, &mut [0; 16]);
            }
            listener
        });
        let own = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10000"),
        ];
        let otel = start(&support::settings(&[&TRACES_ONLY[..], &own].concat()));
        spans(&otel, 1);
        let listener = breaking.join().unwrap();
        assert_eq!(told(), [failed("otlp_traces", "unreachable")], "{protocol}");
        drop(listener);
        otel.shutdown(Duration::from_millis(300));
        assert_eq!(otel.dropped(), 1, "{protocol}");
    }
}

#[test]
fn all_that_is_lost_at_the_end_is_counted_and_told_by_then() {
    let _alone = alone();
    for round in 0..20 {
        for collector in [Collector::http(), Collector::grpc()] {
            TOLD.lock().unwrap().clear();
            collector.behave(Behaviour::Hang);
            let otel = start(&collector.settings(&[TRACES_ONLY[0], TRACES_ONLY[1], TRACES_ONLY[2]]));
            spans(&otel, 100);
            // Caught in any state: before a connection, in the midst of a request, between two.
            std::thread::sleep(Duration::from_millis(round * 3));
            otel.shutdown(Duration::from_millis(20));
            assert_eq!((otel.dropped(), told()), (100, vec![failed("otlp_traces", "timeout")]), "{round}");
        }
    }
}

#[test]
fn the_end_has_a_deadline_in_any_runtime() {
    let _alone = alone();
    for collector in [Collector::http(), Collector::grpc()] {
        collector.behave(Behaviour::Hang);
        let settings = collector.settings(&[("OTEL_EXPORTER_OTLP_TIMEOUT", "60000")]);
        let end = || {
            let otel = start(&settings);
            spans(&otel, 3000);
            let begun = Instant::now();
            otel.shutdown(Duration::from_millis(400));
            assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
            // The second end, and what comes after, costs nothing.
            assert!(otel.shutdown(Duration::from_secs(60)) && otel.flush(Duration::from_secs(60)));
        };
        end();
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async { end() });
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap().block_on(async { end() });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_gibibyte_of_backlog_takes_a_few_megabytes() {
    let _alone = alone();
    let resident = || -> usize {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
    };
    for collector in [Collector::http(), Collector::grpc()] {
        collector.behave(Behaviour::Hang);
        let otel = start(&collector.settings(&[("OTEL_METRICS_EXPORTER", "none")]));
        let text = "x".repeat(8192);
        let subscriber = tracing_subscriber::registry().with(otel.layer());
        let before = resident();
        tracing::subscriber::with_default(subscriber, || {
            for _ in 0..(1 << 30) / (2 * text.len()) {
                tracing::info_span!("work", text).in_scope(|| tracing::info!(text, "hello"));
            }
        });
        let grown = resident().saturating_sub(before);
        assert!(grown < 256 << 20, "{} MiB", grown >> 20);
        assert!(otel.dropped() > 100_000);
        otel.shutdown(Duration::from_millis(200));
    }
}
