//! SIGKILL in the middle of writing: at most the last line is torn, and the next start cuts it off.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::thread;
use std::time::Duration;

use self::support::{Flood, Folder};

#[test]
fn and_the_next_start_mends_it() {
    let folder = Folder::new();
    let mut next = 0;
    for round in 0..12_u64 {
        let flood = Flood::start_in(folder.path(), &format!("size=700 max=1000000 backups=10000 from={next} forever"));
        let opened = flood.says("file ");
        assert!(opened.contains("beside=false") && opened.ends_with("Ok(())"), "{opened}");
        thread::sleep(Duration::from_millis(40 + round * 7));
        flood.kill();
        // Whatever number of lines is on disk: whole ones, but for the last.
        let files = folder.log("app.jsonl");
        let last = files.len() - 1;
        for (index, (name, text)) in files.iter().enumerate() {
            assert!(text.ends_with('\n') || index == last, "{name} is torn and not the last");
        }
        next += 10_000_000;
    }
    // A kill rarely hits the one system call: this is what it leaves when it does.
    let path = folder.file("app.jsonl");
    let torn = folder.read("app.jsonl") + r#"{"level":"INFO","thread":0,"se"#;
    fs::write(&path, torn).unwrap();
    let flood =
        Flood::start_in(folder.path(), &format!("size=700 max=1000000 backups=10000 from={next} info=3 close=5000"));
    assert!(flood.says("file ").contains("mended=true"));
    flood.says_at_last();
    assert!(flood.ends().success());

    let stream = folder.stream("app.jsonl");
    stream.assert_in_order();
    assert_eq!(stream.lines.last().unwrap().1, next + 2);
    // No line is missing between the first and the last of a round.
    for pair in stream.lines.windows(2) {
        let (before, after) = (pair[0].1, pair[1].1);
        assert!(after == before + 1 || after % 10_000_000 == 0, "{before} then {after}");
    }
    assert!(stream.lines.len() > 1000, "{} lines", stream.lines.len());
}
