//! One id per request: in, out, in the error and in the log.

mod support;

use serde_json::json;
use support::client::{Request, Response};
use support::{Service, TOKEN, lines, terminal};

fn id(answer: &Response) -> &str {
    let ids: Vec<_> = answer.headers("x-request-id").collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    ids[0]
}

/// A response of every kind, by what it comes from.
fn every_kind() -> Vec<(&'static str, Request, u16)> {
    vec![
        ("success", Request::get("/health"), 200),
        ("list", Request::get("/v1/items").bearer(TOKEN), 200),
        ("head", Request::new("HEAD", "/health"), 200),
        ("stream", Request::get("/debug/stream?chunks=2"), 200),
        ("refused", Request::get("/v1/items"), 401),
        ("forbidden", Request::get("/v1/teams/other/items").bearer(TOKEN), 403),
        ("no route", Request::get("/nowhere"), 404),
        ("no item", Request::get("/v1/items/x").bearer(TOKEN), 404),
        ("wrong method", Request::new("DELETE", "/v1/items"), 405),
        ("invalid", Request::new("POST", "/v1/items").bearer(TOKEN).body("x"), 400),
        ("too large", Request::new("POST", "/v1/items").bearer(TOKEN).body("x".repeat(2 << 20)), 413),
        ("on purpose", Request::get("/debug/error/502"), 502),
        ("panic", Request::get("/debug/panic"), 500),
    ]
}

#[test]
fn an_id_is_kept_made_and_told_with_every_kind_of_response() {
    let service = Service::start();
    let mut sent = Vec::new();
    for (kind, request, status) in every_kind() {
        let made = service.send(&request);
        assert_eq!(made.status(), status, "{kind}");
        assert!(uuid::Uuid::try_parse(id(&made)).is_ok_and(|id| id.get_version_num() == 7), "{kind}: {}", id(&made));
        sent.push((id(&made).to_owned(), status));

        let own = format!("own.{}", kind.replace(' ', "-"));
        let kept = service.send(&request.header("x-request-id", own.as_str()));
        assert_eq!((kept.status(), id(&kept)), (status, own.as_str()), "{kind}");
        sent.push((own, status));
    }
    let ended = service.end();
    let lines = lines(&ended);
    for (id, status) in sent {
        assert_eq!(terminal(&lines, &id)["status_code"], status, "{id}");
    }
}

#[test]
fn errors_name_the_request() {
    let service = Service::start();
    let uuid = uuid::Uuid::now_v7().to_string();
    for (kind, request, status) in every_kind().into_iter().filter(|(_, _, status)| *status >= 400) {
        for (id, urn) in [(uuid.as_str(), format!("urn:uuid:{uuid}")), ("own", "urn:request:own".to_owned())] {
            let answer = service.send(&request.clone().header("x-request-id", id));
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{kind}");
            let problem = answer.json();
            assert_eq!(problem["status"], status, "{kind}");
            assert_eq!((&problem["instance"], &problem["correlation_id"]), (&json!(urn), &json!(id)), "{kind}");
            assert!(problem["type"].is_string() && problem["title"].is_string(), "{kind}: {problem}");
            if status == 500 {
                assert_eq!(problem.as_object().unwrap().len(), 5, "a 500 tells nothing else: {problem}");
            }
        }
    }
}

#[test]
fn a_good_id_is_kept() {
    let service = Service::start();
    for good in ["x", "A-Z.a_z~0:9+/=@-", &"x".repeat(128)] {
        assert_eq!(id(&service.send(&Request::get("/health").header("x-request-id", good))), good);
    }
}

#[test]
fn a_bad_id_is_replaced_and_not_logged() {
    let service = Service::start();
    let [oversized, huge] = [15, 10_000].map(|times| "oversized".repeat(times));
    let bad: [&[&[u8]]; 11] = [
        &[b""],
        &[b"   "],
        &[oversized.as_bytes()],
        &[huge.as_bytes()],
        &[b"marker one"],
        &[b"marker\tone"],
        &[b"marker\x01\x1b[31m"],
        &[b"marker\"}"],
        &[b"marker\xc3\xa9"],
        &[b"marker-one", b"marker-two"],
        &[b"marker-one", b"marker-one"],
    ];
    for sent in bad {
        let request = sent.iter().fold(Request::get("/health"), |request, id| request.header("x-request-id", *id));
        let answer = service.send(&request);
        assert_eq!(answer.status(), 200, "{sent:?}");
        assert!(uuid::Uuid::try_parse(id(&answer)).is_ok(), "{sent:?}");
    }
    let ended = service.end();
    for line in ended.log().iter().chain(ended.errors()) {
        assert!(!line.contains("marker") && !line.contains("oversized"), "{line}");
    }
}

#[test]
fn a_valid_trace_parent_names_the_trace() {
    let service = Service::start();
    let trace = "0af7651916cd43dd8448eb211c80319c";
    for (id, value) in [
        ("valid", format!("00-{trace}-b7ad6b7169203331-01")),
        ("zeros", format!("00-{}-b7ad6b7169203331-01", "0".repeat(32))),
        ("short", "00-abc-def-01".to_owned()),
    ] {
        service.send(&Request::get("/health").header("x-request-id", id).header("traceparent", value));
    }
    let lines = lines(&service.end());
    assert_eq!(terminal(&lines, "valid")["trace_id"], trace);
    for id in ["zeros", "short"] {
        assert!(terminal(&lines, id).get("trace_id").is_none(), "{id}");
    }
}
