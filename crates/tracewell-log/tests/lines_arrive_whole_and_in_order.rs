//! Standard output works, in one way or another.
#![cfg(unix)]

mod support;

use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use self::support::{Flood, Stream, finish_reading, read_slowly};

fn stream_of(steps: &str) -> Stream {
    let mut flood = Flood::start(steps, Stdio::piped());
    let stream = Stream::parse(&finish_reading(flood.stdout()));
    assert!(flood.ends().success());
    stream.assert_in_order();
    assert!(stream.notices.is_empty(), "{:?}", stream.notices);
    stream
}

#[test]
fn of_eight_threads_and_all_of_them_when_the_guard_is_dropped() {
    let stream = stream_of("threads=4000");
    assert_eq!(stream.lines.len(), 32_000);
}

#[test]
fn beside_what_the_program_prints_itself() {
    // Longer than what a pipe takes in one piece, and the pipe is full.
    let mut flood = Flood::start("size=6000 mixed=300", Stdio::piped());
    let stream = Stream::parse(&read_slowly(flood.stdout()));
    assert_eq!((stream.lines.len(), stream.printed.len()), (300, 300));
    assert!(stream.printed.iter().all(|line| line.len() > 6000 && line.ends_with('p')));
    stream.assert_in_order();
}

#[test]
fn of_any_length() {
    let stream = stream_of("size=50 info=10 size=5000 info=10 size=70000 info=10 size=300000 info=10 size=50 info=10");
    assert_eq!(stream.lines.len(), 50);
}

#[test]
fn one_by_one_after_silence() {
    let stream = stream_of("info=1 flush=10000 info=1 flush=10000 info=1");
    assert_eq!(stream.lines.len(), 3);
}

#[test]
fn in_a_file() {
    let path = std::env::temp_dir().join(format!("tracewell-flood-{}", std::process::id()));
    let flood = Flood::start("threads=4000", std::fs::File::create(&path).unwrap());
    assert!(flood.ends().success());
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let stream = Stream::parse(&text);
    assert_eq!(stream.lines.len(), 32_000);
    stream.assert_in_order();
}

#[test]
fn of_two_processes_that_share_a_pipe() {
    let (read, write) = std::io::pipe().unwrap();
    let floods = [0, 1].map(|_| Flood::start("size=1500 threads=100", write.try_clone().unwrap()));
    drop(write);
    let stream = Stream::parse(&finish_reading(read));
    assert!(floods.map(Flood::ends).iter().all(std::process::ExitStatus::success));
    assert_eq!((stream.lines.len(), stream.notices.len()), (1600, 0));
}

#[test]
fn through_a_socket_that_does_not_block_and_is_read_in_small_pieces() {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    theirs.set_nonblocking(true).unwrap();
    let flood = Flood::start("size=1777 info=3000 close=60000", OwnedFd::from(theirs));
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        let mut piece = [0; 9999];
        while let Ok(bytes @ 1..) = ours.read(&mut piece) {
            text.extend_from_slice(&piece[..bytes]);
            if text.len() % 7 == 0 {
                thread::sleep(Duration::from_millis(5));
            }
        }
        String::from_utf8(text).unwrap()
    });
    flood.says("info");
    flood.says("close lines=3000 written=3000 dropped=0");
    let stream = Stream::parse(&reader.join().unwrap());
    assert_eq!((stream.lines.len(), stream.notices.len()), (3000, 0));
    stream.assert_in_order();
}
