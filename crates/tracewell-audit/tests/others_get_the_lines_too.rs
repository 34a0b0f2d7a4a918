//! Sinks, witnesses and denials.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::time::{Duration, Instant};
use std::{fs, io};

use serde_json::{Value, json};
use tracewell_audit::{
    AuditLog, Denial, FileSink, Head, LogReader, MemorySink, Options, Reason, Sink, SyncPolicy, Witness,
};

use self::support::{Folder, append, open};

/// Never takes anything.
struct Stalled;

impl Sink for Stalled {
    fn write(&mut self, _: &[u8]) -> io::Result<()> {
        std::thread::sleep(Duration::from_secs(3600));
        Ok(())
    }
}

#[test]
fn a_sink_gets_what_the_log_has_and_never_delays_it() {
    let folder = Folder::new();
    let memory = MemorySink::new();
    let copy = folder.path().join("copy.jsonl");
    let options = Options::new().tee(memory.clone()).tee(FileSink::open(&copy).unwrap()).tee(Stalled);
    let (log, _) = AuditLog::open(folder.log(), options, |_| Ok(())).unwrap();
    let big = "x".repeat(1 << 20);
    let begin = Instant::now();
    for _ in 0..12 {
        append(&log, "Item read", "u", &json!(big));
    }
    assert!(begin.elapsed() < Duration::from_secs(60));
    assert!(log.not_handed_on() > 0);
    log.close();
    let written = fs::read_to_string(folder.log()).unwrap();
    assert_eq!(memory.text(), written);
    assert_eq!(fs::read_to_string(copy).unwrap(), written);
}

#[test]
fn other_ways_to_sync() {
    for sync in [SyncPolicy::Interval(Duration::from_millis(5)), SyncPolicy::Os] {
        let folder = Folder::new();
        let (log, _) = AuditLog::open(folder.log(), Options::new().sync(sync), |_| Ok(())).unwrap();
        append(&log, "Item read", "u", &json!("1"));
        std::thread::sleep(Duration::from_millis(20));
        append(&log, "Item read", "u", &json!("2"));
        log.close();
        assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 2);
    }
}

#[test]
fn a_witness_finds_a_cut_end_and_a_rewritten_chain() {
    let folder = Folder::new();
    let log = open(&folder.log());
    let mut witness = Witness::new();
    for id in 0..6 {
        append(&log, "Item read", "u", &json!(id));
        if id % 2 == 1 {
            witness.saw(log.head());
        }
    }
    log.close();
    let verify = |witness: &Witness| LogReader::new(folder.log()).witness(witness).verify();
    assert_eq!(verify(&witness).unwrap().witnessed(), 3);
    let whole = fs::read_to_string(folder.log()).unwrap();
    let cut: String = whole.split_inclusive('\n').take(4).collect();
    fs::write(folder.log(), cut).unwrap();
    let reason = |witness: &Witness| verify(witness).unwrap_err().fault().map(|fault| (fault.line(), fault.reason()));
    assert_eq!(reason(&witness), Some((4, Reason::CutOff { seen: 6 })));

    // Written anew from the start: a chain that is whole in itself.
    fs::remove_file(folder.log()).unwrap();
    let log = open(&folder.log());
    (0..6).for_each(|id| append(&log, "Item read", "forger", &json!(id)));
    log.close();
    assert_eq!(reason(&witness), Some((2, Reason::Witnessed)));
    let mut both = Witness::new();
    both.saw(log.head());
    both.saw(Head::new(6, tracewell_audit::Hash::ZERO));
    assert_eq!(reason(&both), Some((6, Reason::Witnessed)));
}

#[test]
fn a_flood_of_denials_is_one_line() {
    let folder = Folder::new();
    let log = open(&folder.log());
    let denial = Denial::new("token_missing").client("192.0.2.7").request("GET", "/v1/items");
    for _ in 0..1000 {
        log.deny(&denial);
    }
    append(&log, "Item read", "u", &json!("1"));
    log.close();
    let text = fs::read_to_string(folder.log()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["value"]["violation"] == "token_missing").count(), 300);
    let last = lines.last().unwrap();
    assert_eq!((&last["type"], &last["user"]), (&json!("Access denied"), &Value::Null));
    assert_eq!(last["value"], json!({"client": "192.0.2.7", "suppressed": 700}));
    assert_eq!(lines.len(), 302);
    LogReader::new(folder.log()).verify().unwrap();
}
