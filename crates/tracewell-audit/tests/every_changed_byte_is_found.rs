//! A chain shows each change of it, and names the line.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;
use tracewell_audit::{ErrorKind, LogReader, Reason};

use self::support::{Folder, append, item, open};

fn written(folder: &Folder) -> Vec<u8> {
    let log = open(&folder.log());
    append(&log, "Item created", "user-1", &item("i-1", "user-1", &json!({"a": "\"é\u{202e}\n\\"})));
    append(&log, "Item read", "user-2", &json!("i-1"));
    append(&log, "Item search", "user-2", &json!(["i-1"]));
    append(&log, "Item updated", "user-1", &item("i-1", "user-1", &json!({"a": 1.5})));
    append(&log, "Link deleted", "user-1", &json!("l-1"));
    log.close();
    fs::read(folder.log()).unwrap()
}

/// The line that is named, and why.
fn fault(path: &Path) -> Option<(u64, Reason)> {
    match LogReader::new(path).verify() {
        Ok(_) => None,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Broken, "{error:?}");
            assert!(error.to_string().contains(&format!("line {}", error.fault().unwrap().line())));
            Some((error.fault().unwrap().line(), error.fault().unwrap().reason()))
        }
    }
}

#[test]
fn any_byte() {
    let folder = Folder::new();
    let whole = written(&folder);
    assert_eq!(fault(&folder.log()), None);
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= [1, 0x20, 0x80, 0xff][at % 4];
        fs::write(folder.log(), &changed).unwrap();
        let line = whole[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let found = fault(&folder.log()).map(|(line, _)| line);
        assert_eq!(found, Some(line), "byte {at} of {}", String::from_utf8_lossy(&changed));
    }
}

#[test]
fn a_line_that_is_missing_doubled_or_moved() {
    let folder = Folder::new();
    let whole = String::from_utf8(written(&folder)).unwrap();
    let lines: Vec<_> = whole.lines().collect();
    let with = |order: &[usize]| {
        let text: String = order.iter().map(|at| lines[*at].to_owned() + "\n").collect();
        fs::write(folder.log(), text).unwrap();
        fault(&folder.log())
    };
    assert_eq!(with(&[0, 1, 3, 4]), Some((3, Reason::OutOfOrder { expected: 3, found: 4 })));
    assert_eq!(with(&[1, 2, 3, 4]), Some((1, Reason::OutOfOrder { expected: 1, found: 2 })));
    assert_eq!(with(&[0, 1, 1, 2, 3, 4]), Some((3, Reason::OutOfOrder { expected: 3, found: 2 })));
    assert_eq!(with(&[0, 2, 1, 3, 4]), Some((2, Reason::OutOfOrder { expected: 2, found: 3 })));
    assert_eq!(with(&[0, 1, 2, 3, 4]), None);
    // Without a witness, an end that is missing looks like a log that is shorter.
    assert_eq!(with(&[0, 1, 2]), None);
}

#[test]
fn a_line_that_was_put_in() {
    let folder = Folder::new();
    let mut text = String::from_utf8(written(&folder)).unwrap();
    text.push_str("{\"time\":\"2026-11-22T03:15:00Z\",\"type\":\"Item read\",\"user\":\"u\",\"value\":\"i\"}\n");
    fs::write(folder.log(), &text).unwrap();
    assert_eq!(fault(&folder.log()), Some((6, Reason::Unchained)));
    fs::write(folder.log(), text.replace("\"v\":1", "\"v\":2")).unwrap();
    assert_eq!(fault(&folder.log()), Some((1, Reason::Altered)));
}

#[test]
fn a_chain_of_somebody_else() {
    let (folder, other) = (Folder::new(), Folder::new());
    let (one, two) = (written(&folder), written(&other));
    let (one, two) = (String::from_utf8(one).unwrap(), String::from_utf8(two).unwrap());
    let joined: String = one.split_inclusive('\n').take(2).chain(two.split_inclusive('\n').skip(2)).collect();
    fs::write(folder.log(), joined).unwrap();
    assert_eq!(fault(&folder.log()), Some((3, Reason::Unlinked)));
}

#[test]
fn a_torn_last_line_is_no_break_and_is_cut_off() {
    let folder = Folder::new();
    let whole = written(&folder);
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for end in last..whole.len() - 1 {
        fs::write(folder.log(), &whole[..end]).unwrap();
        let summary = LogReader::new(folder.log()).verify().unwrap();
        assert_eq!(summary.lines(), 4);
        assert_eq!(summary.torn().map(|torn| torn.line()), (end > last).then_some(5), "{end}");
    }
    // Only its line feed is missing: all of it is there.
    fs::write(folder.log(), &whole[..whole.len() - 1]).unwrap();
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 5);
    let log = open(&folder.log());
    append(&log, "Item read", "user-1", &json!("i-1"));
    log.close();
    assert_eq!(LogReader::new(folder.log()).verify().unwrap().lines(), 6);

    fs::write(folder.log(), &whole[..whole.len() - 9]).unwrap();
    let log = open(&folder.log());
    append(&log, "Item read", "user-1", &json!("i-1"));
    log.close();
    let summary = LogReader::new(folder.log()).verify().unwrap();
    assert_eq!((summary.lines(), summary.torn()), (5, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_written_is_read_back(kind in "[A-Z][a-z]{1,9} \\PC{1,9}", user in "[!-~]{1,40}", text in any::<String>()) {
        let folder = Folder::new();
        let log = open(&folder.log());
        let value = json!({"id": "x", "text": text});
        let event = tracewell_audit::Event::new(kind.clone(), &value).unwrap().by(&support::caller("team-a", &user));
        tracewell_audit::wait(log.append(event)).unwrap();
        log.close();
        let mut seen = 0;
        LogReader::new(folder.log()).read(|entry| {
            seen += 1;
            assert_eq!((entry.kind(), entry.user()), (kind.as_str(), Some(user.as_str())));
            assert_eq!(serde_json::from_str::<serde_json::Value>(entry.value().unwrap()).unwrap(), value);
            Ok(())
        }).unwrap();
        prop_assert_eq!(seen, 1);
    }
}
