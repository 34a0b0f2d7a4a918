//! A wire that can be cut and stretched, and that loses deliveries if told to.

#![allow(dead_code, reason = "tests, each of which uses a part")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) struct Proxy {
    port: u16,
    cut: watch::Sender<u64>,
    delay_ms: Arc<AtomicU64>,
    swallow: Arc<AtomicBool>,
}

impl Proxy {
    pub(crate) async fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, cuts) = watch::channel(0);
        let delay_ms = Arc::new(AtomicU64::new(0));
        let delay = Arc::clone(&delay_ms);
        let swallow = Arc::new(AtomicBool::new(false));
        let swallows = Arc::clone(&swallow);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(to).await else { continue };
                let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
                tokio::spawn(carry(from_client, to_server, cuts.clone(), Arc::clone(&delay)));
                let swallow = Arc::clone(&swallows);
                tokio::spawn(carry_frames(from_server, to_client, cuts.clone(), Arc::clone(&delay), swallow));
            }
        });
        Self { port, cut, delay_ms, swallow }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection there is.
    pub(crate) fn cut(&self) {
        self.cut.send_modify(|cuts| *cuts += 1);
    }

    /// Holds back each piece for so long.
    pub(crate) fn delay(&self, delay: Duration) {
        self.delay_ms.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// Whether deliveries get lost on the way, with everything else coming through: a consumer that hears nothing.
    pub(crate) fn swallow_deliveries(&self, swallow: bool) {
        self.swallow.store(swallow, Ordering::Relaxed);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut cuts: watch::Receiver<u64>, delay: Arc<AtomicU64>) {
    cuts.mark_unchanged();
    let mut bytes = [0; 4096];
    loop {
        let read = tokio::select! {
            read = from.read(&mut bytes) => read,
            _ = cuts.changed() => return,
        };
        let Ok(count @ 1..) = read else { return };
        tokio::time::sleep(Duration::from_millis(delay.load(Ordering::Relaxed))).await;
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

const METHOD: u8 = 1;
const CONTENT: [u8; 2] = [2, 3];
const BASIC_DELIVER: [u8; 4] = [0, 60, 0, 60];

/// What the server says, frame by frame (AMQP 0-9-1, 4.2.3).
async fn carry_frames(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut cuts: watch::Receiver<u64>,
    delay: Arc<AtomicU64>,
    swallow: Arc<AtomicBool>,
) {
    cuts.mark_unchanged();
    // What is behind a delivery that was swallowed is its content.
    let mut swallowing = false;
    loop {
        let mut head = [0; 7];
        let read = tokio::select! {
            read = from.read_exact(&mut head) => read,
            _ = cuts.changed() => return,
        };
        if read.is_err() {
            return;
        }
        let length = u32::from_be_bytes([head[3], head[4], head[5], head[6]]) as usize;
        let mut frame = head.to_vec();
        frame.resize(head.len() + length + 1, 0);
        let read = tokio::select! {
            read = from.read_exact(&mut frame[head.len()..]) => read,
            _ = cuts.changed() => return,
        };
        if read.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(delay.load(Ordering::Relaxed))).await;
        let kind = frame[0];
        if kind == METHOD {
            swallowing = frame[7..].starts_with(&BASIC_DELIVER) && swallow.load(Ordering::Relaxed);
        }
        if swallowing && (kind == METHOD || CONTENT.contains(&kind)) {
            continue;
        }
        if to.write_all(&frame).await.is_err() {
            return;
        }
    }
}
