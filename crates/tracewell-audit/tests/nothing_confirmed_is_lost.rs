//! SIGKILL at any moment, round after round: what was confirmed is there.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use tracewell_audit::{AuditLog, Collection, Journal, LogReader, Options, wait};

use self::support::{Folder, Thing, caller, thing};

const ROUNDS: usize = 25;
const WRITERS: usize = 4;

fn start(path: &std::path::Path) -> (Journal, Collection<Thing>) {
    let things = Collection::new();
    let (log, _) = AuditLog::open(path, Options::new().segment_bytes(200_000), |entry| things.restore(entry)).unwrap();
    (Journal::new(log), things)
}

/// Not a test: the process that is killed. Each change that was confirmed is a line of its output.
#[test]
fn child() {
    let Some(path) = std::env::var_os("AUDIT_TEST_LOG") else { return };
    let (journal, things) = start(path.as_ref());
    let us = caller("team-a", "u");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (journal, things, us) = (journal.clone(), things.clone(), us.clone());
            std::thread::spawn(move || {
                let id = writer.to_string();
                let _ = wait(journal.create(&things, &us, thing(&id, "0")));
                for _ in 0..100_000 {
                    let next =
                        |old: &Thing| Ok::<_, ()>(thing(&old.id, &(old.text.parse::<u64>().unwrap() + 1).to_string()));
                    let changed = wait(journal.update(&things, &us, &id, next)).unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "confirmed {} {}", changed.id, changed.text).unwrap();
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
}

#[test]
fn over_many_rounds() {
    let folder = Folder::new();
    let mut confirmed = BTreeMap::<String, u64>::new();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env("AUDIT_TEST_LOG", folder.log())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines
                .filter_map(|line| {
                    let (id, number) = line.strip_prefix("confirmed ")?.split_once(' ')?;
                    Some((id.to_owned(), number.parse::<u64>().ok()?))
                })
                .collect::<Vec<_>>()
        });
        std::thread::sleep(Duration::from_millis(60 + 7 * (round as u64 % 13)));
        child.kill().unwrap();
        child.wait().unwrap();
        for (id, number) in reader.join().unwrap() {
            let last = confirmed.entry(id).or_default();
            *last = (*last).max(number);
        }
        LogReader::new(folder.log()).verify().unwrap_or_else(|error| panic!("round {round}: {error}"));
    }
    assert!(confirmed.values().sum::<u64>() > ROUNDS as u64, "{confirmed:?}");
    let (journal, things) = start(&folder.log());
    for (id, number) in confirmed {
        let kept = wait(journal.read(&things, &caller("team-a", "u"), &id)).unwrap().text.parse::<u64>().unwrap();
        assert!(kept >= number, "{id}: {number} was confirmed, {kept} is there");
    }
}
