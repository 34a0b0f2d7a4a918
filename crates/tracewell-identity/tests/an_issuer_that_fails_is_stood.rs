//! An issuer that is gone, hangs or lies: a clear answer in time, and what is known goes on.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::time::{Duration, Instant};

use serde_json::json;
use support::{Answer, DISCOVERY, Issuer, JWKS, TestKey, Token, USERINFO};
use tracewell_identity::{Anomaly, ErrorKind, Verifier, VerifierBuilder};

fn verifier(issuer: &Issuer) -> VerifierBuilder {
    Verifier::builder(issuer.name()).fetch_timeout(Duration::from_secs(1))
}

async fn unavailable(verifier: &Verifier, token: &[u8]) {
    let started = Instant::now();
    let error = verifier.verify(token).await.unwrap_err();
    assert_eq!((error.kind(), error.anomaly()), (ErrorKind::Unavailable, Some(Anomaly::ProviderDown)));
    assert_eq!((error.violation(), error.status().as_u16(), error.challenge()), (None, 503, None));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn without_keys_nothing_can_be_told_until_it_is_back() {
    let key = TestKey::ed("k");
    let mut issuer = Issuer::start(&[&key]).await;
    let verifier = verifier(&issuer).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    issuer.stop().await;
    for _ in 0..5 {
        unavailable(&verifier, &token).await;
    }
    // What is no token is none all the same.
    assert_eq!(verifier.verify(b"a.b.c").await.unwrap_err().kind(), ErrorKind::TokenInvalid);
    issuer.restart().await;
    let back = Instant::now();
    while verifier.verify(&token).await.is_err() {
        assert!(back.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn lies_and_silence_are_no_keys() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let token = Token::of(&issuer, "ann").sign(&key);
    let (honest, keys) = (issuer.document(DISCOVERY), issuer.document(JWKS));
    issuer.set_document("/elsewhere", keys.clone());
    let lie = |name: &str, value: &str| {
        let mut document = honest.clone();
        document[name] = json!(value);
        Answer::Raw(document.to_string().into_bytes())
    };
    let huge = |document: &serde_json::Value| {
        let mut document = document.clone();
        document["padding"] = json!("x".repeat(2 << 20));
        Answer::Raw(document.to_string().into_bytes())
    };
    let elsewhere = Answer::Redirect(format!("{}/elsewhere", issuer.name()));
    for (path, answer) in [
        (DISCOVERY, lie("issuer", "https://id.example")),
        (DISCOVERY, lie("issuer", &format!("{}/", issuer.name()))),
        (DISCOVERY, lie("jwks_uri", "http://169.254.169.254/latest")),
        (DISCOVERY, lie("jwks_uri", "file:///etc/hostname")),
        (DISCOVERY, huge(&honest)),
        (DISCOVERY, Answer::Redirect(format!("{}/elsewhere", issuer.name()))),
        (DISCOVERY, Answer::Status(500)),
        (DISCOVERY, Answer::Never),
        (DISCOVERY, Answer::Raw(b"<html>".to_vec())),
        (JWKS, huge(&keys)),
        (JWKS, elsewhere),
        (JWKS, Answer::Status(404)),
        (JWKS, Answer::Status(204)),
        (JWKS, Answer::Never),
        (JWKS, Answer::Late(Duration::from_secs(60))),
        (JWKS, Answer::Raw(b"[]".to_vec())),
        (JWKS, Answer::Raw(vec![b'['; 500_000])),
        (JWKS, Answer::Raw(vec![0xff; 1000])),
    ] {
        issuer.answer(path, answer);
        let verifier = verifier(&issuer).build().unwrap();
        unavailable(&verifier, &token).await;
        issuer.answer(path, None);
    }
    assert_eq!(issuer.calls("/elsewhere"), 0, "no redirect is followed");
}

#[tokio::test]
async fn an_issuer_without_keys_has_none() {
    let issuer = Issuer::start(&[]).await;
    let verifier = verifier(&issuer).build().unwrap();
    let error = verifier.verify(&Token::of(&issuer, "ann").sign(&TestKey::ed("k"))).await.unwrap_err();
    assert_eq!((error.kind(), error.anomaly()), (ErrorKind::TokenInvalid, Some(Anomaly::KeyUnknown)));
}

#[tokio::test]
async fn old_keys_are_used_while_it_is_away_and_nobody_waits() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = verifier(&issuer)
        .keys_ttl(Duration::from_millis(50))
        .keys_stale(Duration::from_secs(4))
        .fetch_timeout(Duration::from_secs(30))
        .userinfo(false)
        .build()
        .unwrap();
    let token = |user: &str| Token::of(&issuer, user).sign(&key);
    let known = token("ann");
    let started = Instant::now();
    assert!(verifier.verify(&known).await.is_ok());
    issuer.answer(JWKS, Answer::Never);
    issuer.answer(DISCOVERY, Answer::Never);
    tokio::time::sleep(Duration::from_millis(100)).await;
    // Verified before, and not.
    let asked = Instant::now();
    assert!(verifier.verify(&known).await.is_ok() && verifier.verify(&token("bob")).await.is_ok());
    assert!(asked.elapsed() < Duration::from_secs(10), "thirty seconds are what a fetch may take");
    // Not for ever: then they count for nothing, and neither does what was verified with them.
    tokio::time::sleep(Duration::from_millis(4200).saturating_sub(started.elapsed())).await;
    for token in [known, token("eve")] {
        let judged = tokio::time::timeout(Duration::from_millis(100), verifier.verify(&token)).await;
        assert!(judged.is_err(), "it waits for keys");
    }
}

#[tokio::test]
async fn an_outage_adds_nothing_to_what_is_known() {
    let key = TestKey::rsa("k");
    let mut issuer = Issuer::start(&[&key]).await;
    issuer.set_user("ann", &["ann", "acme.example"].join("@"));
    let verifier = verifier(&issuer).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    assert!(verifier.verify(&token).await.unwrap().email().is_some());
    let calls = issuer.all_calls();
    issuer.stop().await;
    let started = Instant::now();
    for _ in 0..1000 {
        assert!(verifier.verify(&token).await.unwrap().email().is_some());
    }
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(issuer.all_calls(), calls);
    // New tokens are verified with the keys that are here.
    assert!(verifier.verify(&Token::of(&issuer, "ann").claim("jti", "another").sign(&key)).await.is_ok());
}

#[tokio::test]
async fn who_has_no_address_is_served_without_one() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = verifier(&issuer).build().unwrap();
    let token = |user: &str| Token::of(&issuer, user).sign(&key);
    for answer in [
        Answer::Status(500),
        Answer::Raw(b"{".to_vec()),
        Answer::Raw(vec![b'x'; 2 << 20]),
        Answer::Status(403),
        Answer::Status(401),
    ] {
        issuer.answer(USERINFO, answer);
        let caller = verifier.verify(&token("ann")).await.unwrap();
        assert_eq!(caller.email(), None);
    }
    issuer.answer(USERINFO, Answer::Never);
    let fresh = self::verifier(&issuer).build().unwrap();
    let started = Instant::now();
    for n in 0..20 {
        assert!(fresh.verify(&token(&format!("user-{n}"))).await.is_ok());
    }
    // The first one waited, the others are not made to.
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test]
async fn keys_that_have_moved_are_found_again() {
    let (key, new) = (TestKey::ed("k"), TestKey::ed("new"));
    let issuer = Issuer::start(&[&key]).await;
    let verifier = verifier(&issuer).refresh_interval(Duration::from_millis(100)).build().unwrap();
    assert!(verifier.verify(&Token::of(&issuer, "ann").sign(&key)).await.is_ok());
    let mut document = issuer.document(DISCOVERY);
    document["jwks_uri"] = json!(format!("{}/moved", issuer.name()));
    issuer.set_document(DISCOVERY, document);
    issuer.set_document("/moved", json!({"keys": [new.jwk()]}));
    issuer.answer(JWKS, Answer::Status(410));
    let moved = Instant::now();
    while verifier.verify(&Token::of(&issuer, "ann").sign(&new)).await.is_err() {
        assert!(moved.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn keys_that_do_not_come_once_leave_users_known() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = verifier(&issuer).build().unwrap();
    assert!(verifier.verify(&Token::of(&issuer, "ann").sign(&key)).await.is_ok());
    // Any stranger can name a key that nobody knows; the issuer fails at just that moment.
    issuer.answer(JWKS, Answer::Status(500));
    assert!(verifier.verify(&Token::of(&issuer, "eve").sign(&TestKey::ed("unknown"))).await.is_err());
    issuer.answer(JWKS, None);
    issuer.set_user("bob", &["bob", "acme.example"].join("@"));
    assert!(verifier.verify(&Token::of(&issuer, "bob").sign(&key)).await.unwrap().email().is_some());
}

#[tokio::test]
async fn not_now_is_not_never() {
    let key = TestKey::ed("k");
    for status in [408, 425, 429, 503] {
        let issuer = Issuer::start(&[&key]).await;
        issuer.set_user("ann", &["ann", "acme.example"].join("@"));
        issuer.answer(USERINFO, Answer::Status(status));
        let token = Token::of(&issuer, "ann").sign(&key);
        let verifier = verifier(&issuer).build().unwrap();
        assert_eq!(verifier.verify(&token).await.unwrap().email(), None);
        issuer.answer(USERINFO, None);
        let asked = Instant::now();
        while verifier.verify(&token).await.unwrap().email().is_none() {
            assert!(asked.elapsed() < Duration::from_secs(20), "{status} is kept");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

#[tokio::test]
async fn what_one_token_may_not_see_another_may() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.set_user("ann", &["ann", "acme.example"].join("@"));
    let verifier = verifier(&issuer).build().unwrap();
    let token = |id: &str| Token::of(&issuer, "ann").claim("jti", id).sign(&key);
    let (narrow, wide) = (token("narrow"), token("wide"));
    issuer.answer(USERINFO, Answer::Status(403));
    for _ in 0..5 {
        assert_eq!(verifier.verify(&narrow).await.unwrap().email(), None);
    }
    assert_eq!(issuer.calls(USERINFO), 1, "it has said no to this token");
    issuer.answer(USERINFO, None);
    assert!(verifier.verify(&wide).await.unwrap().email().is_some());
    // What is known of the user is known, whoever asks.
    assert!(verifier.verify(&narrow).await.unwrap().email().is_some());
}
