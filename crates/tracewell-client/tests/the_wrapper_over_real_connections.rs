//! Over real connections: what callers get, what is told, and how often.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};
use http_body_util::StreamBody;
use serde_json::{Value, json};
use support::server::{BIG, Server};
use support::{Told, assert_none_of, planted};
use tracewell_client::{Client, ErrorKind, Previews, Propagation, Retry};
use tracewell_context::{Context, CorrelationId, FutureExt as _};
use tracewell_redact::{Mode, Policy};

fn client() -> Client {
    Client::builder("geo").policy(Policy::production()).build().unwrap()
}

fn impatient() -> Client {
    let timeout = Duration::from_millis(200);
    Client::builder("geo").policy(Policy::production()).timeout(timeout).build().unwrap()
}

#[tokio::test]
async fn it_feels_like_reqwest() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let client = Client::builder("echo").policy(Policy::production()).user_agent("test/1").build().unwrap();
    let response = client
        .post(server.url("/echo"))
        .query(&[("page", "2")])
        .header("accept", "application/json")
        .bearer_auth("abc")
        .json(&json!({"a": 1}))
        .send()
        .await
        .unwrap()
        .error_for_status()
        .unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["content-type"].to_str().unwrap()),
        (200, "application/json")
    );
    assert!(response.content_length().is_some() && response.url().ends_with("?page=2"));
    let echoed: Value = response.json().await.unwrap();
    assert_eq!((&echoed["authorization"], &echoed["user-agent"]), (&json!("Bearer abc"), &json!("test/1")));
    assert_eq!((&echoed["content-type"], &echoed[":method"]), (&json!("application/json"), &json!("POST")));
    let end = told.end();
    assert_eq!((&end["request_bytes"], &end["method"]), (&json!(7), &json!("POST")));
    assert!(end["request_headers"].as_str().unwrap().contains("authorization: Bearer [REDACTED]"), "{end}");
    assert!(end["url"].as_str().unwrap().ends_with("/echo?page=REDACTED"), "{end}");
    assert!(end["response_headers"].as_str().unwrap().contains("content-type: application/json"), "{end}");
}

#[tokio::test]
async fn any_status_is_an_answer() {
    let server = Server::start().await;
    for (path, status, level) in [("/", 200, "INFO"), ("/404", 404, "INFO"), ("/500", 500, "WARN")] {
        let told = Told::listen(&Policy::production());
        let response = client().get(server.url(path)).send().await.unwrap();
        let text = response.text().await.unwrap();
        let end = told.end();
        assert_eq!((&end["message"], &end["level"]), (&json!("external_http_response"), &json!(level)));
        assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(status), &json!(text.len())));
        let error = client().get(server.url(path)).send().await.unwrap().error_for_status().err();
        assert_eq!(
            error.and_then(|error| error.status()).map(|status| status.as_u16()),
            (status >= 400).then_some(status)
        );
    }
}

#[tokio::test]
async fn who_wants_the_status_alone_has_cancelled_nothing() {
    let server = Server::start().await;
    for (path, status) in [("/big", 200), ("/404", 404), ("/500", 500), ("/slow-body", 200)] {
        let told = Told::listen(&Policy::production());
        drop(client().get(server.url(path)).send().await.unwrap());
        let error = client().get(server.url(path)).send().await.unwrap().error_for_status().err();
        assert_eq!(error.is_some(), status >= 400);
        let ends = told.responses();
        assert_eq!((ends.len(), &ends[0]["status_code"]), (2, &json!(status)));
        assert!(ends.iter().all(|end| end.get("error_type").is_none()), "{ends:?}");
    }
}

#[tokio::test]
async fn what_takes_too_long() {
    let server = Server::start().await;
    let told = Told::listen(&Policy::production());
    let error = impatient().get(server.url("/slow?key=abc")).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(told.end()["error_type"], "timeout");

    let told = Told::listen(&Policy::production());
    let mut response = impatient().get(server.url("/slow-body")).send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), "first");
    assert!(response.chunk().await.unwrap_err().is_timeout());
    drop(response);
    let end = told.end();
    assert_eq!((&end["message"], &end["error_type"]), (&json!("external_http_response"), &json!("timeout")));
    assert_eq!(end["response_bytes"], 5);
}

#[tokio::test]
async fn nobody_there() {
    let told = Told::listen(&Policy::production());
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = client().get(format!("http://{free}/?key=abc")).send().await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!((&told.end()["error_type"], &told.end()["reason"]), (&json!("unreachable"), &json!("refused")));
    let chain: Vec<_> = std::iter::successors(std::error::Error::source(&error), |error| error.source())
        .map(ToString::to_string)
        .collect();
    assert!(chain.contains(&"connection refused".to_owned()), "{chain:?}");
}

#[tokio::test]
async fn a_reset_in_the_middle_of_the_body() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let error = client().get(server.url("/reset")).send().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Closed);
    let end = told.end();
    assert_eq!((&end["status_code"], &end["response_bytes"]), (&json!(200), &json!(10)));
    assert_eq!(end["error_type"], "connection_closed");
}

#[tokio::test]
async fn fifty_megabytes_pass_through() {
    let _ = Policy::development().install();
    let policy = Policy::builder(Mode::Development).build().unwrap();
    let told = Told::listen(&policy);
    let server = Server::start().await;
    let client = Client::builder("big").policy(policy).previews(Previews::up_to(100)).build().unwrap();
    let stream = client.get(server.url("/big")).send().await.unwrap().bytes_stream();
    let read = stream.fold(0, |read, chunk| async move { read + chunk.unwrap().len() as u64 }).await;
    assert_eq!(read, BIG);
    let end = told.end();
    assert_eq!(end["response_bytes"], BIG);
    let preview = end["body_preview"].as_str().unwrap();
    assert!(preview.starts_with(&"a".repeat(100)) && preview.ends_with(" bytes]") && preview.len() < 140, "{preview}");
}

#[tokio::test]
async fn what_is_dropped_half_way_is_told_once() {
    let server = Server::start().await;
    let told = Told::listen(&Policy::production());
    let client = client();
    {
        let call = client.get(server.url("/slow")).send();
        assert!(tokio::time::timeout(Duration::from_millis(50), call).await.is_err());
    }
    assert_eq!((told.end()["error_type"].clone(), told.responses().len()), (json!("cancelled"), 0));

    let told = Told::listen(&Policy::production());
    let mut response = client.get(server.url("/big")).send().await.unwrap();
    response.chunk().await.unwrap().unwrap();
    drop(response);
    let end = told.end();
    assert_eq!((&end["message"], &end["error_type"]), (&json!("external_http_response"), &json!("cancelled")));
    assert!(end["response_bytes"].as_u64().unwrap() > 0);

    // One that was never polled was never a call.
    let told = Told::listen(&Policy::production());
    drop(client.get(server.url("/")).send());
    assert!(told.all().is_empty());
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_too() {
    let told = Told::listen(&Policy::production());
    let secret = planted("a url");
    for url in [format!("no url, but {secret}"), format!("http://host:{secret}/"), format!("ftp://host/?key={secret}")]
    {
        let error = client().get(url).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_none_of(std::slice::from_ref(&secret), &format!("{error} {error:?}"));
    }
    let error = client().get("http://host/").header("x-a", format!("{secret}\n")).send().await.unwrap_err();
    assert_none_of(std::slice::from_ref(&secret), &format!("{error} {error:?}"));
    assert_eq!(told.errors().len(), 4);
    let told = told.everything();
    assert_none_of(&[secret], &told);
}

#[tokio::test]
async fn redirects_are_told_hop_by_hop() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let secret = planted("location");
    let to = format!("/echo%3Ftoken%3D{secret}");
    let response = client().get(server.url(&format!("/redirect?to={to}"))).bearer_auth("abc").send().await.unwrap();
    assert!(response.url().contains(&secret), "the real one");
    let echoed: Value = response.json().await.unwrap();
    assert_eq!(echoed["authorization"], "Bearer abc", "the same host");
    let ends = told.responses();
    let statuses: Vec<_> = ends.iter().map(|end| end["status_code"].clone()).collect();
    assert_eq!(statuses, [302, 200]);
    assert!(ends[0].get("error_type").is_none(), "nobody wanted its body");
    assert!(ends[0]["response_headers"].as_str().unwrap().contains("location: /echo?token=REDACTED"), "{}", ends[0]);
    assert!(ends[1]["url"].as_str().unwrap().ends_with("/echo?token=REDACTED"), "{}", ends[1]);
    assert_none_of(&[secret], &told.everything());
}

#[tokio::test]
async fn credentials_and_ids_do_not_follow_to_another_host() {
    let (server, other) = (Server::start().await, Server::start().await);
    let to = format!("http%3A%2F%2F{}%2Fecho", other.address());
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    let mut defaults = http::HeaderMap::new();
    defaults.insert("x-api-key", "abc".parse().unwrap());
    let client = Client::builder("geo").default_headers(defaults).build().unwrap();
    let call = client.get(server.url(&format!("/redirect?to={to}"))).bearer_auth("abc").header("x-own", "kept").send();
    let echoed: Value = call.in_context(context.clone()).await.unwrap().json().await.unwrap();
    for gone in ["authorization", "x-api-key", "x-request-id", "referer"] {
        assert!(echoed.get(gone).is_none(), "{gone}: {echoed}");
    }
    assert_eq!(echoed["x-own"], "kept");
    let echoed: Value = client.get(server.url("/echo")).send().in_context(context).await.unwrap().json().await.unwrap();
    assert_eq!((&echoed["x-api-key"], &echoed["x-request-id"]), (&json!("abc"), &json!("r-1")));
}

#[tokio::test]
async fn a_redirect_to_nowhere_and_one_in_a_circle() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let error = client().get(server.url("/redirect?to=ftp%3A%2F%2Fhost%2F")).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the location is nowhere to go to");
    let circle = Client::builder("geo").redirects(3).build().unwrap();
    // Without a query the location stays the same: the server then fails, so it names itself.
    let error =
        circle.get(server.url("/redirect?to=%3Fto%3D%3Fto%3D%3Fto%3D%3Fto%3D%3Fto%3D/")).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "too many redirects");
    assert_eq!(told.responses().len(), 1 + 4);
    let none = Client::builder("geo").redirects(0).build().unwrap();
    assert_eq!(none.get(server.url("/redirect?to=/")).send().await.unwrap().status(), 302);
}

#[tokio::test]
async fn a_body_is_sent_again_where_a_redirect_says_so() {
    let server = Server::start().await;
    let to = |status: u16| server.url(&format!("/redirect?status={status}&to=/upload"));
    assert_eq!(client().post(to(307)).body("12345").send().await.unwrap().text().await.unwrap(), "5");
    assert_eq!(client().post(to(302)).body("12345").send().await.unwrap().text().await.unwrap(), "0");
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(http_body::Frame::data("123".into()))]);
    let response = client().post(to(307)).streamed_body(StreamBody::new(chunks)).send().await.unwrap();
    assert_eq!(response.status(), 307, "what was streamed is gone");
}

#[tokio::test]
async fn what_may_be_repeated_is_and_each_attempt_is_told() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let retry = Retry::attempts(3).first_wait(Duration::from_millis(5));
    let client = Client::builder("geo").policy(Policy::production()).retry(retry.clone()).build().unwrap();
    let text = client.get(server.url("/busy?until=2")).send().await.unwrap().text().await.unwrap();
    assert_eq!((text.as_str(), server.requests()), ("at last", 3));
    let ends: Vec<_> =
        told.responses().iter().map(|end| (end["attempt"].clone(), end["status_code"].clone())).collect();
    assert_eq!(ends, [(json!(1), json!(503)), (json!(2), json!(503)), (json!(3), json!(200))]);
    assert!(told.responses().iter().all(|end| end.get("error_type").is_none()));

    let server = Server::start().await;
    assert_eq!(client.post(server.url("/busy?until=9")).send().await.unwrap().status(), 503);
    assert_eq!(server.requests(), 1, "a POST is not repeated");
    let wait = client.get(server.url("/busy?until=9&wait=3600")).send();
    assert_eq!(wait.await.unwrap().status(), 503);
    assert_eq!(server.requests(), 2, "nobody waits for an hour");
    assert_eq!(client.get(server.url("/busy?until=9&wait=0")).send().await.unwrap().status(), 503);
    assert_eq!(server.requests(), 5);
    assert_eq!(client.get(server.url("/busy?until=9")).retry(Retry::none()).send().await.unwrap().status(), 503);
    assert_eq!(server.requests(), 6);
}

#[tokio::test]
async fn a_time_out_is_repeated_and_told_each_time() {
    let told = Told::listen(&Policy::production());
    let server = Server::start().await;
    let retry = Retry::attempts(2).first_wait(Duration::from_millis(5));
    assert!(impatient().get(server.url("/slow")).retry(retry).send().await.unwrap_err().is_timeout());
    let attempts: Vec<_> = told.errors().iter().map(|end| end["attempt"].clone()).collect();
    assert_eq!(attempts, [1, 2]);
}

#[tokio::test]
async fn more_than_allowed_is_not_read() {
    let server = Server::start().await;
    let error = client().get(server.url("/big")).send().await.unwrap().limit(100_000).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(client().get(server.url("/")).send().await.unwrap().limit(5).text().await.unwrap(), "hello");
}

#[tokio::test]
async fn json_that_is_none_is_not_quoted() {
    let server = Server::start().await;
    let secret = planted("a body");
    let error = client()
        .get(server.url(&format!("/text?secret={secret}")))
        .send()
        .await
        .unwrap()
        .json::<u32>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_none_of(&[secret], &format!("{error} {error:?} {source}"));
    assert!(source.contains("line 1"), "{source}");
}

#[tokio::test]
async fn previews_are_of_development_alone() {
    let _ = Policy::development().install();
    let server = Server::start().await;
    let preview = async |mode: Mode, path: &str| {
        let policy = Policy::builder(mode).build().unwrap();
        let told = Told::listen(&policy);
        let client = Client::builder("geo").policy(policy).previews(Previews::up_to(200)).build().unwrap();
        client.get(server.url(path)).send().await.unwrap().bytes().await.unwrap();
        let end = told.end();
        assert_eq!(end["error_type"], Value::Null);
        (end["body_preview"].clone(), told.everything())
    };
    let secret = planted("bodies");
    for (path, expected) in [
        ("/json", r#"{"api_key":"[REDACTED]","nested":[{"pin":"[REDACTED]"}],"city":"Bern"}"#),
        ("/gzip", r#"{"password":"[REDACTED]","city":"Bern"}"#),
        ("/form", "a=REDACTED&b=REDACTED"),
        ("/text", "password=[REDACTED] and the rest"),
        ("/broken-utf8", "<binary>"),
        ("/events", "<stream>"),
        ("/404", "<binary>"),
    ] {
        let path = format!("{path}?secret={secret}");
        let (shown, everything) = preview(Mode::Development, &path).await;
        assert_eq!(shown, expected, "{path}");
        assert_none_of(std::slice::from_ref(&secret), &everything);
        let (shown, everything) = preview(Mode::Production, &path).await;
        assert_eq!(shown, Value::Null, "{path}");
        assert_none_of(std::slice::from_ref(&secret), &everything);
    }
    let (bomb, _) = preview(Mode::Development, "/bomb").await;
    assert!(bomb.as_str().unwrap().len() < 300, "{bomb}");
}

#[tokio::test]
async fn strangers_are_told_nothing() {
    let server = Server::start().await;
    let context = Context::new(CorrelationId::new("r-1").unwrap());
    let stranger = Client::builder("ads").propagation(Propagation::Nothing).build().unwrap();
    let echoed: Value =
        stranger.get(server.url("/echo")).send().in_context(context.clone()).await.unwrap().json().await.unwrap();
    assert_eq!(echoed.get("x-request-id"), None);
    let call = client().get(server.url("/echo")).propagation(Propagation::Nothing).send();
    let echoed: Value = call.in_context(context).await.unwrap().json().await.unwrap();
    assert_eq!(echoed.get("x-request-id"), None);
}

#[tokio::test]
async fn a_call_is_send_and_small_enough_to_spawn() {
    let server = Server::start().await;
    let client = client();
    let url = server.url("/");
    let text = tokio::spawn(async move { client.get(url).send().await?.text().await }).await.unwrap().unwrap();
    assert_eq!(text, "hello");
    assert!(client_is_sync(&self::client()).now_or_never().is_some());
}

async fn client_is_sync<T: Send + Sync + Clone>(_: &T) {}
