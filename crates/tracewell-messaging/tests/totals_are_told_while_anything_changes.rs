//! `messaging_stats`.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::thread::sleep;
use std::time::{Duration, Instant};

use support::{global_log, of, team};
use tracewell_messaging::{Event, Hub};

#[test]
fn there_is_a_line_when_something_changed_and_none_otherwise() {
    let log = global_log();
    let pause = Duration::from_millis(20);
    let hub = Hub::builder().stats_every(pause).build();
    sleep(pause * 5);
    assert!(of(&log, "messaging_stats").is_empty(), "nothing has happened yet");
    hub.publish(&team("acme"), &Event::new("k", "x")).unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while of(&log, "messaging_stats").is_empty() && Instant::now() < deadline {
        sleep(pause);
    }
    sleep(pause * 5);
    let lines = of(&log, "messaging_stats");
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert_eq!((&line["level"], &line["target"]), (&"INFO".into(), &"tracewell::broker".into()));
    assert_eq!((&line["subscribers_active"], &line["consumed"]), (&0.into(), &1.into()));
    assert_eq!((&line["forwarded"], &line["dropped"], &line["connected"]), (&0.into(), &0.into(), &true.into()));
    assert!(line.get("last_error").is_none() && line.get("team_id").is_none());
}
