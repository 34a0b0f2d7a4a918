//! Services that answer to do harm, byte by byte over a real connection: each call ends once, in bounded time and memory,
//! and no line holds what they planted.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use support::{Told, assert_none_of, planted};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tracewell_client::{Client, Error, Previews, Response, Retry};
use tracewell_redact::Policy;

/// Answers every connection with these bytes, and then with `more` as long as anybody listens.
async fn server(answer: Vec<u8>, more: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let _ = stream.write_all(&answer).await;
                while !more.is_empty() && stream.write_all(more).await.is_ok() {}
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

fn client() -> Client {
    let _ = Policy::development().install();
    let builder = Client::builder("hostile").policy(Policy::development()).previews(Previews::up_to(200));
    builder.timeout(Duration::from_millis(700)).build().unwrap()
}

/// What becomes of an answer that is read as most callers do.
async fn read(client: &Client, address: SocketAddr) -> Result<usize, Error> {
    let mut response: Response = client.get(format!("http://{address}/a")).send().await?.limit(64 << 20);
    let mut read = 0;
    while let Some(data) = response.chunk().await? {
        read += data.len();
    }
    Ok(read)
}

fn head(head: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn whatever_it_answers_the_call_ends_once_and_soon() {
    let long = "a".repeat(2 << 20);
    let many = "x-many: 1\r\n".repeat(5000);
    let secret = planted("reason");
    let cases: Vec<(&str, Vec<u8>, &[u8], bool)> = vec![
        ("nothing", vec![], b"", false),
        ("no HTTP", b"220 mail.example ESMTP\r\n".to_vec(), b"", false),
        ("binary", vec![0xff; 300], b"", false),
        ("half a head", b"HTTP/1.1 200 OK\r\ncontent-le".to_vec(), b"", false),
        ("a head that never ends", b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-more: 1\r\n", false),
        ("a header that never ends", b"HTTP/1.1 200 OK\r\nx: ".to_vec(), b"aaaaaaaaaaaaaaaa", false),
        ("a long header", head(&format!("x: {long}")), b"", false),
        ("many headers", head(many.trim_end()), b"", false),
        ("ever to be continued", vec![], b"HTTP/1.1 100 Continue\r\n\r\n", false),
        ("an escape in a header", head("content-type: \u{1b}[31mtext"), b"", false),
        (
            "a reason that is none",
            format!("HTTP/1.1 200 {secret}\r\ncontent-length: 0\r\n\r\n").into_bytes(),
            b"",
            true,
        ),
        ("two lengths", head("content-length: 5\r\ncontent-length: 6\r\n\r\nhello!"), b"", false),
        ("a negative length", head("content-length: -1"), b"", false),
        ("a huge length", head("content-length: 18446744073709551615"), b"", false),
        ("a length that is not kept", head("content-length: 100\r\n\r\nhello"), b"", false),
        ("broken chunks", head(&format!("transfer-encoding: chunked\r\n\r\n{secret}\r\n")), b"", false),
        ("a chunk too long", head("transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n"), b"", false),
        ("half a chunk", head("transfer-encoding: chunked\r\n\r\n10\r\nhello"), b"", false),
        ("chunk extensions for ever", head("transfer-encoding: chunked\r\n\r\n1;"), b"aaaaaaaaaaaaaaaa", false),
        ("trailers for ever", head("transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"), b"x-t: aaaaaaaaaa\r\n", true),
        ("a body without an end", head("content-type: text/plain"), b"aaaaaaaaaaaaaaaa", false),
        ("chunks without an end", head("transfer-encoding: chunked"), b"1\r\na\r\n", false),
        ("a status that is none", b"HTTP/1.1 999 x\r\ncontent-length: 0\r\n\r\n".to_vec(), b"", true),
        ("a gRPC status that is none", head("grpc-status: 99999999999\r\ncontent-length: 0"), b"", true),
        (
            "a redirect that is none",
            b"HTTP/1.1 302 x\r\nlocation: \xff\xfe\r\ncontent-length: 0\r\n\r\n".to_vec(),
            b"",
            true,
        ),
        (
            "a redirect to a file",
            b"HTTP/1.1 302 x\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n".to_vec(),
            b"",
            false,
        ),
        ("an upgrade", b"HTTP/1.1 101 x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n".to_vec(), b"aaaa", true),
    ];
    for (case, answer, more, good) in cases {
        let told = Told::listen(&Policy::development());
        let address = server(answer, more).await;
        let begin = Instant::now();
        let outcome = tokio::time::timeout(Duration::from_secs(20), read(&client(), address)).await;
        let outcome = outcome.unwrap_or_else(|_| panic!("{case}: no end"));
        // The deadline of 700 ms, on a machine with much else to do.
        assert!(begin.elapsed() < Duration::from_secs(15), "{case}: {:?}", begin.elapsed());
        assert_eq!(outcome.is_ok(), good, "{case}: {outcome:?}");
        let ends = [told.responses(), told.errors()].concat();
        assert_eq!(ends.len(), 1, "{case}: {ends:?}");
        let everything = format!("{} {outcome:?}", told.everything());
        assert_none_of(&[secret.clone(), "\u{1b}[31m".to_owned()], &everything);
        let longest = told.everything().lines().map(str::len).max().unwrap_or_default();
        assert!(longest < 70_000, "{case}: a line of {longest}");
    }
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_large_one_is_not_unpacked() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..128 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    // Many empty members are as quick to read.
    let empty = GzEncoder::new(Vec::new(), Compression::best()).finish().unwrap().repeat(20_000);
    for (case, packed) in [("one member", bomb), ("many members", empty)] {
        let told = Told::listen(&Policy::development());
        let kind = "content-type: application/json\r\ncontent-encoding: gzip\r\nconnection: close";
        let mut answer = head(kind);
        answer.extend_from_slice(&packed);
        let address = server(answer, b"").await;
        let before = resident();
        assert_eq!(read(&client(), address).await.unwrap(), packed.len(), "{case}");
        assert!(resident() < before + (64 << 20), "{case}");
        let end = told.end();
        assert!(end["body_preview"].as_str().is_none_or(|shown| shown.len() < 300), "{case}: {end}");
    }
}

/// Bytes of memory of this process.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

#[tokio::test]
async fn what_it_plants_in_headers_forges_no_line() {
    let told = Told::listen(&Policy::development());
    let (secret, user) = (planted("location"), planted("user"));
    let mut answer = b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n".to_vec();
    answer
        .extend_from_slice(format!("location: http://{user}:{secret}@127.0.0.1:1/?a={secret}#{secret}\r\n").as_bytes());
    answer.extend_from_slice("content-type: text/\u{202e}plain\u{2028}{\"level\":\"ERROR\"}\tx\r\n".as_bytes());
    answer.extend_from_slice(format!("link: <https://x.example/?key={secret}>; rel=next\r\n").as_bytes());
    answer.extend_from_slice(format!("refresh: 0; url=/?key={secret}\r\nset-cookie: sid={secret}\r\n").as_bytes());
    answer.extend_from_slice(format!("www-authenticate: Bearer realm=\"x\", token=\"{secret}\"\r\n\r\n").as_bytes());
    let address = server(answer, b"").await;
    let builder = Client::builder("hostile").policy(Policy::development()).redirects(0);
    let response = builder.build().unwrap().get(format!("http://{address}/")).send().await.unwrap();
    drop(response);
    let end = told.end();
    let shown = end["response_headers"].as_str().unwrap();
    assert!(shown.contains("location: http://REDACTED:REDACTED@127.0.0.1:1/?a=REDACTED"), "{shown}");
    let text = told.everything();
    assert_none_of(&[secret.clone(), user.clone()], &text);
    assert!(!text.contains('\u{202e}') && !text.contains('\u{2028}'), "{text}");
    // Followed, it leads to nobody, and says no more of it.
    let told = Told::listen(&Policy::development());
    let error = client().get(format!("http://{address}/")).send().await.unwrap_err();
    assert_none_of(&[secret, user], &format!("{} {error} {error:?}", told.everything()));
    assert_eq!((told.responses().len(), told.errors().len()), (1, 1), "each hop ends once");
}

#[tokio::test]
async fn it_does_not_keep_a_client_busy_for_ever() {
    let told = Told::listen(&Policy::production());
    let endless = b"HTTP/1.1 503 x\r\nretry-after: 99999999999999999999\r\ncontent-length: 0\r\n\r\n";
    let address = server(endless.to_vec(), b"").await;
    let retry = Retry::attempts(3).first_wait(Duration::from_millis(1));
    let builder = Client::builder("hostile").policy(Policy::production()).retry(retry);
    let response = builder.build().unwrap().get(format!("http://{address}/")).send().await.unwrap();
    assert_eq!(response.status(), 503);
    drop(response);
    assert_eq!(told.responses().len(), 1, "a wait that nobody can wait for is not waited for");

    let told = Told::listen(&Policy::production());
    let circle = b"HTTP/1.1 307 x\r\nlocation: ?\r\ncontent-length: 0\r\n\r\n";
    let address = server(circle.to_vec(), b"").await;
    client().get(format!("http://{address}/")).send().await.unwrap_err();
    assert_eq!(told.responses().len(), 11, "ten redirects and no more");
    assert!(told.responses().iter().all(|line| line["status_code"] == 307));
}
