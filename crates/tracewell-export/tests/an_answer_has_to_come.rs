//! Who announces an answer for ever gives none.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tracewell_export::{Failure, Post};

const ANNOUNCEMENT: &[u8] = b"HTTP/1.1 103 Early Hints\r\n\r\n";
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A server that announces so many answers before it gives one. How many it could write, and what came of it.
fn asked(announcements: usize) -> (usize, Option<Result<Bytes, Failure>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let written = Arc::new(AtomicUsize::new(0));
    let counted = written.clone();
    let server = std::thread::spawn(move || {
        let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        for _ in 0..announcements {
            if stream.write_all(ANNOUNCEMENT).is_err() {
                return;
            }
            counted.fetch_add(1, Ordering::Relaxed);
        }
        let _ = stream.write_all(ANSWER);
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(async {
        let endpoint = format!("http://{address}/").parse().unwrap();
        let post = Post::new(endpoint, HeaderMap::new(), Duration::from_secs(1), None).unwrap();
        let sent = tokio::time::timeout(Duration::from_secs(3), post.send(Bytes::from_static(b"{}"))).await;
        sent.ok().map(|answer| answer.map(|answer| answer.body.unwrap()))
    });
    drop(runtime);
    server.join().unwrap();
    (written.load(Ordering::Relaxed), answer)
}

#[test]
fn a_few_announcements_are_passed_over() {
    assert_eq!(asked(3), (3, Some(Ok(Bytes::from_static(b"ok")))));
}

#[test]
fn who_never_comes_to_the_point_is_left() {
    let (_, answer) = asked(usize::MAX);
    assert_eq!(answer, Some(Err(Failure::UNREACHABLE)));
}
