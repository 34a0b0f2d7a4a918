//! Each step is a stage, and has its end on every path.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::convert::Infallible;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use support::{Answer, DISCOVERY, Issuer, JWKS, TestKey, Token, Told, USERINFO, now};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};
use tracewell_context::{Context, FutureExt as _};
use tracewell_identity::{IdentityLayer, Profile, Verifier, require_role};

/// One request through the layer, as far as its status.
async fn status(verifier: &Verifier, token: Option<&[u8]>, roles: &[&'static str]) -> StatusCode {
    let mut layer = IdentityLayer::new(verifier.clone());
    if !roles.is_empty() {
        layer = layer.require_any_role(roles.iter().copied());
    }
    let service = ServiceBuilder::new()
        .layer(layer)
        .service(service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(()))));
    let mut request = Request::new(());
    if let Some(token) = token {
        let value = [b"Bearer ", token].concat();
        request.headers_mut().insert("authorization", value.as_slice().try_into().unwrap());
    }
    service.oneshot(request).in_context(Context::open()).await.unwrap().status()
}

const OUTSIDE: [&str; 3] =
    ["router.check_security_group start", "router.identity_resolution start", "router.identity_injection start"];

/// The stages around these, ended in this way.
fn around(inside: &[&str], end: &str) -> Vec<String> {
    let ends = OUTSIDE.iter().rev().map(|stage| stage.replace("start", end));
    OUTSIDE.iter().chain(inside).map(|stage| (*stage).to_owned()).chain(ends).collect()
}

#[tokio::test]
async fn success_from_the_issuer_from_the_token_and_from_here() {
    let key = TestKey::ec("k");
    let issuer = Issuer::start(&[&key]).await;
    let address = ["ann", "acme.example"].join("@");
    issuer.set_user("ann", &address);
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let told = Told::here();
    let token = Token::of(&issuer, "ann");
    let signed = token.sign(&key);
    assert_eq!(status(&verifier, Some(&signed), &[]).await, 200);
    assert_eq!(
        told.stages(),
        around(
            &[
                "identity.external start",
                "identity.token.cache miss",
                "identity.jwks start",
                "identity.jwks miss",
                "identity.jwks resolved",
                "identity.email start",
                "identity.email.cache miss",
                "identity.email resolved",
                "identity.external ok",
            ],
            "ok"
        )
    );
    assert_eq!(status(&verifier, Some(&signed), &[]).await, 200);
    assert_eq!(
        told.stages(),
        around(
            &[
                "identity.external start",
                "identity.token.cache hit",
                "identity.jwks start",
                "identity.jwks hit",
                "identity.jwks from_cache",
                "identity.email start",
                "identity.email.cache hit",
                "identity.email from_cache",
                "identity.external ok",
            ],
            "ok"
        )
    );
    assert_eq!(status(&verifier, Some(&token.claim("email", address).sign(&key)), &["reader"]).await, 200);
    assert_eq!(
        told.stages(),
        around(
            &[
                "identity.external start",
                "identity.token.cache miss",
                "identity.jwks start",
                "identity.jwks hit",
                "identity.jwks from_cache",
                "identity.email from_token",
                "identity.external ok",
            ],
            "ok"
        )
    );
}

#[tokio::test]
async fn a_profile_has_stages_of_its_own() {
    struct Plans;
    impl tracewell_identity::ProfileStore for Plans {
        fn load<'a>(
            &'a self,
            _caller: &'a tracewell_context::Identity,
            _email: Option<&'a tracewell_identity::Email>,
        ) -> tracewell_identity::Answer<'a, Option<Profile>> {
            Box::pin(async { Ok(Some(Profile::new([("plan", "basic")]))) })
        }
    }
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).profiles(Plans).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    let told = Told::here();
    for (lookup, end) in [("miss", "resolved"), ("hit", "from_cache")] {
        assert_eq!(status(&verifier, Some(&token), &[]).await, 200);
        let profile: Vec<_> = told.stages().into_iter().filter(|stage| stage.contains("profile")).collect();
        assert_eq!(
            profile,
            [
                "router.profile_resolution start",
                "router.profile_injection start",
                "identity.profile start",
                &format!("identity.profile.cache {lookup}"),
                &format!("identity.profile {end}"),
                "router.profile_injection ok",
                "router.profile_resolution ok",
            ]
        );
    }
}

#[tokio::test]
async fn denials_and_failures_end_what_has_begun() {
    let (key, stranger) = (TestKey::ed("k"), TestKey::ed("stranger"));
    let issuer = Issuer::start(&[&key]).await;
    let verifier =
        Verifier::builder(issuer.name()).userinfo(false).fetch_timeout(Duration::from_secs(2)).build().unwrap();
    let told = Told::here();
    assert_eq!(status(&verifier, None, &[]).await, 401);
    assert_eq!(told.stages(), around(&[], "denied"));
    for token in [&b"x"[..], b"a.b.c.d", &[b'a'; 20_000], b"\xff"] {
        assert_eq!(status(&verifier, Some(token), &[]).await, 401);
        assert_eq!(told.stages(), around(&[], "denied"));
    }
    let unsigned = Token::of(&issuer, "ann").header("alg", "none").signed_as(b"x");
    assert_eq!(status(&verifier, Some(&unsigned), &[]).await, 401);
    assert_eq!(
        told.stages(),
        around(&["identity.external start", "identity.token.cache miss", "identity.external denied"], "denied")
    );
    // Down, and nothing here.
    issuer.answer(DISCOVERY, Answer::Status(500));
    assert_eq!(status(&verifier, Some(&Token::of(&issuer, "ann").sign(&key)), &[]).await, 503);
    assert_eq!(
        told.stages(),
        around(
            &[
                "identity.external start",
                "identity.token.cache miss",
                "identity.jwks start",
                "identity.jwks miss",
                "identity.jwks error",
                "identity.external error",
            ],
            "error"
        )
    );
    issuer.answer(DISCOVERY, None);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let expired = Token::of(&issuer, "ann").claim("exp", now() - 600).sign(&key);
    assert_eq!(status(&verifier, Some(&expired), &[]).await, 401);
    told.clear();
    assert_eq!(status(&verifier, Some(&Token::of(&issuer, "ann").sign(&stranger)), &[]).await, 401);
    let stages = told.stages();
    assert!(stages.contains(&"identity.jwks denied".to_owned()), "{stages:?}");
    // A role is missing: the identity is known, and that is not enough.
    assert_eq!(status(&verifier, Some(&Token::of(&issuer, "ann").sign(&key)), &["admin", "auditor"]).await, 403);
    let stages = told.stages();
    assert_eq!(stages[stages.len() - 2..], ["router.identity_resolution ok", "router.check_security_group denied"]);
}

#[tokio::test]
async fn an_address_that_cannot_be_had_is_a_stage_that_failed() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.answer(USERINFO, Answer::Status(503));
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let told = Told::here();
    assert_eq!(status(&verifier, Some(&Token::of(&issuer, "ann").sign(&key)), &[]).await, 200);
    let stages = told.stages();
    assert!(stages.contains(&"identity.email error".to_owned()), "{stages:?}");
    assert!(stages.contains(&"identity.external ok".to_owned()), "{stages:?}");
}

#[tokio::test]
async fn a_client_that_goes_cancels_what_has_begun() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).fetch_timeout(Duration::from_secs(2)).build().unwrap();
    let token = |user: &str| Token::of(&issuer, user).sign(&key);
    let told = Told::here();
    for (path, stage) in [(JWKS, "identity.jwks"), (USERINFO, "identity.email")] {
        issuer.answer(path, Answer::Never);
        let gone = tokio::time::timeout(Duration::from_secs(1), status(&verifier, Some(&token("ann")), &[])).await;
        assert!(gone.is_err());
        let stages = told.stages();
        for stage in [stage, "identity.external", "router.identity_injection", "router.identity_resolution"] {
            assert!(stages.contains(&format!("{stage} cancelled")), "{stages:?}");
        }
        assert_eq!(stages.last().unwrap(), "router.check_security_group cancelled");
        // What was left is given up, and the issuer asked again.
        issuer.answer(path, None);
        while status(&verifier, Some(&token("bob")), &[]).await != 200 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        told.clear();
    }
}

#[tokio::test]
async fn anomalies_are_debug_and_tell_nothing_of_the_token() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).build().unwrap();
    let told = Told::here();
    let token = Token::of(&issuer, "ann").claim("jti", "0123456789");
    for (bytes, word, id) in [
        (b"x.y".to_vec(), "malformed", ""),
        (vec![b'x'; 20_000], "oversized", ""),
        (token.clone().claim("sub", "two words").sign(&key), "subject", "01234567"),
        (token.clone().without("team_id").sign(&key), "team", "01234567"),
        (token.clone().claim("nbf", now() + 1000).sign(&key), "not_yet_valid", "01234567"),
        (token.clone().sign(&TestKey::ed("k")), "signature", ""),
    ] {
        assert!(verifier.verify(&bytes).await.is_err());
        let text = told.text();
        for part in String::from_utf8_lossy(&bytes).split('.').filter(|part| part.len() > 16) {
            assert!(!text.contains(&part[..16]), "{text}");
        }
        assert!(!text.contains("0123456789"), "{text}");
        assert_eq!(told.anomalies(), [["DEBUG", "token_invalid", word, id]]);
    }
    assert!(verifier.verify(&token.clone().claim("exp", now() - 600).sign(&key)).await.is_err());
    assert_eq!(told.anomalies(), [["DEBUG", "token_expired", "expired", "01234567"]]);
    // Accepted, and told all the same.
    assert!(verifier.verify(&token.without("jti").sign(&key)).await.is_ok());
    assert_eq!(told.anomalies(), [["DEBUG", "", "jti_missing", ""]]);
    // That no token came is nothing wrong with one.
    assert_eq!(status(&verifier, None, &[]).await, 401);
    assert_eq!(told.anomalies(), [[""; 4]; 0]);
}

#[tokio::test]
async fn a_guard_is_a_stage_too() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).build().unwrap();
    let caller = verifier.verify(&Token::of(&issuer, "ann").sign(&key)).await.unwrap();
    let told = Told::here();
    assert!(require_role(caller.identity(), "reader").is_ok());
    assert_eq!(told.stages(), ["router.check_security_group start", "router.check_security_group ok"]);
    assert!(require_role(caller.identity(), "admin").is_err());
    assert_eq!(told.stages(), ["router.check_security_group start", "router.check_security_group denied"]);
}
