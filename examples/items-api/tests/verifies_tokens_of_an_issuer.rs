//! `--auth oidc`: the real program against a real issuer, with real keys.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod oidc;
mod support;

use std::time::{Duration, Instant};

use oidc::{Answer, Issuer, JWKS, TestKey, Token, USERINFO, now};
use serde_json::Value;
use support::client::{Request, Response};
use support::process::Process;
use support::{Service, lines, lines_of, program, terminal};
use tokio::runtime::Runtime;

fn start(issuer: &Issuer, more: &[(&str, &str)]) -> Service {
    let name = issuer.name();
    let environment: Vec<_> = [("OIDC_ISSUER", name.as_str())].iter().chain(more).copied().collect();
    Service::start_with_arguments(&["--auth", "oidc"], &environment)
}

fn get(service: &Service, path: &str, token: &[u8], id: &str) -> Response {
    let value = [b"Bearer ", token].concat();
    service.send(&Request::get(path).header("authorization", value).header("x-request-id", id))
}

fn stages(lines: &[Value], id: &str) -> Vec<String> {
    let told = lines_of(lines, id).into_iter().filter(|line| line["target"] == "tracewell::stage");
    told.map(|line| {
        let outcome = line["outcome"].as_str().map_or_else(|| line["cache_hit"].to_string(), str::to_owned);
        format!("{} {outcome}", line["stage"].as_str().unwrap())
    })
    .collect()
}

#[test]
fn a_token_says_who_is_calling_and_what_was_found_out_is_kept() {
    let runtime = Runtime::new().unwrap();
    let keys = [TestKey::rsa("r"), TestKey::ec("e"), TestKey::ed("d")];
    let issuer = runtime.block_on(Issuer::start(&keys.each_ref()));
    issuer.set_user("ann", &["ann", "acme.example"].join("@"));
    let service = start(&issuer, &[("ENVIRONMENT", "production"), ("OIDC_AUDIENCE", "orders")]);
    for (n, key) in keys.iter().enumerate() {
        let token = Token::of(&issuer, "ann").sign(key);
        assert_eq!(get(&service, "/v1/items", &token, &format!("new-{n}")).status(), 200);
        assert_eq!(get(&service, "/v1/items", &token, &format!("known-{n}")).status(), 200);
    }
    assert_eq!((issuer.calls(JWKS), issuer.calls(USERINFO)), (1, 1));
    let told = lines(&service.end());
    assert_eq!(terminal(&told, "new-0")["team_id"], "acme");
    assert_eq!(terminal(&told, "new-0")["user_id"], "ann");
    let first = stages(&told, "new-0");
    for stage in [
        "router.check_security_group ok",
        "router.identity_resolution ok",
        "router.identity_injection ok",
        "router.profile_resolution ok",
        "router.profile_injection ok",
        "identity.external ok",
        "identity.jwks resolved",
        "identity.email.cache false",
        "identity.email resolved",
        "identity.profile.cache false",
        "identity.profile resolved",
    ] {
        assert!(first.contains(&stage.to_owned()), "{stage}: {first:?}");
    }
    let known = stages(&told, "known-2");
    for stage in [
        "identity.token.cache true",
        "identity.jwks from_cache",
        "identity.email from_cache",
        "identity.profile from_cache",
    ] {
        assert!(known.contains(&stage.to_owned()), "{stage}: {known:?}");
    }
}

#[test]
fn other_tokens_are_refused_as_the_standard_says() {
    let runtime = Runtime::new().unwrap();
    let (key, rotated) = (TestKey::ec("k"), TestKey::rsa("rotated"));
    let issuer = runtime.block_on(Issuer::start(&[&key]));
    let service = start(&issuer, &[("OIDC_AUDIENCE", "orders")]);
    let token = Token::of(&issuer, "ann");
    for (bad, description) in [
        (b"nonsense".to_vec(), "is not valid"),
        (token.clone().header("alg", "none").signed_as(b"x"), "is not valid"),
        (token.clone().without("team_id").sign(&key), "is not valid"),
        (token.clone().claim("aud", "billing").sign(&key), "is not valid"),
        (token.clone().header("crit", vec!["exp"]).sign(&key), "is not valid"),
        (token.clone().sign(&TestKey::ec("k")), "is not valid"),
        (token.clone().claim("exp", now() - 600).sign(&key), "has expired"),
    ] {
        let answer = get(&service, "/v1/items", &bad, "refused");
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(
            challenge.starts_with("Bearer error=\"invalid_token\"") && challenge.contains(description),
            "{challenge}"
        );
        assert!(answer.json()["detail"].as_str().unwrap().contains(description), "{}", answer.text());
    }
    let missing = service.send(&Request::get("/v1/items"));
    assert_eq!((missing.status(), missing.header("www-authenticate")), (401, Some("Bearer")));
    let other = get(&service, "/v1/teams/globex/items", &token.sign(&key), "other");
    assert_eq!((other.status(), other.header("www-authenticate")), (403, Some("Bearer error=\"insufficient_scope\"")));
    for n in 0..50 {
        let unknown = token.clone().header("kid", format!("unknown-{n}")).sign(&key);
        assert_eq!(get(&service, "/v1/items", &unknown, "unknown").status(), 401);
    }
    assert!(issuer.calls(JWKS) <= 5, "{}", issuer.calls(JWKS));
    issuer.set_keys(&[&rotated]);
    let rotation = Instant::now();
    while get(&service, "/v1/items", &token.sign(&rotated), "rotated").status() != 200 {
        assert!(rotation.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(200));
    }
    let log = service.end();
    let dots = token.sign(&key);
    let part = String::from_utf8_lossy(&dots)[..30].to_owned();
    assert!(!log.log().iter().any(|line| line.contains(&part)));
}

#[test]
fn an_issuer_that_is_away_is_no_denial_and_costs_nothing_that_is_known() {
    let runtime = Runtime::new().unwrap();
    let key = TestKey::ed("k");
    let mut issuer = runtime.block_on(Issuer::start(&[&key]));
    let token = Token::of(&issuer, "ann").sign(&key);
    issuer.answer(JWKS, Answer::Status(500));
    let service = start(&issuer, &[]);
    let away = get(&service, "/v1/items", &token, "away");
    assert_eq!((away.status(), away.header("www-authenticate")), (503, None));
    assert!(away.header("retry-after").is_some());
    issuer.answer(JWKS, None);
    support::eventually("the issuer is asked again", || get(&service, "/v1/items", &token, "back").status() == 200);
    runtime.block_on(issuer.stop());
    assert_eq!(get(&service, "/v1/items", &token, "known").status(), 200);
    let told = lines(&service.end());
    assert!(stages(&told, "away").contains(&"identity.jwks error".to_owned()));
    assert!(stages(&told, "known").contains(&"identity.jwks from_cache".to_owned()));
}

#[test]
fn without_an_issuer_there_is_none() {
    for environment in ["production", "development"] {
        let ended =
            Process::run(program(), &["--port", "0", "--auth", "oidc"], &[("ENVIRONMENT", environment)]).unwrap();
        assert_eq!(ended.code(), Some(2), "{environment}");
        assert!(ended.errors()[0].contains("OIDC_ISSUER"), "{:?}", ended.errors());
    }
}

#[test]
fn an_address_that_is_none_lets_nobody_in_and_stops_nothing() {
    for (issuer, event) in [
        ("http://id.example", "config_invalid"),
        ("not an address", "config_invalid"),
        #[cfg(not(feature = "rustls"))]
        ("https://id.example", "feature_not_compiled"),
    ] {
        let service = Service::start_with_arguments(&["--auth", "oidc"], &[("OIDC_ISSUER", issuer)]);
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
        assert_eq!(get(&service, "/v1/items", b"any-token", "nobody").status(), 401);
        let told = lines(&service.end());
        let told = told.iter().find(|line| line["message"] == event).unwrap();
        assert_eq!((&told["level"], &told["variable"]), (&"WARN".into(), &"OIDC_ISSUER".into()));
        assert!(!told.to_string().contains(issuer));
    }
}
