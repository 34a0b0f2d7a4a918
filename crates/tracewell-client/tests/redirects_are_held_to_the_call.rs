//! Where an answer leads is what somebody else chose: it costs no more time than the call has, and gets nothing that is for
//! the first host alone.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use support::Told;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tracewell_client::{Client, Propagation, Retry};
use tracewell_redact::Policy;

/// Answers each request with this, after a while; and what it was asked.
async fn server(wait: Duration, head: impl Into<String>) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let (kept, head) = (Arc::clone(&asked), head.into());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (kept, head) = (Arc::clone(&kept), head.clone());
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
                    if stream.read_buf(&mut bytes).await.is_ok_and(|read| read == 0) {
                        return;
                    }
                }
                kept.lock().unwrap().push(String::from_utf8_lossy(&bytes).to_ascii_lowercase());
                tokio::time::sleep(wait).await;
                let answer = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (address, asked)
}

#[tokio::test]
async fn all_hops_of_an_attempt_share_its_time() {
    let told = Told::listen(&Policy::production());
    let (address, asked) = server(Duration::from_millis(350), "302 Found\r\nlocation: ?").await;
    let timeout = Duration::from_millis(800);
    let client = Client::builder("geo").policy(Policy::production()).timeout(timeout).build().unwrap();
    let begin = Instant::now();
    let error = client.get(format!("http://{address}/")).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // Eleven hops would be 3.8 s.
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    assert!(asked.lock().unwrap().len() <= 4);
    assert_eq!(told.errors().len(), 1);
    // The time-out of one request alone is one for all its hops, too.
    let call = client.get(format!("http://{address}/")).timeout(Duration::from_millis(500)).send();
    assert!(call.await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn all_attempts_share_what_the_retry_allows() {
    let told = Told::listen(&Policy::production());
    let (address, _) = server(Duration::from_secs(20), "200 OK").await;
    let retry = Retry::attempts(9).first_wait(Duration::from_millis(5)).within(Duration::from_millis(700));
    let client = Client::builder("geo").policy(Policy::production()).timeout(Duration::from_millis(300)).retry(retry);
    let begin = Instant::now();
    let error = client.build().unwrap().get(format!("http://{address}/")).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // Nine would be 2.7 s.
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    assert!((2..=4).contains(&told.errors().len()), "{:?}", told.errors());
}

#[tokio::test]
async fn what_is_for_the_first_host_stays_with_it() {
    let told = Told::listen(&Policy::development());
    let (stranger, asked) = server(Duration::ZERO, "200 OK").await;
    let to = format!("307 Temporary Redirect\r\nlocation: http://{stranger}/v2/U-2001%3ADB8%3A%3A77/x");
    let (first, _) = server(Duration::ZERO, to).await;
    let client = Client::builder("geo").policy(Policy::development()).build().unwrap();
    let call = client
        .get(format!("http://{first}/v1/2001:db8::77"))
        .url_template("/v1/{ip}")
        .header("x-request-id", "mine")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .header("baggage", "user=alice")
        .header("x-forwarded-user", "alice")
        .header("x-own", "kept");
    assert_eq!(call.send().await.unwrap().status(), 200);
    let seen = asked.lock().unwrap().join("\n");
    assert!(seen.contains("x-own: kept"), "{seen}");
    for gone in ["mine", "0af7651916cd43dd", "alice", "x-request-id"] {
        assert!(!seen.contains(gone), "{gone}: {seen}");
    }
    assert_eq!(told.responses().len(), 2);
    let told = told.everything().to_ascii_lowercase();
    assert!(!told.contains("db8"), "{told}");
}

#[tokio::test]
async fn baggage_goes_no_further_than_it_was_sent() {
    let work = tracewell_context::Context::open();
    work.set_baggage(tracewell_context::Baggage::read(["tier=gold"], |_| true, |_| true).unwrap());
    let (stranger, asked) = server(Duration::ZERO, "200 OK").await;
    let (first, asked_first) = server(Duration::ZERO, format!("302 Found\r\nlocation: http://{stranger}/")).await;
    let client = Client::builder("geo").policy(Policy::production()).propagation(Propagation::All).build().unwrap();
    let call = client.get(format!("http://{first}/")).send();
    assert_eq!(tracewell_context::scope(work, call).await.unwrap().status(), 200);
    assert!(asked_first.lock().unwrap().join("\n").contains("baggage: tier=gold"));
    let seen = asked.lock().unwrap().join("\n");
    assert!(!seen.is_empty() && !seen.contains("baggage") && !seen.contains("gold"), "{seen}");
}

#[tokio::test]
async fn a_body_goes_to_no_other_host() {
    let told = Told::listen(&Policy::development());
    let (stranger, asked) = server(Duration::ZERO, "200 OK").await;
    let (first, _) = server(Duration::ZERO, format!("307 Temporary Redirect\r\nlocation: http://{stranger}/")).await;
    let client = Client::builder("geo").policy(Policy::development()).build().unwrap();
    let answer = client.post(format!("http://{first}/")).body("of the caller").send().await.unwrap();
    assert_eq!(answer.status(), 307);
    drop(answer);
    assert!(asked.lock().unwrap().is_empty());
    assert_eq!(told.end()["status_code"], 307);
}
