//! What is refused, with which status, in which order, and in which words.

mod support;

use serde_json::{Value, json};
use support::client::{Request, Response};
use support::{Service, TOKEN};

fn detail(answer: &Response) -> String {
    answer.json()["detail"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn without_a_good_token_nothing_is_said_about_ids() {
    let service = Service::start();
    let id = service.item(json!({}));
    let authorizations: [&[&[u8]]; 8] = [
        &[],
        &[b"Bearer BAAD"],
        &[b"Bearer "],
        &[b"Bearer"],
        &[b"Basic YTpi"],
        &[b"Bearer two words"],
        &[b"Bearer \xff\xfe"],
        &[b"Bearer one", b"Bearer two"],
    ];
    for path in [format!("/v1/items/{id}"), format!("/v1/items/{}", uuid::Uuid::now_v7())] {
        for sent in authorizations {
            for method in ["GET", "PUT"] {
                let request = Request::new(method, path.as_str()).body("no JSON");
                let request = sent.iter().fold(request, |request, value| request.header("authorization", *value));
                let answer = service.send(&request);
                assert_eq!(answer.status(), 401, "{method} {sent:?}");
                let challenge = if sent.is_empty() { "Bearer" } else { "Bearer error=\"invalid_token\"" };
                assert!(answer.header("www-authenticate").is_some_and(|sent| sent.starts_with(challenge)), "{sent:?}");
                assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            }
        }
    }
}

#[test]
fn every_route_but_the_probes_needs_a_token() {
    let service = Service::start();
    for (method, target) in [
        ("GET", "/metrics"),
        ("GET", "/v1/items"),
        ("POST", "/v1/items"),
        ("PUT", "/v1/items"),
        ("GET", "/v1/links"),
        ("POST", "/v1/links"),
        ("PUT", "/v1/links"),
        ("GET", "/v1/links/x"),
        ("PUT", "/v1/links/x"),
        ("DELETE", "/v1/links/x"),
        ("GET", "/v1/teams/team-a/items"),
    ] {
        assert_eq!(service.send(&Request::new(method, target)).status(), 401, "{method} {target}");
    }
}

#[test]
fn a_team_that_cannot_be_read_is_nobody() {
    let service = Service::start();
    for team in [&b""[..], b"two words", b"\xff", "x".repeat(129).as_bytes()] {
        let request = Request::get("/v1/items").bearer(TOKEN).header("x-dev-team", team);
        assert_eq!(service.send(&request).status(), 401, "{team:?}");
    }
    let twice = Request::get("/v1/items").bearer(TOKEN).header("x-dev-team", "a").header("x-dev-team", "b");
    assert_eq!(service.send(&twice).status(), 401);
}

#[test]
fn unknown_paths_and_methods_are_told_without_a_token() {
    let service = Service::start();
    for target in ["/nowhere", "/v1", "/v1/nope", "/v1/items/a/b", "/v1/items/", "/v1/event", "//", "/%00"] {
        let answer = service.send(&Request::get(target));
        assert_eq!(answer.status(), 404, "{target}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{target}");
    }
    for (method, target) in [
        ("DELETE", "/v1/items"),
        ("DELETE", "/v1/items/x"),
        ("POST", "/v1/items/x"),
        ("PATCH", "/v1/links/x"),
        ("POST", "/health"),
        ("BREW", "/v1/items"),
    ] {
        let answer = service.send(&Request::new(method, target));
        assert_eq!(answer.status(), 405, "{method} {target}");
        let allow = answer.header("allow").unwrap();
        assert!(
            allow.split(',').any(|allowed| allowed == "GET") && !allow.contains(method),
            "{method} {target}: {allow}"
        );
        assert_eq!(answer.json()["status"], 405);
    }
}

#[test]
fn what_nobody_has_is_not_found() {
    let service = Service::start();
    let nobody = uuid::Uuid::now_v7().to_string();
    let uppercase = service.item(json!({})).to_uppercase();
    assert_eq!(service.call("GET", &format!("/v1/items/{uppercase}"), None).status(), 200);
    for id in [nobody.as_str(), &nobody.replace('-', ""), "x", "%ff", "%2e%2e", "0", &"9".repeat(5000)] {
        for kind in ["items", "links"] {
            let path = format!("/v1/{kind}/{id}");
            assert_eq!(service.call("GET", &path, None).status(), 404, "{path}");
            assert_eq!(service.call("PUT", &path, Some(&json!({}))).status(), 404, "{path}");
        }
    }
    for target in ["/v1/items", "/v1/links"] {
        assert_eq!(service.call("PUT", target, Some(&json!({}))).status(), 404, "{target}");
    }
    assert_eq!(service.call("DELETE", &format!("/v1/links/{nobody}"), None).status(), 404);
}

#[test]
fn a_body_must_be_json_before_anything_is_looked_up() {
    let service = Service::start();
    let nobody = uuid::Uuid::now_v7();
    for body in [&b""[..], b"{", b"text", b"{\"a\": 1} more", b"\xff", b"{'a': 1}", &b"[".repeat(100_000)] {
        for (method, target) in [
            ("POST", "/v1/items".to_owned()),
            ("POST", "/v1/links".to_owned()),
            ("PUT", format!("/v1/items/{nobody}")),
            ("PUT", format!("/v1/links/{nobody}")),
        ] {
            let answer = service.send(&Request::new(method, target.as_str()).bearer(TOKEN).body(body));
            assert_eq!(answer.status(), 400, "{method} {target}");
            assert_eq!(detail(&answer), "The data is not a JSON string");
        }
    }
    for body in [json!([]), json!("text"), json!(5), json!(null), json!({"properties": []}), json!({"properties": "x"})]
    {
        assert_eq!(service.call("POST", "/v1/items", Some(&body)).status(), 400, "{body}");
    }
}

#[test]
fn a_body_has_a_limit() {
    let service = Service::start();
    let body = |length: usize| {
        let text = "x".repeat(length - r#"{"properties":{"a":""}}"#.len());
        format!(r#"{{"properties":{{"a":"{text}"}}}}"#)
    };
    let fits = Request::new("POST", "/v1/items").bearer(TOKEN).body(body(1 << 20));
    assert_eq!(service.send(&fits).status(), 200);
    let announced = Request::new("POST", "/v1/items").bearer(TOKEN).body(body((1 << 20) + 1));
    assert_eq!(service.send(&announced).status(), 413);
    let unannounced = Request::new("POST", "/v1/items").bearer(TOKEN).chunked(body((1 << 20) + 1));
    assert_eq!(service.send(&unannounced).status(), 413);
}

#[test]
fn what_the_service_says_itself_is_not_for_clients_to_say() {
    let service = Service::start();
    let item = service.call("POST", "/v1/items", Some(&json!({}))).json();
    let other = service.item(json!({}));
    let link = json!({"source": item["id"], "target": other});
    let made = service.call("POST", "/v1/links", Some(&link)).json();
    for (name, value) in [
        ("id", uuid::Uuid::now_v7().to_string()),
        ("created_at", "2026-11-22T03:15:00Z".into()),
        ("created_by", "me".into()),
    ] {
        for (kind, stored) in [("items", &item), ("links", &made)] {
            let mut body = link.clone();
            body[name] = json!(value);
            let answer = service.call("POST", &format!("/v1/{kind}"), Some(&body));
            assert_eq!((answer.status(), detail(&answer)), (400, format!("{name} cannot be set externally")));

            let path = format!("/v1/{kind}/{}", stored["id"].as_str().unwrap());
            for value in [json!(value), json!(null), json!(5), json!("")] {
                let mut body = stored.clone();
                body[name] = value.clone();
                let answer = service.call("PUT", &path, Some(&body));
                assert_eq!((answer.status(), detail(&answer)), (400, format!("{name} cannot be modified")), "{value}");
            }
            assert_eq!(service.call("GET", &path, None).json(), *stored);
        }
    }
}

#[test]
fn links_join_two_items_of_the_team() {
    let service = Service::start();
    let [a, b] = [(); 2].map(|()| service.item(json!({})));
    let theirs = service.call_as("team-b", "POST", "/v1/items", Some(&json!({}))).json()["id"].clone();
    let nobody = json!(uuid::Uuid::now_v7().to_string());
    let (a, b) = (json!(a), json!(b));
    let link = service.call("POST", "/v1/links", Some(&json!({"source": a, "target": b}))).json();
    let path = format!("/v1/links/{}", link["id"].as_str().unwrap());
    let (set, source, target, different) = (
        "source and target must be set",
        "source must be a valid item id",
        "target must be a valid item id",
        "source and target must be different",
    );
    let cases: [(Value, &str); 14] = [
        (json!({}), set),
        (json!({"source": a}), set),
        (json!({"target": a}), set),
        (json!({"source": a, "target": null}), set),
        (json!({"source": "", "target": b}), set),
        // What is not set comes before what is not valid.
        (json!({"source": "x", "target": null}), set),
        (json!({"source": "x", "target": "y"}), source),
        (json!({"source": 5, "target": b}), source),
        (json!({"source": nobody, "target": b}), source),
        (json!({"source": theirs, "target": b}), source),
        (json!({"source": a, "target": "x"}), target),
        (json!({"source": a, "target": theirs}), target),
        (json!({"source": nobody, "target": nobody}), source),
        (json!({"source": a, "target": a}), different),
    ];
    for (body, text) in cases {
        for (method, target) in [("POST", "/v1/links"), ("PUT", path.as_str())] {
            let answer = service.call(method, target, Some(&body));
            assert_eq!((answer.status(), detail(&answer).as_str()), (400, text), "{method} {body}");
        }
    }
    assert_eq!(service.call("GET", &path, None).json(), link);
}

#[test]
fn another_team_s_list_is_forbidden() {
    let service = Service::start();
    for team in ["team-b", "nobody", "team-a%20", "%ff", "TEAM-A"] {
        let answer = service.call("GET", &format!("/v1/teams/{team}/items"), None);
        let expected = if team == "%ff" { 400 } else { 403 };
        assert_eq!(answer.status(), expected, "{team}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
}
