//! New keys are taken quickly, gone keys are gone, and unknown key ids cost next to nothing.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use support::{Answer, DISCOVERY, Issuer, JWKS, TestKey, Token, USERINFO};
use tracewell_identity::{Anomaly, ErrorKind, Verifier};

#[tokio::test]
async fn a_rotated_key_is_taken_at_once_and_the_old_one_is_gone() {
    let (old, new) = (TestKey::ec("old"), TestKey::rsa("new"));
    let issuer = Issuer::start(&[&old]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let (by_old, by_new) = (Token::of(&issuer, "ann").sign(&old), Token::of(&issuer, "ann").sign(&new));
    assert!(verifier.verify(&by_old).await.is_ok());
    issuer.set_keys(&[&new]);
    // Nothing says yet that it has changed.
    assert!(verifier.verify(&by_old).await.is_ok());
    assert!(verifier.verify(&by_new).await.is_ok());
    // The token that was verified before dies with its key.
    assert_eq!(verifier.verify(&by_old).await.unwrap_err().anomaly(), Some(Anomaly::KeyUnknown));
}

#[tokio::test]
async fn a_key_that_is_gone_is_noticed_when_the_keys_are_old() {
    let (old, new) = (TestKey::ec("old"), TestKey::ec("new"));
    let issuer = Issuer::start(&[&old]).await;
    let verifier = Verifier::builder(issuer.name()).keys_ttl(Duration::from_millis(100)).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&old);
    assert!(verifier.verify(&token).await.is_ok());
    issuer.set_keys(&[&new]);
    tokio::time::sleep(Duration::from_millis(150)).await;
    // An issuer that answers in time is asked before anything is said; one that is slow, behind the first answer.
    let noticed = Instant::now();
    while verifier.verify(&token).await.is_ok() {
        assert!(noticed.elapsed() < Duration::from_secs(5));
    }
    assert_eq!(verifier.verify(&token).await.unwrap_err().anomaly(), Some(Anomaly::KeyUnknown));
}

#[tokio::test]
async fn a_key_that_changes_under_its_id_is_another_key() {
    let (before, after, third) = (TestKey::ed("k"), TestKey::ed("k"), TestKey::ed("third"));
    let issuer = Issuer::start(&[&before]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&before);
    assert!(verifier.verify(&token).await.is_ok());
    issuer.set_keys(&[&after, &third]);
    assert!(verifier.verify(&Token::of(&issuer, "ann").sign(&third)).await.is_ok());
    assert_eq!(verifier.verify(&token).await.unwrap_err().anomaly(), Some(Anomaly::Signature));
}

#[tokio::test]
async fn fifty_unknown_key_ids_cost_at_most_five_fetches() {
    let (key, rotated) = (TestKey::ed("k"), TestKey::ed("rotated"));
    let issuer = Issuer::start(&[&key]).await;
    // A tenth of the real interval, and of the ten seconds in which a rotated key must be taken.
    let verifier = Verifier::builder(issuer.name()).refresh_interval(Duration::from_millis(500)).build().unwrap();
    let started = Instant::now();
    for n in 0..50 {
        let token = Token::of(&issuer, "ann").header("kid", format!("unknown-{n}")).sign(&key);
        assert_eq!(verifier.verify(&token).await.unwrap_err().anomaly(), Some(Anomaly::KeyUnknown));
    }
    let took = started.elapsed();
    if took < Duration::from_millis(1000) {
        assert!(issuer.calls(JWKS) <= 5, "{} in {took:?}", issuer.calls(JWKS));
    }
    issuer.set_keys(&[&key, &rotated]);
    let rotation = Instant::now();
    while verifier.verify(&Token::of(&issuer, "ann").sign(&rotated)).await.is_err() {
        assert!(rotation.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_storm_of_unknown_key_ids_is_no_storm_of_fetches() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let good = Token::of(&issuer, "ann").sign(&key);
    assert!(verifier.verify(&good).await.is_ok());
    let started = Instant::now();
    // The same bound holds for a million: it is one of time.
    for batch in 0..100 {
        let tokens: Vec<_> = (0..100)
            .map(|n| {
                Token::of(&issuer, "ann")
                    .header("alg", "EdDSA")
                    .header("kid", format!("{batch}-{n}"))
                    .signed_as(&[7; 64])
            })
            .collect();
        let judged = join_all(tokens.iter().map(|token| verifier.verify(token))).await;
        assert!(
            judged.iter().all(|judged| judged.as_ref().is_err_and(|error| error.kind() == ErrorKind::TokenInvalid))
        );
    }
    let bound = 1 + 2 + usize::try_from(started.elapsed().as_secs() / 5).unwrap() + 1;
    assert!(issuer.calls(JWKS) <= bound, "{} in {:?}", issuer.calls(JWKS), started.elapsed());
    assert_eq!(issuer.calls(DISCOVERY), 1);
    assert!(verifier.verify(&good).await.is_ok());
}

#[tokio::test]
async fn all_who_need_the_same_fetch_wait_for_one() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.set_user("ann", &["ann", "acme.example"].join("@"));
    issuer.answer(JWKS, Answer::Late(Duration::from_millis(100)));
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let tokens: Vec<_> = (0..50).map(|n| Token::of(&issuer, "ann").claim("jti", format!("t-{n}")).sign(&key)).collect();
    let callers = join_all(tokens.iter().map(|token| verifier.verify(token))).await;
    assert!(callers.iter().all(|caller| caller.as_ref().is_ok_and(|caller| caller.email().is_some())));
    assert_eq!((issuer.calls(DISCOVERY), issuer.calls(JWKS), issuer.calls(USERINFO)), (1, 1, 1));
}

#[tokio::test]
async fn who_goes_away_takes_the_fetch_of_others_not_along() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.answer(JWKS, Answer::Late(Duration::from_secs(2)));
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    for _ in 0..10 {
        let gone = tokio::time::timeout(Duration::from_millis(5), verifier.verify(&token)).await;
        assert!(gone.is_err());
    }
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(issuer.calls(JWKS), 1);
}

#[tokio::test]
async fn a_token_without_a_key_id_needs_a_key_that_is_the_only_one() {
    let (one, other) = (TestKey::ed("one"), TestKey::ed("other"));
    let issuer = Issuer::start(&[&one]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let token = |user: &str| Token::of(&issuer, user).header("kid", "absent").sign(&one);
    assert!(verifier.verify(&token("ann")).await.is_ok());
    issuer.set_keys(&[&one, &other]);
    assert!(verifier.verify(&Token::of(&issuer, "ann").sign(&other)).await.is_ok());
    assert_eq!(verifier.verify(&token("bob")).await.unwrap_err().anomaly(), Some(Anomaly::KeyUnknown));
}
