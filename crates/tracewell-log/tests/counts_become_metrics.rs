//! The counts of a writer, as a scrape sees them. Installs the recorder of the process.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusBuilder;
use tracewell_log::{Batch, Sink, Writer};
use tracing_core::Level;

const PATIENCE: Duration = Duration::from_secs(30);

/// Takes nothing until it is let go.
#[derive(Debug)]
struct Gate(&'static str, Receiver<()>);

impl Sink for Gate {
    fn name(&self) -> &'static str {
        self.0
    }

    fn write(&mut self, batch: Batch<'_>) -> io::Result<usize> {
        let _ = self.1.recv();
        Ok(batch.bytes().len())
    }
}

#[test]
fn even_for_a_late_recorder_and_while_the_sink_hangs() {
    let line = [b'x'; 1000];
    let (open, gate) = channel();
    let (writer, guard) = Writer::builder(Gate("first", gate)).queue_bytes(0).reserve_bytes(0).start().unwrap();
    let (second, _guard) = Writer::builder(Gate("second", channel().1)).count_lines(false).start().unwrap();
    for _ in 0..40 {
        writer.write(Level::INFO, &line);
        second.write(Level::INFO, &line);
    }
    let handle = PrometheusBuilder::new().install_recorder().unwrap();
    let shows = |line: &str| handle.render().lines().any(|found| found == line);

    // 65 lines fit into the smallest queue; the thread hangs, so the first line that is lost has to tell, once it is time.
    thread::sleep(Duration::from_millis(300));
    for _ in 0..40 {
        writer.write(Level::WARN, &line);
    }
    assert!(shows(r#"log_lines_total{level="INFO"} 40"#), "{}", handle.render());
    assert!(shows(r#"log_lines_total{level="WARN"} 26"#), "{}", handle.render());
    assert!(shows(r#"log_lines_dropped_total{sink="first"} 1"#), "{}", handle.render());

    // Exact when asked.
    writer.publish_metrics();
    second.publish_metrics();
    assert!(shows(r#"log_lines_total{level="INFO"} 40"#), "counted twice: {}", handle.render());
    assert!(shows(r#"log_lines_total{level="WARN"} 40"#), "{}", handle.render());
    assert!(shows(r#"log_lines_total{level="ERROR"} 0"#), "{}", handle.render());
    assert!(shows(r#"log_lines_dropped_total{sink="first"} 15"#), "{}", handle.render());
    assert!(shows(r#"log_lines_dropped_total{sink="second"} 0"#), "{}", handle.render());

    // And a thread that works does it by itself, even after the last line.
    drop(open);
    assert!(writer.flush(PATIENCE));
    writer.write(Level::TRACE, &line);
    let until = Instant::now() + PATIENCE;
    while !shows(r#"log_lines_total{level="TRACE"} 1"#) {
        assert!(Instant::now() < until, "{}", handle.render());
        thread::sleep(Duration::from_millis(5));
    }
    let _ = guard.close(PATIENCE);
}
