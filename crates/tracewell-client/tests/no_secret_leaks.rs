//! Secrets in every place of a call that can hold one: none comes out, on lines, in spans, in errors.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::error::Error as _;
use std::time::Duration;

use serde_json::json;
use support::server::Server;
use support::{Told, assert_none_of, planted};
use tracewell_client::{Client, Defaults, Error, Previews};
use tracewell_redact::{Mode, Policy};

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

#[tokio::test]
async fn of_what_was_planted_nothing_comes_out() {
    let _ = Policy::development().install();
    for mode in [Mode::Production, Mode::Development] {
        let policy = Policy::builder(mode).personal_param("ip").build().unwrap();
        let told = Told::listen(&policy);
        let server = Server::start().await;
        let places = [
            "user", "password", "query", "part", "fragment", "header", "auth", "cookie", "body", "answer", "location",
            "ip", "flagged",
        ];
        let secrets: Vec<_> = places.iter().map(|place| planted(place)).collect();
        let of = |place: &str| planted(place);
        let client = Client::builder("geo")
            .policy(policy.clone())
            .defaults(Defaults::new().span(true).previews(Previews::up_to(4096)))
            .timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        let mut flagged = http::HeaderValue::try_from(of("flagged")).unwrap();
        flagged.set_sensitive(true);

        let authority = format!("{}:{}@{}", of("user"), of("password"), server.address());
        let mut errors = String::new();
        for path in ["/json", "/headers", "/form", "/text", "/gzip", "/500", "/slow", "/reset", "/redirect"] {
            let to = format!(
                "http%3A%2F%2F{}%3A{}%40{}%2Fjson%3Fsecret%3D{}",
                of("user"),
                of("password"),
                server.address(),
                of("location")
            );
            let url =
                format!("http://{authority}{path}?secret={}&to={to}&{}#{}", of("query"), of("part"), of("fragment"),);
            let call = client
                .post(url)
                .header("x-api-key", of("header"))
                .header("x-whatever", of("header"))
                .header("cookie", format!("sid={}", of("cookie")))
                .header("accept", flagged.clone())
                .bearer_auth(of("auth"))
                .json(&json!({"note": of("body")}))
                .send()
                .await;
            // As a caller would log it.
            let error = match call {
                Ok(response) => {
                    errors.push_str(&format!("{response:?}"));
                    response.json::<u32>().await.unwrap_err()
                }
                Err(error) => error,
            };
            tracing::warn!(target: "test", error = &error as &dyn std::error::Error, debug = ?error, "{error}");
            errors.push_str(&said(&error));
        }
        let path = client.get(server.url(&format!("/geo/{}/x", of("ip")))).url_template("/geo/{ip}/x").send().await;
        drop(path.unwrap());

        let everything = told.everything();
        assert!(everything.contains("external_http{"), "the foreign sink saw spans");
        assert!(everything.contains("REDACTED:REDACTED@") || everything.contains("secret=REDACTED"), "{everything}");
        let hidden: Vec<_> = secrets.iter().filter(|secret| **secret != of("ip")).cloned().collect();
        assert_none_of(&hidden, &everything);
        assert_none_of(&secrets, &errors);
        let geo: Vec<_> = told
            .all()
            .into_iter()
            .filter(|line| line["url"].as_str().is_some_and(|url| url.contains("/geo/")))
            .collect();
        assert!(!geo.is_empty());
        assert_none_of(&[of("ip")], &format!("{geo:?}"));
    }
}

#[tokio::test]
async fn a_client_that_is_looked_at_shows_no_credentials() {
    let told = Told::listen(&Policy::production());
    let mut headers = http::HeaderMap::new();
    headers.insert("x-api-key", planted("default").parse().unwrap());
    let builder = Client::builder("geo")
        .default_headers(headers.clone())
        .transport(|reqwest| reqwest.default_headers(headers).user_agent(planted("agent")));
    let mut shown = format!("{builder:?} {builder:#?}");
    let client = builder.build().unwrap();
    let request = client.get(format!("http://127.0.0.1:1/?key={}", planted("query"))).bearer_auth(planted("auth"));
    shown.push_str(&format!("{client:?} {client:#?} {request:?}"));
    let sending = request.send();
    tracing::info!(target: "test", client = ?client, "as a caller may");
    drop(sending);
    let secrets = ["default", "agent", "query", "auth"].map(planted);
    assert_none_of(&secrets, &format!("{shown} {}", told.everything()));
}
