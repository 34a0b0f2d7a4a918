//! Whatever a token claims of itself, only the issuer's keys count.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use proptest::prelude::*;
use serde_json::json;
use support::{Issuer, JWKS, TestKey, Token};
use tokio::runtime::Runtime;
use tracewell_identity::{Anomaly, ErrorKind, Verifier};

async fn refused(verifier: &Verifier, token: &[u8]) -> Anomaly {
    let error = verifier.verify(token).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenInvalid);
    // No part of the token is in any form of the error.
    let texts = format!("{error} {error:?} {:?}", error.challenge());
    for part in String::from_utf8_lossy(token).split('.').filter(|part| part.len() > 36) {
        assert!(!texts.contains(&part.chars().take(12).collect::<String>()), "{texts}");
    }
    error.anomaly().unwrap()
}

#[tokio::test]
async fn an_algorithm_without_a_private_key_is_none() {
    let keys = [TestKey::rsa("r"), TestKey::ec("e"), TestKey::ed("d")];
    let issuer = Issuer::start(&keys.each_ref()).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    for key in &keys {
        for name in ["none", "None", "nOnE", "", "HS256", "HS384", "HS512", "hs256"] {
            let token = Token::of(&issuer, "ann").header("alg", name).header("kid", key.id.as_str());
            // The public key as the secret, as bytes and as the text that the issuer publishes.
            for secret in [key.public(), key.jwk().to_string().into_bytes()] {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, &secret);
                let forged = token.signed_as(hmac::sign(&secret, token.unsigned().as_bytes()).as_ref());
                assert_eq!(refused(&verifier, &forged).await, Anomaly::Algorithm, "{name}");
            }
            assert_eq!(refused(&verifier, &token.signed_as(b"")).await, Anomaly::Malformed);
        }
        // Another algorithm than that of the key.
        for name in ["RS256", "ES256", "EdDSA"].into_iter().filter(|name| *name != key.algorithm()) {
            let token = Token::of(&issuer, "ann").header("alg", name).sign(key);
            assert_eq!(refused(&verifier, &token).await, Anomaly::KeyUnknown);
        }
        for name in ["PS256", "RS512", "ES384", "ES256K"] {
            let token = Token::of(&issuer, "ann").header("alg", name).sign(key);
            assert_eq!(refused(&verifier, &token).await, Anomaly::Algorithm);
        }
    }
}

#[tokio::test]
async fn a_key_that_comes_along_is_not_used() {
    let (key, mut forger) = (TestKey::ec("k"), TestKey::ec("k"));
    let issuer = Issuer::start(&[&key]).await;
    // Where the forger's keys are, should anybody ask.
    issuer.set_document("/forged", json!({"keys": [forger.jwk()]}));
    let address = format!("{}/forged", issuer.name());
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let token = Token::of(&issuer, "ann");
    let forged = [
        token.clone(),
        token.clone().header("jwk", forger.jwk()),
        token.clone().header("jku", address.clone()),
        token.clone().header("x5u", address.clone()),
        token.clone().header("x5c", json!(["AAAA"])),
    ];
    for token in &forged {
        assert_eq!(refused(&verifier, &token.sign(&forger)).await, Anomaly::Signature);
    }
    forger.id = "other".to_owned();
    for token in &forged {
        assert_eq!(refused(&verifier, &token.sign(&forger)).await, Anomaly::KeyUnknown);
        assert_eq!(refused(&verifier, &token.clone().header("kid", "absent").sign(&forger)).await, Anomaly::Signature);
    }
    assert_eq!(issuer.calls("/forged"), 0);
    // What is not used does no harm either.
    for token in &forged {
        assert!(verifier.verify(&token.sign(&key)).await.is_ok());
    }
}

#[tokio::test]
async fn what_has_to_be_understood_and_is_not_is_refused() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    for crit in [json!(["exp"]), json!(["b64"]), json!([]), json!("exp"), json!(null)] {
        let token = Token::of(&issuer, "ann").header("b64", false).header("crit", crit).sign(&key);
        assert_eq!(refused(&verifier, &token).await, Anomaly::Critical);
    }
    let token = Token::of(&issuer, "ann").header("typ", "logout+jwt").sign(&key);
    assert_eq!(refused(&verifier, &token).await, Anomaly::Type);
}

#[tokio::test]
async fn a_token_is_whole_or_none() {
    let key = TestKey::ec("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).longest_token(2000).build().unwrap();
    let token = Token::of(&issuer, "ann").sign(&key);
    for length in 0..token.len() {
        refused(&verifier, &token[..length]).await;
    }
    for place in 0..token.len() {
        let mut changed = token.clone();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        refused(&verifier, &changed).await;
        changed[place] = 0xff;
        assert_eq!(refused(&verifier, &changed).await, Anomaly::Malformed);
    }
    let mut twice = token.clone();
    twice.extend_from_slice(&token);
    refused(&verifier, &twice).await;
    assert_eq!(refused(&verifier, &vec![b'a'; 2001]).await, Anomaly::Oversized);
    assert_eq!(refused(&verifier, &vec![0xff; 100_000]).await, Anomaly::Oversized);
    assert!(verifier.verify(&token).await.is_ok());
    assert!(issuer.calls(JWKS) <= 3, "{}", issuer.calls(JWKS));
}

#[tokio::test]
async fn what_is_no_token_never_gets_as_far_as_the_issuer() {
    let issuer = Issuer::start(&[]).await;
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    for token in [&b""[..], b"..", b"a.b", b"\xff\xfe", b"e30.e30.", "ä.ö.ü".as_bytes(), &[b'.'; 50_000]] {
        refused(&verifier, token).await;
    }
    assert_eq!(issuer.all_calls(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_bytes_are_a_token_or_a_panic(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}".prop_map(String::into_bytes),
            // Headers and claims that are JSON.
            ("\\{(\"(alg|kid|crit|typ)\":(\"(ES256|x)\"|7|\\[\\]|null)){0,2}\\}", "\\{.{0,40}\\}").prop_map(|(header, claims)| {
                use base64::Engine as _;
                let part = |text: String| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
                format!("{}.{}.AAAA", part(header), part(claims)).into_bytes()
            }),
        ],
    ) {
        let (runtime, verifier) = &*NOBODY;
        let judged = runtime.block_on(verifier.verify(&bytes));
        prop_assert!(judged.is_err());
    }
}

/// Nobody listens there: a token that is one as far as can be seen is not decided.
static NOBODY: LazyLock<(Runtime, Verifier)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    (runtime, Verifier::builder("http://127.0.0.1:1").build().unwrap())
});
