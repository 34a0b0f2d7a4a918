//! The process ends without ceremony.
#![cfg(unix)]

mod support;

use std::process::Stdio;

use self::support::{Flood, Stream, finish_reading};

#[test]
fn by_an_abort_after_a_flush() {
    let mut flood = Flood::start("threads=2000 flush=60000 abort", Stdio::piped());
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    assert_eq!(stream.lines.len(), 16_000);
    assert!(!flood.ends().success());
}

#[test]
fn by_a_panic_whose_hook_flushes() {
    let mut flood = Flood::start("threads=2000 panic", Stdio::piped());
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    assert_eq!(stream.lines.len(), 16_000);
    flood.says("threads");
    flood.says("hook true");
    assert!(!flood.ends().success());
}
