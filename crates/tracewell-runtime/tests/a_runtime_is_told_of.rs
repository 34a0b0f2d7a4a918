//! What a recorder is given of a runtime that works, and of one that hangs.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusBuilder;
use tracewell_runtime::RuntimeWatch;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn gauges_follow_the_runtime_even_while_it_hangs() {
    let prometheus = PrometheusBuilder::new().install_recorder().unwrap();
    let gauge = |name: &str| -> Option<f64> {
        let text = prometheus.render();
        text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    };
    let eventually = |what: &str, holds: &dyn Fn() -> bool| {
        let until = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < until, "{what}: {}", prometheus.render());
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let watch = RuntimeWatch::start(runtime.handle(), Duration::from_millis(1)).unwrap();
    eventually("a first look", &|| gauge("tokio_workers") == Some(2.0));

    let tasks: Vec<_> = (0..7).map(|_| runtime.spawn(std::future::pending::<()>())).collect();
    eventually("seven tasks", &|| gauge("tokio_alive_tasks") == Some(7.0));
    tasks.iter().for_each(|task| task.abort());
    eventually("no task", &|| gauge("tokio_alive_tasks") == Some(0.0));

    // Both workers hang, and what comes has to wait.
    let until = Instant::now() + Duration::from_millis(700);
    for _ in 0..2 {
        runtime.spawn(async move { while Instant::now() < until {} });
    }
    std::thread::sleep(Duration::from_millis(50));
    for _ in 0..100 {
        runtime.spawn(async {});
    }
    eventually("a queue", &|| gauge("tokio_global_queue_depth").is_some_and(|depth| depth > 50.0));
    eventually("busy workers", &|| gauge("tokio_busy_ratio").is_some_and(|ratio| ratio > 0.1));
    eventually("a queue that is worked off", &|| gauge("tokio_global_queue_depth") == Some(0.0));

    let sample = watch.sample();
    assert_eq!((sample.workers(), sample.alive_tasks()), (2, 0));
    assert!((0.0..=1.0).contains(&sample.busy_ratio()));
    drop(runtime);
    assert_eq!(watch.sample().alive_tasks(), 0, "a runtime that is gone does no harm");
    drop(watch);
}

#[tokio::test(flavor = "current_thread")]
async fn a_drop_is_the_end_of_the_thread() {
    let watch = RuntimeWatch::start(&tokio::runtime::Handle::current(), Duration::from_secs(3600)).unwrap();
    let running = || {
        std::fs::read_dir("/proc/self/task").map_or(0, |tasks| {
            let name =
                |task: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(task.ok()?.path().join("comm")).ok();
            tasks.filter_map(name).filter(|name| name.starts_with("tracewell-runt")).count()
        })
    };
    let before = running();
    drop(watch);
    let until = Instant::now() + PATIENCE;
    while before > 0 && running() >= before {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
