//! Calls over TLS: told like others, only with whom somebody vouches for, and silent about what could not be sent.
#![cfg(feature = "rustls")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
#[path = "support/tls.rs"]
mod tls;

use std::error::Error as _;
use std::net::SocketAddr;

use serde_json::json;
use support::server::Server;
use support::{Told, assert_none_of, planted};
use tls::{Authority, serve};
use tracewell_client::{Client, Error, ErrorKind};
use tracewell_redact::Policy;

fn client(believes: &Authority) -> Client {
    let config = believes.believer();
    let client = Client::builder("vault").policy(Policy::production());
    client.transport(|reqwest| reqwest.tls_backend_preconfigured(config)).build().unwrap()
}

fn url(scheme: &str, address: SocketAddr) -> String {
    let (user, password, query) = (planted("user"), planted("password"), planted("query"));
    format!("{scheme}://{user}:{password}@{address}/v1?key={query}&{query}#{query}")
}

/// Everything that an error says of itself.
fn said(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(&format!(" {source} {source:?}"));
        next = source.source();
    }
    text
}

fn secrets() -> Vec<String> {
    ["user", "password", "query"].map(planted).to_vec()
}

#[tokio::test]
async fn with_whom_an_authority_vouches_for() {
    let told = Told::listen(&Policy::production());
    let authority = Authority::new();
    let address = serve(authority.vouch_for("127.0.0.1", false)).await;
    let answer = client(&authority).get(url("https", address)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "hello");
    let end = told.end();
    assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(200), &json!(5)));
    // Userinfo goes into a header, as reqwest does it.
    assert_eq!(end["url"], format!("https://{address}/v1?key=REDACTED&REDACTED"));
    assert_none_of(&secrets(), &told.everything());
}

#[tokio::test]
async fn and_with_nobody_else() {
    let (ours, others) = (Authority::new(), Authority::new());
    let plain = Server::start().await;
    for (case, address) in [
        ("another authority", serve(others.vouch_for("127.0.0.1", false)).await),
        ("another name", serve(ours.vouch_for(&format!("{}.example", planted("name")), false)).await),
        ("past", serve(ours.vouch_for("127.0.0.1", true)).await),
        ("no TLS", plain.address()),
    ] {
        let told = Told::listen(&Policy::production());
        let error = client(&ours).get(url("https", address)).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreachable, "{case}: {}", said(&error));
        assert_eq!(error.to_string(), "the call to vault found no connection");
        let end = told.end();
        assert_eq!((&end["message"], &end["error_type"]), (&json!("external_http_error"), &json!("unreachable")));
        assert_eq!(end["reason"], "tls", "{case}: {}", said(&error));
        tracing::warn!(target: "test", error = &error as &dyn std::error::Error, "{error}");
        let secrets = [secrets(), vec![planted("name")]].concat();
        assert_none_of(&secrets, &format!("{} {}", told.everything(), said(&error)));
    }
}

#[tokio::test]
async fn a_client_that_does_not_speak_tls_is_told_by_the_server() {
    let told = Told::listen(&Policy::production());
    let authority = Authority::new();
    let address = serve(authority.vouch_for("127.0.0.1", false)).await;
    let error = client(&authority).get(url("http", address)).send().await.unwrap_err();
    assert_eq!(told.end()["message"], "external_http_error");
    assert_none_of(&secrets(), &format!("{} {}", told.everything(), said(&error)));
}

#[tokio::test]
async fn a_redirect_to_tls_is_told_like_any_other() {
    let told = Told::listen(&Policy::production());
    let authority = Authority::new();
    let address = serve(authority.vouch_for("127.0.0.1", false)).await;
    let plain = Server::start().await;
    let to = format!("https%3A%2F%2F{address}%2F");
    let first = plain.url(&format!("/redirect?to={to}"));
    let answer = client(&authority).get(first).send().await.unwrap();
    assert!(answer.url().starts_with("https://"));
    drop(answer.bytes().await.unwrap());
    let urls: Vec<_> = told.responses().iter().map(|line| line["url"].as_str().unwrap()[..5].to_owned()).collect();
    assert_eq!(urls, ["http:", "https"]);
}
