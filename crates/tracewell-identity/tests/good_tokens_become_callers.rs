//! A token that is good makes its caller, and says of it what it holds.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::time::{Duration, UNIX_EPOCH};

use serde_json::json;
use support::{DISCOVERY, Issuer, JWKS, TestKey, Token, USERINFO, now};
use tracewell_identity::{Algorithm, Anomaly, ConfigErrorKind, ErrorKind, Verifier};

#[tokio::test]
async fn each_algorithm_is_verified_with_real_keys() {
    let keys = [TestKey::rsa("r"), TestKey::ec("e"), TestKey::ed("d")];
    let issuer = Issuer::start(&keys.each_ref()).await;
    let verifier = Verifier::builder(issuer.name()).audience("orders").build().unwrap();
    for key in &keys {
        let token = Token::of(&issuer, "ann").sign(key);
        let caller = verifier.verify(&token).await.unwrap();
        assert_eq!(caller.user_id().unwrap().as_str(), "ann");
        assert_eq!(caller.team().as_str(), "acme");
        assert!(caller.identity().has_role("reader") && !caller.identity().has_role("admin"));
        let expires = caller.expires_at().unwrap().duration_since(UNIX_EPOCH).unwrap().as_secs();
        assert!((now()..=now() + 600).contains(&expires));
    }
    assert_eq!((issuer.calls(DISCOVERY), issuer.calls(JWKS)), (1, 1));
}

#[tokio::test]
async fn audience_and_algorithms_can_be_narrowed() {
    let (rsa, ec) = (TestKey::rsa("r"), TestKey::ec("e"));
    let issuer = Issuer::start(&[&rsa, &ec]).await;
    let builder = || Verifier::builder(issuer.name());
    let for_many = Token::of(&issuer, "ann").claim("aud", json!(["billing", "orders"]));
    let for_none = Token::of(&issuer, "ann").without("aud");
    let verifier = builder().audience("orders").build().unwrap();
    assert!(verifier.verify(&for_many.sign(&ec)).await.is_ok());
    for token in [for_none.clone(), for_none.clone().claim("aud", "billing"), for_none.clone().claim("aud", json!({}))]
    {
        let error = verifier.verify(&token.sign(&ec)).await.unwrap_err();
        assert_eq!((error.kind(), error.anomaly()), (ErrorKind::TokenInvalid, Some(Anomaly::Audience)));
    }
    let any = builder().algorithms([Algorithm::Es256]).build().unwrap();
    assert!(any.verify(&for_none.sign(&ec)).await.is_ok());
    assert_eq!(any.verify(&for_none.sign(&rsa)).await.unwrap_err().anomaly(), Some(Anomaly::Algorithm));
}

#[tokio::test]
async fn clocks_may_differ_by_the_leeway() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let token = Token::of(&issuer, "ann");
    let verifier = Verifier::builder(issuer.name()).leeway(Duration::from_secs(60)).build().unwrap();
    for (claim, seconds, expected) in [
        ("exp", -30_i64, None),
        ("exp", -90, Some((ErrorKind::TokenExpired, Anomaly::Expired))),
        ("nbf", 30, None),
        ("nbf", 90, Some((ErrorKind::TokenInvalid, Anomaly::NotYetValid))),
        ("iat", 90, None),
    ] {
        let at = now().saturating_add_signed(seconds);
        let judged = verifier.verify(&token.clone().claim(claim, at).sign(&key)).await;
        let error = judged.err().map(|error| (error.kind(), error.anomaly().unwrap()));
        assert_eq!(error, expected, "{claim} {seconds}");
    }
}

#[tokio::test]
async fn the_claims_of_team_and_roles_have_the_names_they_are_given() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).team_claim("tenant").roles_claim("scope").build().unwrap();
    let token = Token::of(&issuer, "ann").claim("tenant", "globex").claim("scope", "read write");
    let caller = verifier.verify(&token.sign(&key)).await.unwrap();
    assert_eq!(caller.team().as_str(), "globex");
    assert_eq!(caller.identity().role_names().collect::<Vec<_>>(), ["read", "write"]);
}

#[tokio::test]
async fn what_a_caller_needs_has_to_be_there() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).require_id().build().unwrap();
    let token = Token::of(&issuer, "ann");
    for (token, anomaly) in [
        (token.clone().without("sub"), Anomaly::Subject),
        (token.clone().claim("sub", "two words"), Anomaly::Subject),
        (token.clone().claim("sub", ""), Anomaly::Subject),
        (token.clone().claim("sub", 7), Anomaly::Subject),
        (token.clone().claim("sub", "a".repeat(129)), Anomaly::Subject),
        (token.clone().without("team_id"), Anomaly::Team),
        (token.clone().claim("team_id", "line\nbreak"), Anomaly::Team),
        (token.clone().claim("roles", json!([1])), Anomaly::Roles),
        (token.clone().without("jti"), Anomaly::IdMissing),
        (token.clone().claim("jti", "j".repeat(1000)), Anomaly::Malformed),
        (token.clone().without("exp"), Anomaly::ExpiryMissing),
        (token.clone().claim("exp", "soon"), Anomaly::Malformed),
        (token.clone().without("iss"), Anomaly::Issuer),
        (token.clone().claim("iss", format!("{}/", issuer.name())), Anomaly::Issuer),
    ] {
        let error = verifier.verify(&token.sign(&key)).await.unwrap_err();
        assert_eq!((error.kind(), error.anomaly()), (ErrorKind::TokenInvalid, Some(anomaly)));
    }
    let lenient = Verifier::builder(issuer.name()).build().unwrap();
    assert!(lenient.verify(&token.clone().without("jti").without("roles").sign(&key)).await.is_ok());
}

#[tokio::test]
async fn an_address_in_the_token_is_taken_from_it() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let address = ["ann", "acme.example"].join("@");
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let caller = verifier.verify(&Token::of(&issuer, "ann").claim("email", address.clone()).sign(&key)).await.unwrap();
    assert_eq!(caller.email().unwrap().as_str(), address);
    assert_eq!(issuer.calls(USERINFO), 0);
    assert!(!format!("{caller:?}").contains(&address));
}

#[tokio::test]
async fn an_address_that_is_not_in_the_token_is_asked_for_with_it() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let address = ["ann", "acme.example"].join("@");
    issuer.set_user("ann", &address);
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    for _ in 0..3 {
        assert_eq!(verifier.verify(&token).await.unwrap().email().unwrap().as_str(), address);
    }
    assert_eq!(issuer.calls(USERINFO), 1);
    assert_eq!(issuer.credentials().unwrap(), format!("Bearer {}", String::from_utf8(token).unwrap()));
    // Another token of the same user, in another team: what is kept for the one is not the other's.
    let other = Token::of(&issuer, "ann").claim("team_id", "globex").sign(&key);
    assert!(verifier.verify(&other).await.unwrap().email().is_some());
    assert_eq!(issuer.calls(USERINFO), 2);
    // Somebody else's address is nobody's.
    let bob = verifier.verify(&Token::of(&issuer, "bob").sign(&key)).await.unwrap();
    assert_eq!(bob.email(), None);
}

#[test]
fn what_cannot_be_built_says_why() {
    let kind = |builder: tracewell_identity::VerifierBuilder| builder.build().unwrap_err().kind();
    let local = || Verifier::builder("http://127.0.0.1:1");
    assert_eq!(kind(Verifier::builder("http://id.example")), ConfigErrorKind::Issuer);
    assert_eq!(kind(local().algorithms([])), ConfigErrorKind::Algorithms);
    assert_eq!(kind(local().team_claim("sub")), ConfigErrorKind::Claims);
    assert_eq!(kind(local().team_claim("a").roles_claim("a")), ConfigErrorKind::Claims);
}
