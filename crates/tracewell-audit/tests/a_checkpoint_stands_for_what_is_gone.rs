//! The segments before a checkpoint can go, and the chain goes on.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::time::Duration;

use serde_json::json;
use tracewell_audit::{ErrorKind, LogReader, Moment, Reason, Witness, compact, replay, replay_until};

use self::support::{Folder, append, item, open};

const NOW: Duration = Duration::ZERO;

fn grow(folder: &Folder, ids: std::ops::Range<u32>) {
    let log = open(&folder.log());
    for id in ids {
        append(&log, "Item created", "u", &item(&format!("i-{id}"), "u", &json!({})));
    }
    log.close();
}

#[test]
fn again_and_again() {
    let folder = Folder::new();
    for round in 0..3 {
        grow(&folder, round * 5..round * 5 + 5);
        let compaction = compact(folder.log(), NOW).unwrap();
        assert_eq!(compaction.objects(), u64::from(round + 1) * 5);
        // Before and after the segments are gone.
        LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(replay(folder.log()).unwrap().len() as u64, compaction.objects());
        compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
        let summary = LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(summary.head().unwrap().seq(), u64::from(round + 1) * 6);
        assert_eq!(replay(folder.log()).unwrap().len() as u64, compaction.objects());
    }
    grow(&folder, 100..101);
    assert_eq!(replay(folder.log()).unwrap().len(), 16);
}

#[test]
fn whose_bytes_are_chained_as_well() {
    let folder = Folder::new();
    grow(&folder, 0..3);
    let compaction = compact(folder.log(), NOW).unwrap();
    compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
    let checkpoint = folder.path().join("audit.jsonl.000001.checkpoint");
    let whole = fs::read_to_string(&checkpoint).unwrap();
    let fault = || {
        let error = LogReader::new(folder.log()).verify().unwrap_err();
        error.fault().map(|fault| (fault.file().to_owned(), fault.line(), fault.reason())).unwrap()
    };
    fs::write(&checkpoint, whole.replacen("i-1", "i-7", 1)).unwrap();
    assert_eq!(fault(), ("audit.jsonl.000001.checkpoint".to_owned(), 2, Reason::Altered));
    // Whole lines that are missing are missed by the event that names it.
    for text in [whole.split_inclusive('\n').take(2).collect(), String::new()] {
        fs::write(&checkpoint, text).unwrap();
        assert_eq!(fault(), ("audit.jsonl".to_owned(), 1, Reason::Unlinked));
    }
    fs::remove_file(&checkpoint).unwrap();
    assert_eq!(fault().1, 1);
}

#[test]
fn but_for_no_time_before_it() {
    let folder = Folder::new();
    grow(&folder, 0..2);
    let before = Moment::now();
    std::thread::sleep(Duration::from_millis(5));
    let compaction = compact(folder.log(), NOW).unwrap();
    let as_of = |until| replay_until(LogReader::new(folder.log()), Some(until));
    // What happened before is still there.
    assert_eq!(as_of(before).unwrap().len(), 2);
    assert!(as_of("2020-01-01T00:00:00Z".parse().unwrap()).unwrap().is_empty());
    compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
    for until in [before, "2020-01-01T00:00:00Z".parse().unwrap()] {
        assert_eq!(as_of(until).unwrap_err().kind(), ErrorKind::TooEarly);
    }
    assert_eq!(as_of(Moment::now()).unwrap().len(), 2);
}

#[test]
fn and_does_not_hide_a_rewritten_chain() {
    let folder = Folder::new();
    grow(&folder, 0..3);
    let mut witness = Witness::new();
    let log = open(&folder.log());
    witness.saw(log.head());
    log.close();
    // Written anew from the start, and compacted so that no line is left that was seen.
    fs::remove_file(folder.log()).unwrap();
    grow(&folder, 5..8);
    compact(folder.log(), NOW).unwrap().segments().for_each(|segment| fs::remove_file(segment).unwrap());
    let error = LogReader::new(folder.log()).witness(&witness).verify().unwrap_err();
    assert_eq!(error.fault().map(|fault| (fault.line(), fault.reason())), Some((1, Reason::Witnessed)));
    // The one that is true is seen as such.
    fs::remove_file(folder.log()).unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let _ = fs::remove_file(entry.unwrap().path());
    }
    grow(&folder, 0..3);
    let mut witness = Witness::new();
    let log = open(&folder.log());
    witness.saw(log.head());
    log.close();
    compact(folder.log(), NOW).unwrap().segments().for_each(|segment| fs::remove_file(segment).unwrap());
    assert_eq!(LogReader::new(folder.log()).witness(&witness).verify().unwrap().witnessed(), 1);
}
