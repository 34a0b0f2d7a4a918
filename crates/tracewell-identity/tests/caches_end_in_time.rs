//! What is kept is kept no longer than it may be, and for nobody else.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{Issuer, TestKey, Token, Told, USERINFO, now};
use tracewell_context::Identity;
use tracewell_identity::{
    Anomaly, Answer, Authenticate as _, Caller, Email, ErrorKind, Profile, ProfileStore, RevocationList, Verifier,
};

#[tokio::test]
async fn a_token_dies_at_its_expiry_also_where_it_is_kept() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).leeway(Duration::ZERO).build().unwrap();
    let token = Token::of(&issuer, "ann").claim("exp", now() + 2).sign(&key);
    assert!(verifier.verify(&token).await.is_ok());
    assert!(verifier.verify(&token).await.is_ok());
    tokio::time::sleep(Duration::from_millis(3100)).await;
    assert_eq!(verifier.verify(&token).await.unwrap_err().kind(), ErrorKind::TokenExpired);
}

#[tokio::test]
async fn a_token_is_verified_again_after_its_time() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let hits = |told: &Told| told.stages().iter().filter(|stage| *stage == "identity.token.cache hit").count();
    let verifier = Verifier::builder(issuer.name()).token_ttl(Duration::from_millis(300)).build().unwrap();
    let never = Verifier::builder(issuer.name()).token_ttl(Duration::ZERO).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    let told = Told::here();
    for _ in 0..2 {
        verifier.verify(&token).await.unwrap();
        never.verify(&token).await.unwrap();
    }
    assert_eq!(hits(&told), 1);
    tokio::time::sleep(Duration::from_millis(500)).await;
    verifier.verify(&token).await.unwrap();
    assert_eq!(hits(&told), 0);
    // What was refused is not kept.
    let expired = Token::of(&issuer, "ann").claim("exp", now() - 600).sign(&key);
    for _ in 0..2 {
        assert!(verifier.verify(&expired).await.is_err());
    }
    assert_eq!(hits(&told), 0);
}

#[tokio::test]
async fn the_list_of_revoked_tokens_is_asked_each_time() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let revoked = Arc::new(Mutex::new(HashSet::new()));
    let list = Arc::clone(&revoked);
    let verifier = Verifier::builder(issuer.name())
        .revocations(move |id: &str| list.lock().unwrap().contains(id))
        .build()
        .unwrap();
    let told = Told::here();
    let token = Token::of(&issuer, "ann").claim("jti", "0123456789abcdef").sign(&key);
    assert!(verifier.verify(&token).await.is_ok());
    revoked.lock().unwrap().insert("0123456789abcdef".to_owned());
    told.clear();
    let error = verifier.verify(&token).await.unwrap_err();
    assert_eq!((error.kind(), error.violation()), (ErrorKind::TokenRevoked, Some("token_revoked")));
    assert_eq!(error.token_id().unwrap().as_str(), "01234567");
    assert!(!told.text().contains("0123456789"));
    assert_eq!(told.anomalies(), [["INFO", "token_revoked", "revoked", "01234567"]]);
    // One without an id is on no list.
    assert!(verifier.verify(&Token::of(&issuer, "ann").without("jti").sign(&key)).await.is_ok());
}

struct Broken;

impl RevocationList for Broken {
    fn is_revoked<'a>(&'a self, id: &'a str) -> Answer<'a, bool> {
        Box::pin(async move { if id == "hangs" { std::future::pending().await } else { Err("no list".into()) } })
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_asked_makes_no_token_good() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).revocations(Broken).build().unwrap();
    for id in ["fails", "hangs"] {
        let error = verifier.verify(&Token::of(&issuer, "ann").claim("jti", id).sign(&key)).await.unwrap_err();
        assert_eq!((error.kind(), error.anomaly()), (ErrorKind::Unavailable, Some(Anomaly::RevocationsDown)));
    }
}

#[tokio::test]
async fn an_address_lives_no_longer_than_its_token() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.set_user("ann", &["ann", "acme.example"].join("@"));
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let short = Token::of(&issuer, "ann").claim("exp", now() + 1).sign(&key);
    let long = Token::of(&issuer, "ann").sign(&key);
    assert!(verifier.verify(&short).await.unwrap().email().is_some());
    assert!(verifier.verify(&long).await.unwrap().email().is_some());
    assert_eq!(issuer.calls(USERINFO), 1);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert!(verifier.verify(&long).await.unwrap().email().is_some());
    assert_eq!(issuer.calls(USERINFO), 2);
}

#[tokio::test]
async fn two_issuers_with_the_same_ids_have_nothing_in_common() {
    let (key, other_key) = (TestKey::ed("k"), TestKey::ed("k"));
    let (issuer, other) = (Issuer::start(&[&key]).await, Issuer::start(&[&other_key]).await);
    issuer.set_user("ann", &["ann", "one.example"].join("@"));
    other.set_user("ann", &["ann", "other.example"].join("@"));
    let (one, two) =
        (Verifier::builder(issuer.name()).build().unwrap(), Verifier::builder(other.name()).build().unwrap());
    let token = Token::of(&issuer, "ann").sign(&key);
    let email = |caller: Caller| caller.email().unwrap().as_str().to_owned();
    assert!(email(one.verify(&token).await.unwrap()).ends_with("one.example"));
    assert!(email(two.verify(&Token::of(&other, "ann").sign(&other_key)).await.unwrap()).ends_with("other.example"));
    assert!(two.verify(&token).await.is_err() && one.verify(&Token::of(&other, "ann").sign(&other_key)).await.is_err());
    // Another audience asks anew, too.
    let audience = Verifier::builder(issuer.name()).audience("billing").build().unwrap();
    assert_eq!(audience.verify(&token).await.unwrap_err().anomaly(), Some(Anomaly::Audience));
}

/// A store that counts, and that fails for some.
struct Store(Arc<AtomicUsize>);

impl ProfileStore for Store {
    fn load<'a>(&'a self, caller: &'a Identity, email: Option<&'a Email>) -> Answer<'a, Option<Profile>> {
        Box::pin(async move {
            let loaded = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
            match caller.user_id().unwrap().as_str() {
                "nobody" => Ok(None),
                "broken" => Err("no store".into()),
                _ => Ok(Some(Profile::new([("loaded", loaded), ("email", usize::from(email.is_some()))]))),
            }
        })
    }
}

#[tokio::test]
async fn profiles_are_loaded_once_for_each_team_user_and_roles() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let loads = Arc::new(AtomicUsize::new(0));
    let verifier = Verifier::builder(issuer.name())
        .profiles(Store(Arc::clone(&loads)))
        .profile_ttl(Duration::from_secs(1))
        .userinfo(false)
        .build()
        .unwrap();
    assert!(verifier.has_profiles());
    let caller = async |token: Token| verifier.verify(&token.sign(&key)).await.unwrap();
    let ann = caller(Token::of(&issuer, "ann")).await;
    let (one, two) = tokio::join!(verifier.profile(&ann), verifier.profile(&ann));
    assert_eq!(
        (one.unwrap().unwrap().get("loaded").unwrap(), two.unwrap().unwrap().get("loaded").unwrap()),
        (&1.into(), &1.into())
    );
    for token in [
        Token::of(&issuer, "bob"),
        Token::of(&issuer, "ann").claim("team_id", "globex"),
        Token::of(&issuer, "ann").claim("roles", vec!["admin"]),
        Token::of(&issuer, "nobody"),
    ] {
        let before = loads.load(Ordering::SeqCst);
        let caller = caller(token).await;
        let first = verifier.profile(&caller).await.unwrap();
        assert_eq!(verifier.profile(&caller).await.unwrap(), first);
        assert_eq!(loads.load(Ordering::SeqCst), before + 1);
    }
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let before = loads.load(Ordering::SeqCst);
    verifier.profile(&ann).await.unwrap();
    assert_eq!(loads.load(Ordering::SeqCst), before + 1, "its time is over");
    let broken = caller(Token::of(&issuer, "broken")).await;
    for _ in 0..2 {
        let error = verifier.profile(&broken).await.unwrap_err();
        assert_eq!((error.kind(), error.anomaly()), (ErrorKind::Unavailable, Some(Anomaly::ProfilesDown)));
    }
}

#[tokio::test]
async fn the_cache_of_tokens_is_bounded() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    // Room for some fifty.
    let verifier = Verifier::builder(issuer.name()).token_cache_bytes(50 * 1000).userinfo(false).build().unwrap();
    let token = |n: usize| Token::of(&issuer, "ann").claim("jti", format!("token-{n:04}")).sign(&key);
    for n in 0..500 {
        verifier.verify(&token(n)).await.unwrap();
    }
    let told = Told::here();
    for n in 0..500 {
        verifier.verify(&token(n)).await.unwrap();
    }
    let hits = told.stages().iter().filter(|stage| *stage == "identity.token.cache hit").count();
    assert!(hits < 100, "{hits}");
}
