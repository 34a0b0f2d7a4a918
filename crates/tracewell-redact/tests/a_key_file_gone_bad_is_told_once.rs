//! A file of keys that changes while a service runs: noticed whatever it looks like from outside, and told.

mod key_file;
mod support;

use std::fs;
use std::time::{Duration, Instant, SystemTime};

use key_file::{KeyFile, key};
use tracewell_redact::{KeyFileProblem, KeyRing};

/// Waits until `now` says something.
fn await_some<T>(now: impl Fn() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let said = now();
        if said.is_some() || Instant::now() > deadline {
            return said;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn signs(ring: &KeyRing, id: &str) -> bool {
    ring.forms("email", None, "x").first().is_some_and(|form| form.starts_with(&format!("hmac:{id}:")))
}

#[test]
fn each_problem_is_told_once() {
    let file = KeyFile::new("told", &key("k1", 1));
    let ring = KeyRing::new(&file.0);
    assert_eq!(ring.new_problem(), None);

    file.write("k1:!!!!\n");
    assert_eq!(await_some(|| ring.new_problem()), Some(KeyFileProblem::NotBase64(1)));
    assert!(!ring.has_key());
    assert_eq!(ring.new_problem(), None, "it was told");

    fs::remove_file(&file.0).unwrap();
    assert_eq!(await_some(|| ring.new_problem()), Some(KeyFileProblem::Unreadable(std::io::ErrorKind::NotFound)));
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(ring.new_problem(), None, "it is still the same problem");

    file.write(&key("k2", 2));
    assert_eq!(await_some(|| signs(&ring, "k2").then_some(())), Some(()));
    assert_eq!(ring.new_problem(), None, "there is none");
}

#[test]
fn a_problem_that_is_over_is_not_told() {
    let file = KeyFile::new("over", &key("k1", 1));
    let ring = KeyRing::new(&file.0);
    file.write("nothing");
    assert_eq!(await_some(|| (!ring.has_key()).then_some(())), Some(()));
    file.write(&key("k2", 2));
    assert_eq!(await_some(|| signs(&ring, "k2").then_some(())), Some(()));
    assert_eq!(ring.new_problem(), None);
}

#[test]
fn what_was_wrong_from_the_beginning_is_no_news() {
    let file = KeyFile::new("beginning", "nothing");
    let ring = KeyRing::new(&file.0);
    assert_eq!(ring.problem(), Some(KeyFileProblem::NoColon(1)));
    assert_eq!(ring.new_problem(), None);
}

#[test]
fn a_file_that_is_written_over_in_place_is_read_again() {
    let file = KeyFile::new("place", &key("k1", 1));
    let ring = KeyRing::new(&file.0);
    assert!(signs(&ring, "k1"));
    let time: SystemTime = fs::metadata(&file.0).unwrap().modified().unwrap();
    // The same file, the same length, the same time.
    fs::write(&file.0, key("k2", 2)).unwrap();
    fs::File::options().write(true).open(&file.0).unwrap().set_modified(time).unwrap();
    assert_eq!(await_some(|| signs(&ring, "k2").then_some(())), Some(()));
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let ring = KeyRing::new(std::env::temp_dir());
    assert_eq!(ring.problem(), Some(KeyFileProblem::NotAFile));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let path = std::env::temp_dir().join(format!("tracewell-redact-{}-pipe", std::process::id()));
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.is_ok_and(|status| status.success()));
    let (said, hears) = std::sync::mpsc::channel();
    let at = path.clone();
    std::thread::spawn(move || said.send(KeyRing::new(at).problem()));
    let problem = hears.recv_timeout(Duration::from_secs(20));
    let _ = fs::remove_file(&path);
    assert_eq!(problem, Ok(Some(KeyFileProblem::NotAFile)));
}
