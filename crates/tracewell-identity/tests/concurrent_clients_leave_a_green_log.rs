//! Twenty clients at once, failures and deserters among them: each stage in the log has its end, and no token is in it.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use support::{Answer, Issuer, JWKS, TestKey, Token, USERINFO, check_flow, now};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tracewell_correlation::CorrelationLayer;
use tracewell_identity::{Caller, Error, IdentityLayer, Profile, Verifier, require_role};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

const CLIENTS: usize = 20;
const ROUNDS: usize = 12;

struct Plans;

impl tracewell_identity::ProfileStore for Plans {
    fn load<'a>(
        &'a self,
        caller: &'a tracewell_context::Identity,
        _email: Option<&'a tracewell_identity::Email>,
    ) -> tracewell_identity::Answer<'a, Option<Profile>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if caller.user_id().is_some_and(|user| user.as_str() == "user-13") {
                return Err("no store".into());
            }
            Ok(Some(Profile::new([("plan", "basic")])))
        })
    }
}

async fn admin(caller: Caller) -> Result<&'static str, Error> {
    require_role(caller.identity(), "admin")?;
    Ok("admin")
}

/// The status of the answer; none if this client leaves before it comes.
async fn call(address: SocketAddr, path: &str, token: &[u8], leaves: bool) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
    let authorization = [b"Authorization: Bearer ", token, b"\r\n\r\n"].concat();
    stream
        .write_all(&[head.as_bytes(), if token.is_empty() { b"\r\n" } else { &authorization }].concat())
        .await
        .unwrap();
    if leaves {
        tokio::time::sleep(Duration::from_millis(3)).await;
        return None;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_clients_with_failures_among_them() {
    let lines = Arc::new(Capture::default());
    tracing_subscriber::registry().with(LogLayer::new(Policy::production()).json(Arc::clone(&lines))).init();
    let keys = [TestKey::rsa("r"), TestKey::ec("e"), TestKey::ed("d")];
    let (rotated, stranger) = (TestKey::ed("rotated"), TestKey::ed("stranger"));
    let issuer = Arc::new(Issuer::start(&keys.each_ref()).await);
    issuer.answer(USERINFO, Answer::Late(Duration::from_millis(10)));
    issuer.set_user("user-7", &["ann", "acme.example"].join("@"));
    let verifier = Verifier::builder(issuer.name())
        .audience("orders")
        .profiles(Plans)
        .revocations(|id: &str| id.contains("user-5"))
        .token_ttl(Duration::from_millis(50))
        .keys_ttl(Duration::from_millis(100))
        .refresh_interval(Duration::from_millis(200))
        .fetch_timeout(Duration::from_millis(400))
        .build()
        .unwrap();
    let app = Router::new()
        .route("/hello", get(async |caller: Caller| caller.team().to_string()))
        .route("/admin", get(admin))
        .route_layer(IdentityLayer::new(verifier))
        .layer(CorrelationLayer::new(Policy::production()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });

    // Its keys are there before the weather turns.
    let mut first = None;
    for _ in 0..50 {
        first = call(address, "/hello", &Token::of(&issuer, "ann").sign(&keys[0]), false).await;
        if first == Some(200) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(first, Some(200));

    let mut tokens: Vec<Vec<u8>> = vec![Vec::new(), b"nonsense".to_vec(), b"a.b.c".to_vec(), vec![b'x'; 30_000]];
    for n in 0..CLIENTS {
        let token = Token::of(&issuer, &format!("user-{n}"));
        let key = &keys[n % keys.len()];
        tokens.push(token.sign(key));
        match n % 6 {
            0 => tokens.push(token.claim("exp", now() - 600).sign(key)),
            1 => tokens.push(token.sign(&stranger)),
            2 => tokens.push(token.sign(&rotated)),
            3 => tokens.push(token.without("team_id").sign(key)),
            4 => tokens.push(token.header("crit", vec!["x"]).sign(key)),
            _ => tokens.push(token.claim("exp", now() + 1).sign(key)),
        }
    }
    let tokens = Arc::new(tokens);
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let tokens = Arc::clone(&tokens);
        clients.spawn(async move {
            let mut statuses = Vec::new();
            for round in 0..ROUNDS {
                let token = &tokens[(client * 7 + round * 5) % tokens.len()];
                let path = if round % 4 == 3 { "/admin" } else { "/hello" };
                statuses.push(call(address, path, token, (client + round) % 5 == 4).await);
            }
            statuses
        });
    }
    let weather = {
        let (issuer, name) = (Arc::clone(&issuer), "weather");
        tokio::spawn(async move {
            for answer in [Answer::Status(500), Answer::Never, Answer::Raw(b"{".to_vec())] {
                tokio::time::sleep(Duration::from_millis(60)).await;
                issuer.answer(JWKS, answer.clone());
                issuer.answer(USERINFO, answer);
                tokio::time::sleep(Duration::from_millis(60)).await;
                issuer.answer(JWKS, None);
                issuer.answer(USERINFO, None);
            }
            name
        })
    };
    let mut seen: HashMap<Option<u16>, usize> = HashMap::new();
    while let Some(statuses) = clients.join_next().await {
        for status in statuses.unwrap() {
            *seen.entry(status).or_default() += 1;
        }
    }
    weather.await.unwrap();
    // The service is alive, and takes the key that has come meanwhile.
    issuer.set_keys(&[&keys[0], &keys[1], &keys[2], &rotated]);
    let mut last = None;
    for _ in 0..50 {
        last = call(address, "/hello", &Token::of(&issuer, "ann").sign(&rotated), false).await;
        if last == Some(200) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(last, Some(200));
    // Whoever was left alone has been given up by then.
    tokio::time::sleep(Duration::from_millis(500)).await;

    for status in [Some(200), Some(401), Some(403), None] {
        assert!(seen.contains_key(&status), "{seen:?}");
    }
    assert!(!seen.contains_key(&Some(500)), "{seen:?}");
    let log = lines.text();
    assert!(check_flow(&log) > 1000, "{}", check_flow(&log));
    for token in tokens.iter().filter(|token| token.len() > 100) {
        for part in String::from_utf8_lossy(token).split('.') {
            assert!(!log.contains(&part[..20.min(part.len())]), "a part of a token is in the log");
        }
    }
}
